"""The shipped editions onto the shelf, where rules read them as they read added ones. Part of every build.

A shipped edition never takes the place of the same one that a user added from the publisher's own file; taken off, it
comes back with the next build.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from corpus import add_on_facts, drug_names, icd10cm_changes
from corpus.authored import TEXT_FOLDER
from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import CodeRecord, GuidelineSection
from corpus.store.shelf import EditionWriter, Shelf, ShelfEntry
from corpus.store.snapshot import Home, build_lock
from ingest.progress import Progress
from ingest.sources import Notice, Source, icd10cm, shipped

# What the name of a shipped edition's source begins with: no publisher's file is called so.
SHIPPED = "casepilot:"


@dataclass(frozen=True, slots=True)
class Shipment:
    """One shipped edition: the file of facts that it is read from, and how. ``name`` tells it on the shelf."""

    name: str
    path: Path
    read: Source

    @property
    def digest(self) -> str:
        """Changes with the facts, the release of ICD-10-CM below them, and the code that reads them."""
        facts = (add_on_facts.__file__, drug_names.__file__, icd10cm_changes.__file__)
        code = (__file__, shipped.__file__, icd10cm.__file__, *facts)
        release = importlib.metadata.version("simple-icd-10-cm").encode()
        return hashlib.sha256(
            b"\0".join((release, *(Path(file).read_bytes() for file in (self.path, *code))))
        ).hexdigest()


def shipments(categories: frozenset[str] | None = None) -> Iterator[Shipment]:
    """Everything that is shipped; ``categories`` ("E11") limits ICD-10-CM, for small knowledge bases."""
    path = TEXT_FOLDER / add_on_facts.ADD_ON_FACTS_FILE
    yield Shipment(f"{SHIPPED}{path.name}", path, shipped.shipped_add_ons)
    names = TEXT_FOLDER / drug_names.DRUG_NAMES_FILE
    yield Shipment(f"{SHIPPED}{names.name}", names, shipped.shipped_drug_names)
    for path in sorted(TEXT_FOLDER.glob(icd10cm_changes.CHANGES_FILES)):
        yield Shipment(f"{SHIPPED}{path.name}", path, partial(shipped.shipped_changes, path, categories))
        yield Shipment(f"{SHIPPED}codes of {path.name}", path, partial(shipped.shipped_codes, path, categories))


def ship(home: Home, progress: Progress, what: Sequence[Shipment] | None = None) -> tuple[Edition, ...]:
    """Puts what is not there yet, or is there as it was before, on the shelf; gives what was put there.

    Writes nothing, and takes no lock, where all of it is there. Raises SourceError for facts that cannot be read,
    BuildError while another build is running.
    """
    wanted = tuple(shipments()) if what is None else what
    if not any(_lacks(Shelf.open(home), each) for each in wanted):
        return ()
    with build_lock(home):
        shelf = Shelf.open(home)
        lacking = [each for each in wanted if _lacks(shelf, each)]
        progress.stage("Shipped tables", len(lacking))
        entries = []
        for each in lacking:
            entries.append(_written(home, each))
            progress.advance(1)
        for entry in entries:
            shelf = shelf.with_entry(entry)
        shelf.write()
        progress.finish()
    return tuple(entry.edition for entry in entries)


def _lacks(shelf: Shelf, shipment: Shipment) -> bool:
    """True where the edition is not there, or is there as shipped before; an added one is the user's."""
    edition = next(iter(shipment.read()))
    assert isinstance(edition, Edition)  # a source begins with its edition
    present = next((entry for entry in shelf.entries if entry.edition.id == edition.id), None)
    if present is None:
        return True
    is_ours = any(name.startswith(SHIPPED) for name in present.sources)
    return is_ours and present.sources != {shipment.name: shipment.digest}


def _written(home: Home, shipment: Shipment) -> ShelfEntry:
    items = iter(shipment.read())
    edition = next(items)
    assert isinstance(edition, Edition)
    writer = EditionWriter(home.path / "editions", edition)
    try:
        for item in items:
            if isinstance(item, RowError):
                raise SourceError(
                    f"{item}; the facts that CasePilot ships are damaged: take them out of the release again."
                )
            if isinstance(item, CodeRecord | GuidelineSection):
                writer.add_body(item)
            elif not isinstance(item, Edition | Notice):
                writer.add(item)
        path, size = writer.finish()
    except BaseException:
        writer.abandon()
        raise
    return ShelfEntry(
        file=path.name,
        size=size,
        edition=edition,
        rows=dict(writer.rows),
        refused=0,
        sources={shipment.name: shipment.digest},
        added_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
