"""The shelf: every added edition of a publisher's table as one immutable SQLite file, beside the snapshot.

    <home>/editions/SHELF.json             which files serve; sealed, replaced in one rename
    <home>/editions/<edition>-<hash>.sqlite   one edition, or one part of a release in several files

Editions are never merged or rewritten, so two of one table live side by side, loading one cannot lose another, and a
load that was killed leaves only a ``.part`` file that the next one clears. docs/adr/0007-shelf.md says why.

Every edition is checked when the shelf is opened: size and time of its file, and the digest in its name where the time
is not that of its making (350 MB: 0.6 s). A damaged one is left out and told; the others serve. Each file tells what
it is, so that a damaged list is read again from the files.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from corpus.editions import Edition
from corpus.errors import KnowledgeBaseDamaged, KnowledgeBaseMismatch
from corpus.records import CodeRecord, GuidelineSection
from corpus.store.codec import decode_record, decode_section
from corpus.store.edition_file import DIGITS, digest_in, entry_values, read_entry
from corpus.store.edition_file import EditionWriter as EditionWriter
from corpus.store.edition_file import ShelfEntry as ShelfEntry
from corpus.store.edition_file import described as edition_described
from corpus.store.encoder import file_sha256
from corpus.store.schema import sqlite_engine
from corpus.store.snapshot import Home, write_durably

MANIFEST = "SHELF.json"

# Raise it with any change of the columns in ``row_tables.py``: editions kept otherwise must be added again.
SHELF_VERSION = 1

_ADD_AGAIN = "add the publisher's files again with 'python -m ingest add'"
_REPAIR = "'python -m ingest repair' takes it off and says which file to add again"

_LIST_REPAIR = "what the files themselves tell is served; 'python -m ingest repair' writes it anew"


@dataclass(frozen=True, slots=True)
class Damage:
    """What on the shelf cannot be used: the file, one sentence with the remedy, and the entry where it is known."""

    file: str
    sentence: str
    entry: ShelfEntry | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is on the shelf at one moment, the sound ``entries`` and what is ``damaged``.

    Immutable: ``with_entry`` gives the shelf after a load.
    """

    folder: Path
    entries: tuple[ShelfEntry, ...] = ()
    stamp: tuple[int, int] | None = None
    damaged: tuple[Damage, ...] = ()

    @classmethod
    def open(cls, home: Home, *, thorough: bool = False) -> Shelf:
        """The serving shelf; empty when nothing was ever added. ``thorough`` computes the digest of every file.

        What is damaged is left out of ``entries`` and told in ``damaged``. Raises KnowledgeBaseMismatch for a shelf of
        another form.
        """
        folder = home.path / "editions"
        stamp = _stamp(folder)
        damaged: list[Damage] = []
        try:
            entries = _read_list(folder)
        except KnowledgeBaseDamaged as error:
            damaged.append(Damage(MANIFEST, str(error)))
            entries, unreadable = _read_files(folder)
            damaged += unreadable
        sound = []
        for entry in entries:
            if reason := _fault(folder, entry, thorough=thorough):
                damaged.append(Damage(entry.file, f"The edition {entry.edition.title} {reason}; {_REPAIR}.", entry))
            else:
                sound.append(entry)
        return cls(folder, tuple(sound), stamp, tuple(damaged))

    def is_serving(self) -> bool:
        """False once another shelf was written; looks at one file's time and size."""
        return _stamp(self.folder) == self.stamp

    def editions(self) -> tuple[Edition, ...]:
        """Every edition, its parts as one: complete when all of them are there and whole."""
        by_id: dict[str, list[Edition]] = {}
        for entry in self.entries:
            by_id.setdefault(entry.edition.id, []).append(entry.edition)
        return tuple(_whole(parts) for _, parts in sorted(by_id.items()))

    def has_source(self, name: str, sha256: str) -> bool:
        """True when a file of this name and content is on the shelf: a name may tell what the content does not."""
        return any(entry.sources.get(name) == sha256 for entry in self.entries)

    def with_entry(self, entry: ShelfEntry) -> Shelf:
        """The shelf with an edition added, in place of the same edition or part as loaded before."""
        kept = [other for other in self.entries if other.key != entry.key]
        damaged = tuple(one for one in self.damaged if one.entry is None or one.entry.key != entry.key)
        former = next((other for other in self.entries if other.key == entry.key), None)
        if former is not None and former.given:
            entry = edition_described(entry, {**former.given, **entry.given})
        return replace(self, entries=tuple(sorted((*kept, entry), key=lambda item: item.key)), damaged=damaged)

    def described(self, edition_id: str, given: Mapping[str, str]) -> Shelf:
        """The shelf with what a user says of an edition: ``payer``, ``title``, ``effective_from`` ... by field.

        Raises ValueError where the days make no span or the title is empty.
        """
        entries = (
            edition_described(entry, {**entry.given, **given}) if entry.edition.id == edition_id else entry
            for entry in self.entries
        )
        return replace(self, entries=tuple(entries))

    def without(self, edition_id: str) -> Shelf:
        """The shelf with an edition taken off, all its parts."""
        return replace(
            self,
            entries=tuple(entry for entry in self.entries if entry.edition.id != edition_id),
            damaged=tuple(one for one in self.damaged if one.entry is None or one.entry.edition.id != edition_id),
        )

    def write(self) -> None:
        """Makes this the serving shelf, in one rename, and clears files that no longer serve.

        A damaged edition stays in the list, so that every command goes on telling of it.
        """
        listed = [*self.entries, *(one.entry for one in self.damaged if one.entry is not None)]
        values = [entry_values(entry) for entry in sorted(listed, key=lambda item: item.key)]
        sealed = {"version": SHELF_VERSION, "sha256": _seal(values), "entries": values}
        write_durably(self.folder / MANIFEST, json.dumps(sealed, indent=1) + "\n")
        serving = {entry.file for entry in listed} | {one.file for one in self.damaged}
        for path in self.folder.glob("*.sqlite"):
            if path.name not in serving and path.is_file():
                path.unlink(missing_ok=True)  # a server that has it open keeps reading it


