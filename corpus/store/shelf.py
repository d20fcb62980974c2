"""The shelf: every added edition of a publisher's table as one immutable SQLite file, beside the snapshot.

    <home>/editions/SHELF.json             which files serve; sealed, replaced in one rename
    <home>/editions/<edition>-<hash>.sqlite   one edition, or one part of a release in several files

Editions are never merged or rewritten, so two of one table live side by side, loading one cannot lose another, and a
load that was killed leaves only a ``.part`` file that the next one clears. docs/adr/0007-shelf.md says why.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from corpus.editions import Edition
from corpus.errors import KnowledgeBaseDamaged, KnowledgeBaseMismatch
from corpus.records import CodeRecord, GuidelineSection
from corpus.relations import Relation
from corpus.store import row_tables
from corpus.store.codec import decode_record, decode_section, encode_record, encode_section
from corpus.store.encoder import file_sha256
from corpus.store.schema import sqlite_engine
from corpus.store.snapshot import Home, write_durably

MANIFEST = "SHELF.json"

# Raise it with any change of the columns in ``row_tables.py``: editions kept otherwise must be added again.
SHELF_VERSION = 1

_ADD_AGAIN = "add the publisher's files again with 'python -m ingest add'"

# SQLite commits cost more than rows; a batch is well under a hundred megabytes.
_ROWS_A_WRITE = 50_000


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """One file on the shelf. ``rows`` counts by SQL table; ``sources`` maps files it was read from to SHA-256.

    ``notes`` are what its reader left out or accepted, and why. ``given`` is what a user said of the edition (fields of
    ``Edition``, days as ISO text): it outlives loading the same file again.
    """

    file: str
    size: int
    edition: Edition
    rows: dict[str, int]
    refused: int
    sources: dict[str, str]
    added_at: str
    notes: tuple[str, ...] = ()
    given: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What a later load of the same thing replaces: the edition, or the one part of it."""
        return f"{self.edition.id}.{self.edition.part}"

    @property
    def holds_text(self) -> bool:
        """True when the edition has records or sections that belong into the search index."""
        return any(self.rows.get(name, 0) for name in ("bodies", "descriptors", "index_terms"))


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is on the shelf at one moment. Immutable: ``with_entry`` gives the shelf after a load."""

    folder: Path
    entries: tuple[ShelfEntry, ...] = ()
    stamp: tuple[int, int] | None = None

    @classmethod
    def open(cls, home: Home) -> Shelf:
        """The serving shelf, every file of it there in its size; empty when nothing was ever added.

        Raises KnowledgeBaseDamaged or KnowledgeBaseMismatch, each with its remedy.
        """
        folder = home.path / "editions"
        stamp = _stamp(folder)
        try:
            sealed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls(folder)
        except (OSError, ValueError) as error:
            raise KnowledgeBaseDamaged(f"The list of added editions is damaged ({error}); {_ADD_AGAIN}.") from error
        if not isinstance(sealed, dict) or _seal(sealed.get("entries")) != sealed.get("sha256"):
            raise KnowledgeBaseDamaged(f"The list of added editions was altered; {_ADD_AGAIN}.")
        if sealed.get("version") != SHELF_VERSION:
            raise KnowledgeBaseMismatch(
                f"The added editions are kept in form {sealed.get('version')}, this CasePilot needs {SHELF_VERSION}; "
                f"remove {folder} and {_ADD_AGAIN}."
            )
        entries = tuple(_read_entry(values) for values in sealed["entries"])
        for entry in entries:
            path = folder / entry.file
            if not path.is_file() or path.stat().st_size != entry.size:
                raise KnowledgeBaseDamaged(
                    f"The edition {entry.edition.title} is damaged: {entry.file} is missing or cut short; {_ADD_AGAIN}."
                )
        return cls(folder, entries, stamp)

    def is_serving(self) -> bool:
        """False once another shelf was written; looks at one file's time and size."""
        return _stamp(self.folder) == self.stamp

    @property
    def generation(self) -> str:
        """A digest that changes with every load."""
        return _seal([_entry_values(entry) for entry in self.entries])

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
        former = next((other for other in self.entries if other.key == entry.key), None)
        if former is not None and former.given:
            entry = _described(entry, {**former.given, **entry.given})
        return replace(self, entries=tuple(sorted((*kept, entry), key=lambda item: item.key)))

    def described(self, edition_id: str, given: Mapping[str, str]) -> Shelf:
        """The shelf with what a user says of an edition: ``payer``, ``title``, ``effective_from`` ... by field.

        Raises ValueError where the days make no span or the title is empty.
        """
        entries = (
            _described(entry, {**entry.given, **given}) if entry.edition.id == edition_id else entry
            for entry in self.entries
        )
        return replace(self, entries=tuple(entries))

    def without(self, edition_id: str) -> Shelf:
        """The shelf with an edition taken off, all its parts."""
        return replace(self, entries=tuple(entry for entry in self.entries if entry.edition.id != edition_id))

    def write(self) -> None:
        """Makes this the serving shelf, in one rename, and clears files that no longer serve."""
        values = [_entry_values(entry) for entry in self.entries]
        sealed = {"version": SHELF_VERSION, "sha256": _seal(values), "entries": values}
        write_durably(self.folder / MANIFEST, json.dumps(sealed, indent=1) + "\n")
        serving = {entry.file for entry in self.entries}
        for path in self.folder.glob("*.sqlite"):
            if path.name not in serving:
                path.unlink(missing_ok=True)  # a server that has it open keeps reading it


