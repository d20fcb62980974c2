"""One edition as one SQLite file, and what the shelf keeps of it: written once, named by its content, never altered.

The file's name ends in the beginning of its SHA-256; its table ``about`` holds the entry that the shelf's list has.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from corpus.editions import Edition
from corpus.records import CodeRecord, GuidelineSection
from corpus.relations import Relation
from corpus.store import row_tables
from corpus.store.codec import encode_record, encode_section
from corpus.store.encoder import file_sha256

# Of the SHA-256 in a file's name: enough for damage, short enough to read.
DIGITS = 12

# SQLite commits cost more than rows; a batch is well under a hundred megabytes.
_ROWS_A_WRITE = 50_000


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """One file on the shelf. ``rows`` counts by SQL table; ``sources`` maps files it was read from to SHA-256.

    ``notes`` is what its reader put right or left out; ``given`` is what a user said of the edition (fields of
    ``Edition``, days as ISO text), which outlives loading the same file again; ``modified`` the time of its file (ns)
    when it was made, 0 where that is not known; ``greatest`` the greatest code in it, for a table of codes.
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
    modified: int = 0
    greatest: str = ""

    @property
    def key(self) -> str:
        """What a later load of the same thing replaces: the edition, or the one part of it."""
        return f"{self.edition.id}.{self.edition.part}"

    @property
    def row_count(self) -> int:
        """Rows of the publisher's file: a code record stands beside its row and is not counted again."""
        return sum(count for name, count in self.rows.items() if name != "bodies") or self.rows.get("bodies", 0)

    @property
    def holds_text(self) -> bool:
        """True when the edition has records, sections or names that belong into the search index."""
        return any(self.rows.get(name, 0) for name in ("bodies", "descriptors", "index_terms", "drug_products"))


def entry_values(entry: ShelfEntry) -> dict[str, object]:
    values = asdict(entry)
    for name in ("effective_from", "effective_to"):
        day = values["edition"][name]
        values["edition"][name] = day.isoformat() if day else None
    return values


def read_entry(values: dict[str, object]) -> ShelfEntry:
    edition = dict(values["edition"])  # type: ignore[call-overload]
    for name in ("effective_from", "effective_to"):
        edition[name] = date.fromisoformat(edition[name]) if edition[name] else None
    notes: tuple[str, ...] = tuple(values.get("notes", ()))  # type: ignore[arg-type]
    return ShelfEntry(**{**values, "edition": Edition(**edition), "notes": notes})  # type: ignore[arg-type]


_DAYS = ("effective_from", "effective_to")


def described(entry: ShelfEntry, given: dict[str, str]) -> ShelfEntry:
    """The entry with what its user says of it; an empty text takes a value away."""
    values = {name: _day(text) if name in _DAYS else text for name, text in given.items()}
    return replace(entry, edition=replace(entry.edition, **values), given=given)  # type: ignore[arg-type]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def digest_in(name: str) -> str:
    """The digits of the SHA-256 of its content that the name of an edition's file ends in."""
    return name.removesuffix(".sqlite").rpartition("-")[2]


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
        entry = self.shelve(ShelfEntry("", 0, self.edition, {}, 0, {}, ""))
        return self._path.with_name(entry.file), entry.size

    def shelve(self, about: ShelfEntry) -> ShelfEntry:
        """Finishes the file, which keeps what is told of it, and gives its entry with file, size and rows."""
        self._write_rest()
        about = replace(about, rows=dict(self.rows))
        self._connection.execute("CREATE TABLE about (entry TEXT NOT NULL)")
        self._connection.execute("INSERT INTO about VALUES (?)", [json.dumps(entry_values(about))])
        self._connection.execute("COMMIT")
        self._connection.execute("ANALYZE")
        self._connection.close()
        digest = file_sha256(self._path)[:DIGITS]
        target = self._path.with_name(f"{self.edition.id}.{self.edition.part}-{digest}.sqlite")
        self._path.replace(target)
        found = target.stat()
        return replace(about, file=target.name, size=found.st_size, modified=found.st_mtime_ns)

    def _write_rest(self) -> None:
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