def _read_list(folder: Path) -> tuple[ShelfEntry, ...]:
    """The entries of the sealed list, unchecked; raises KnowledgeBaseDamaged or KnowledgeBaseMismatch."""
    try:
        sealed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        if any(folder.glob("*.sqlite")):
            raise KnowledgeBaseDamaged(f"The list of added editions is missing; {_LIST_REPAIR}.") from None
        return ()
    except (OSError, ValueError) as error:
        raise KnowledgeBaseDamaged(f"The list of added editions is damaged ({error}); {_LIST_REPAIR}.") from error
    if not isinstance(sealed, dict) or _seal(sealed.get("entries")) != sealed.get("sha256"):
        raise KnowledgeBaseDamaged(f"The list of added editions was altered; {_LIST_REPAIR}.")
    if sealed.get("version") != SHELF_VERSION:
        raise KnowledgeBaseMismatch(
            f"The added editions are kept in form {sealed.get('version')}, this CasePilot needs {SHELF_VERSION}; "
            f"remove {folder} and {_ADD_AGAIN}."
        )
    return tuple(read_entry(values) for values in sealed["entries"])


def _read_files(folder: Path) -> tuple[tuple[ShelfEntry, ...], list[Damage]]:
    """The entries as the files tell them, the newest of each edition, and the files that do not tell it."""
    newest: dict[str, ShelfEntry] = {}
    unreadable = []
    for path in sorted(folder.glob("*.sqlite")):
        try:
            if digest_in(path.name) != file_sha256(path)[:DIGITS]:
                raise ValueError("it was altered")
            with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
                (text,) = connection.execute("SELECT entry FROM about").fetchone()
            entry = replace(read_entry(json.loads(text)), file=path.name, size=path.stat().st_size)
        except (OSError, ValueError, TypeError, KeyError, sqlite3.Error) as error:
            unreadable.append(
                Damage(path.name, f"The added file {path.name} does not tell what it is ({error}); {_REPAIR}.")
            )
            continue
        if entry.key not in newest or newest[entry.key].added_at <= entry.added_at:
            newest[entry.key] = entry
    return tuple(entry for _, entry in sorted(newest.items())), unreadable


def _fault(folder: Path, entry: ShelfEntry, *, thorough: bool) -> str:
    """What is wrong with the file of an entry, in words; nothing when it is sound."""
    path = folder / entry.file
    try:
        found = path.stat()
        if found.st_size != entry.size:
            return "was cut short or altered on disk"
        if (thorough or found.st_mtime_ns != entry.modified) and digest_in(entry.file) != file_sha256(path)[:DIGITS]:
            return "was altered on disk"
    except FileNotFoundError:
        return "is missing on disk"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return ""


def _stamp(folder: Path) -> tuple[int, int] | None:
    try:
        found = (folder / MANIFEST).stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


def _whole(parts: list[Edition]) -> Edition:
    first = parts[0]
    if not first.parts:
        return first
    present = {part.part for part in parts if part.complete}
    return replace(first, part=0, parts=0, complete=present >= set(range(1, first.parts + 1)))


def _seal(values: object) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def read_bodies(shelf: Shelf, entry: ShelfEntry) -> Iterator[CodeRecord | GuidelineSection]:
    """The code records and guideline sections of one edition, in the order of the publisher's file."""
    with closing(sqlite3.connect(f"file:{shelf.folder / entry.file}?mode=ro", uri=True)) as connection:
        for kind, body in connection.execute("SELECT kind, body FROM bodies ORDER BY position"):
            yield decode_record(body) if kind == "record" else decode_section(body)


def edition_engines(shelf: Shelf, entries: Iterable[ShelfEntry]) -> dict[str, sa.Engine]:
    """A read-only engine a file."""
    return {entry.file: sqlite_engine(shelf.folder / entry.file, read_only=True) for entry in entries}