_DAYS = ("effective_from", "effective_to")


def _described(entry: ShelfEntry, given: dict[str, str]) -> ShelfEntry:
    """The entry with what its user says of it; an empty text takes a value away."""
    values = {name: _day(text) if name in _DAYS else text for name, text in given.items()}
    return replace(entry, edition=replace(entry.edition, **values), given=given)  # type: ignore[arg-type]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


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


def _entry_values(entry: ShelfEntry) -> dict[str, object]:
    values = asdict(entry)
    for name in ("effective_from", "effective_to"):
        day = values["edition"][name]
        values["edition"][name] = day.isoformat() if day else None
    return values


def _read_entry(values: dict[str, object]) -> ShelfEntry:
    edition = dict(values["edition"])  # type: ignore[call-overload]
    for name in ("effective_from", "effective_to"):
        edition[name] = date.fromisoformat(edition[name]) if edition[name] else None
    notes: tuple[str, ...] = tuple(values.get("notes", ()))  # type: ignore[arg-type]
    return ShelfEntry(**{**values, "edition": Edition(**edition), "notes": notes})  # type: ignore[arg-type]


class EditionWriter:
    """Writes one edition into a file of its own. ``finish`` gives it its name; ``abandon`` leaves nothing behind."""

    def __init__(self, folder: Path, edition: Edition) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.edition = edition
        self._path = folder / f"{edition.id}.{edition.part}.part"
        self._path.unlink(missing_ok=True)
        # A new file that is renamed when whole needs no journal: a crash leaves a .part that nobody reads.
        self._connection = sqlite3.connect(self._path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._engine = sa.create_engine(f"sqlite:///{self._path}", creator=lambda: self._connection)
        self._waiting: dict[type, list[tuple[object, ...]]] = {}
        self._texts: dict[str, int] = {}
        self._bodies: list[tuple[int, str, str, str]] = []
        self.body_count = 0
        self.row_count = 0
        self.rows: dict[str, int] = {}
        self._run(sa.schema.CreateTable(row_tables.texts), sa.schema.CreateTable(row_tables.bodies))
        self._connection.execute("BEGIN")

    def _run(self, *statements: sa.schema.CreateTable | sa.schema.CreateIndex) -> None:
        for statement in statements:
            self._connection.execute(str(statement.compile(self._engine)))

    def add(self, row: Relation) -> None:
        """Takes one row; writes when a batch is full."""
        kind = type(row)
        waiting = self._waiting.get(kind)
        if waiting is None:
            self._run(sa.schema.CreateTable(row_tables.row_table(kind).table))
            waiting = self._waiting[kind] = []
        self.row_count += 1
        waiting.append(row_tables.row_table(kind).encode(row, self._number_of))
        if len(waiting) >= _ROWS_A_WRITE:
            self._flush(kind)

    def add_body(self, item: CodeRecord | GuidelineSection) -> None:
        """Takes a code record or guideline section for the search index."""
        self.body_count += 1
        if isinstance(item, CodeRecord):
            kept = (self.body_count, "record", str(item.code), encode_record(item))
        else:
            kept = (self.body_count, "section", item.key, encode_section(item))
        self._bodies.append(kept)

    def finish(self) -> tuple[Path, int]:
        """Writes what waits, makes the indexes, and gives the finished file and its size in bytes."""
        for kind in self._waiting:
            self._flush(kind)
            for index in row_tables.row_table(kind).indexes:
                self._run(sa.schema.CreateIndex(index))
        self._connection.executemany("INSERT INTO texts VALUES (?, ?)", [(n, text) for text, n in self._texts.items()])
        self._connection.executemany("INSERT INTO bodies VALUES (?, ?, ?, ?)", self._bodies)
        if self._bodies:
            self.rows["bodies"] = len(self._bodies)
            for index in row_tables.bodies.indexes:
                self._run(sa.schema.CreateIndex(index))
        self._connection.execute("COMMIT")
        self._connection.execute("ANALYZE")
        self._connection.close()
        digest = file_sha256(self._path)[:12]
        target = self._path.with_name(f"{self.edition.id}.{self.edition.part}-{digest}.sqlite")
        self._path.replace(target)
        return target, target.stat().st_size

    def abandon(self) -> None:
        """Lets the half-written file go."""
        self._connection.close()
        self._path.unlink(missing_ok=True)

    def _flush(self, kind: type) -> None:
        waiting = self._waiting[kind]
        if waiting:
            table = row_tables.row_table(kind).table
            self._connection.executemany(row_tables.insert_statement(table), waiting)
            self.rows[table.name] = self.rows.get(table.name, 0) + len(waiting)
            waiting.clear()

    def _number_of(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))


def read_bodies(shelf: Shelf, entry: ShelfEntry) -> Iterator[CodeRecord | GuidelineSection]:
    """The code records and guideline sections of one edition, in the order of the publisher's file."""
    with closing(sqlite3.connect(f"file:{shelf.folder / entry.file}?mode=ro", uri=True)) as connection:
        for kind, body in connection.execute("SELECT kind, body FROM bodies ORDER BY position"):
            yield decode_record(body) if kind == "record" else decode_section(body)


def edition_engines(shelf: Shelf, entries: Iterable[ShelfEntry]) -> dict[str, sa.Engine]:
    """A read-only engine a file."""
    return {entry.file: sqlite_engine(shelf.folder / entry.file, read_only=True) for entry in entries}
