"""``ingest verify`` and ``ingest repair``: is everything as it was when it was made, and if not, back to what is sound.

Nothing is thrown away: damaged files are put aside in ``editions/damaged``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.errors import CasePilotError, EncoderError, KnowledgeBaseError, KnowledgeBaseMismatch, KnowledgeBaseMissing
from corpus.store.encoder import Encoder
from corpus.store.export import model_folder
from corpus.store.knowledge_base import open_vectors
from corpus.store.schema import SCHEMA_VERSION
from corpus.store.shelf import Damage, Shelf, ShelfEntry
from corpus.store.snapshot import (
    Home,
    Manifest,
    build_lock,
    check_files,
    open_snapshot,
    write_durably,
)

ASIDE = "damaged"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found: sentences of what is sound, and of what is not, each with its remedy."""

    sound: tuple[str, ...]
    unsound: tuple[str, ...]


@dataclass(slots=True)
class Repair:
    """What a repair did, in sentences, and what is left for the user to do."""

    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    needs_build: bool = False


def verify(home: Home, model: str) -> Findings:
    """Computes every digest anew: added editions, search index, embedding model. Changes nothing."""
    sound, unsound = [], []
    shelf = Shelf.open(home, thorough=True)
    megabytes = sum(entry.size for entry in shelf.entries) / 1e6
    if shelf.entries or not shelf.damaged:
        sound.append(f"{len(shelf.editions()):,} added editions in {len(shelf.entries):,} files ({megabytes:,.0f} MB)")
    unsound += [damage.sentence for damage in shelf.damaged]
    try:
        encoder = Encoder(model_folder(home.models, model))
        sound.append(f"the embedding model {encoder.spec.name}")
    except EncoderError as error:
        unsound.append(str(error))
    try:
        folder, manifest = open_snapshot(home)
        _check_vectors(folder, manifest)
        sound.append(f"the search index {manifest.snapshot} ({sum(manifest.vector_counts.values()):,} passages)")
    except KnowledgeBaseError as error:
        unsound.append(str(error))
    return Findings(tuple(sound), tuple(unsound))


def repair(home: Home, model: str) -> Repair:
    """Brings the home back to what is sound; says what to add again, and whether a build is needed.

    Raises BuildError while a build is running, or where the home cannot be written.
    """
    repair = Repair()
    with build_lock(home):
        _repair_shelf(home, repair)
        fingerprint = _repair_model(home, model, repair)
        _repair_snapshot(home, fingerprint, repair)
    return repair


def _repair_shelf(home: Home, repair: Repair) -> None:
    shelf = Shelf.open(home, thorough=True)
    for part in shelf.folder.glob("*.part"):
        part.unlink()
    entries = tuple(_stamped(shelf.folder, entry) for entry in shelf.entries)
    if not shelf.damaged and entries == shelf.entries:
        return
    for damage in shelf.damaged:
        path = shelf.folder / damage.file
        if path.exists() and path.suffix == ".sqlite":
            (shelf.folder / ASIDE).mkdir(exist_ok=True)
            shutil.move(path, shelf.folder / ASIDE / path.name)
            repair.done.append(f"Put {damage.file} aside in {shelf.folder / ASIDE}.")
        repair.left += _to_add_again(damage)
        repair.needs_build |= damage.entry is None or damage.entry.holds_text
    replace(shelf, entries=entries, damaged=()).write()
    if shelf.damaged:
        kept = len(shelf.editions())
        repair.done.append(f"Wrote the list of added editions anew: {kept:,} {'is' if kept == 1 else 'are'} sound.")


def _stamped(folder: Path, entry: ShelfEntry) -> ShelfEntry:
    """The entry with the time that its file has now: the whole digest was just found right."""
    return replace(entry, modified=(folder / entry.file).stat().st_mtime_ns)


def _to_add_again(damage: Damage) -> Iterator[str]:
    if damage.entry is not None:
        files = ", ".join(sorted(damage.entry.sources)) or damage.entry.edition.title
        edition = damage.entry.edition
        part = f", part {edition.part} of {edition.parts}" if edition.parts else ""
        yield f"{edition.title}{part} is not loaded any more: add it again with 'python -m ingest add' from {files}."
    elif damage.file.endswith(".sqlite"):
        edition_id = damage.file.rpartition("-")[0].rpartition(".")[0]
        yield f"{edition_id} is not loaded any more: add the publisher's file again with 'python -m ingest add'."


def _repair_model(home: Home, model: str, repair: Repair) -> str | None:
    """Takes an altered embedding model off; gives the fingerprint of a sound one."""
    folder = model_folder(home.models, model)
    try:
        return Encoder(folder).spec.fingerprint
    except EncoderError as error:
        repair.needs_build = True
        if folder.exists():
            shutil.rmtree(folder)
            repair.done.append(f"Took the embedding model off, to be exported again: {error}")
    return None


def _repair_snapshot(home: Home, fingerprint: str | None, repair: Repair) -> None:
    try:
        folder, manifest = open_snapshot(home, model_fingerprint=fingerprint)
        _check_vectors(folder, manifest)
        return
    except (KnowledgeBaseMissing, KnowledgeBaseMismatch):
        repair.needs_build = True
        return
    except KnowledgeBaseError as error:
        repair.needs_build = True
        damaged = home.current()
        repair.done.append(f"Took the search index off: {error}")
    former = _sound_snapshot(home, damaged, fingerprint)
    if former is not None:
        write_durably(home.base / "CURRENT", former.name + "\n")
        repair.done.append(f"The search index of before, {former.name}, answers until the next build.")
    else:
        (home.base / "CURRENT").unlink(missing_ok=True)
    if damaged is not None and damaged in tuple(
        (home.base / "snapshots").glob("*")
    ):  # what CURRENT names may be anything
        shutil.rmtree(damaged, ignore_errors=True)


def _sound_snapshot(home: Home, but: Path | None, fingerprint: str | None) -> Path | None:
    """The newest kept snapshot, other than one, that is whole and can be opened; None when there is none."""
    folders = sorted((home.base / "snapshots").glob("*/"), reverse=True)
    for folder in folders:
        if folder == but:
            continue
        try:
            manifest = Manifest.read(folder)
            if (manifest.schema_version, manifest.model_fingerprint) != (SCHEMA_VERSION, fingerprint):
                continue
            check_files(folder, manifest)
            _check_vectors(folder, manifest)
        except CasePilotError:
            continue
        return folder
    return None


def _check_vectors(folder: Path, manifest: Manifest) -> None:
    """Raises KnowledgeBaseDamaged when the vectors are not those of the manifest."""
    open_vectors(folder, manifest).close()
