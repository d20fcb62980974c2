"""``ingest add``: publisher files onto the shelf. Recognises a file by its content, loads it, tells what became of it.

Each edition is written aside and switched in by itself, so an interrupted run keeps what it finished, and running it
again passes over files that are already there.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from corpus.editions import Edition
from corpus.errors import BuildError, RowError, SourceError
from corpus.records import CodeRecord, GuidelineSection
from corpus.store.encoder import file_sha256
from corpus.store.shelf import EditionWriter, Shelf, ShelfEntry
from corpus.store.snapshot import Home, build_lock
from ingest.files import opened, paths_below
from ingest.progress import Progress
from ingest.sources import Format, Item, Notice, SourceFile
from ingest.sources.documents.kinds import remedy_for

# Reasons kept for a file; the rest of its refused rows are only counted.
_KEPT_REASONS = 20


@dataclass(slots=True)
class FileReport:
    """What became of one file. ``outcome`` is "loaded", "already there", "unknown" or "damaged"."""

    origin: str
    outcome: str
    format: str = ""
    editions: list[Edition] = field(default_factory=list)
    read: int = 0
    loaded: int = 0
    refused: int = 0
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def reason(self) -> str:
        return self.reasons[0] if self.reasons else ""


@dataclass(frozen=True, slots=True)
class AddResult:
    """What an ``add`` did. ``text_changed`` says that the search index should be built again."""

    reports: tuple[FileReport, ...]
    text_changed: bool

    @property
    def refused(self) -> int:
        return sum(report.refused for report in self.reports)

    @property
    def failed(self) -> bool:
        return any(report.outcome in ("unknown", "damaged") for report in self.reports)


def add(
    home: Home,
    paths: Sequence[Path],
    formats: Sequence[Format],
    progress: Progress,
    *,
    effective: date | None = None,
    again: bool = False,
) -> AddResult:
    """Loads every file named or found below a folder named; ``again`` reads also what is already on the shelf.

    Raises SourceError for a path that is not there and BuildError while another build or load is running.
    """
    reports: list[FileReport] = []
    text_changed = False
    with build_lock(home):
        for path in list(paths_below(list(paths))):
            with opened(path, effective) as files:
                for file in files:
                    try:
                        report, has_text = _add_file(home, file, formats, progress, again=again)
                    except sqlite3.OperationalError as error:  # a full disk, mostly
                        raise BuildError(
                            f"Loading {path} stopped: {error}. What was loaded before it serves; mend the cause and "
                            "run the same command again, it passes over what is there."
                        ) from error
                    text_changed |= has_text
                    reports.append(report)
    return AddResult(tuple(reports), text_changed)


def _add_file(
    home: Home, file: SourceFile | SourceError, formats: Sequence[Format], progress: Progress, *, again: bool
) -> tuple[FileReport, bool]:
    if isinstance(file, SourceError):
        origin, _, reason = str(file).partition(": ")
        return FileReport(origin, "damaged", reasons=[reason]), False
    chosen = next((candidate for candidate in formats if candidate.recognises(file)), None)
    if chosen is None:
        reason = remedy_for(file) or "it is in none of the known publishers' layouts, and not a document"
        return FileReport(file.origin, "unknown", reasons=[reason]), False
    digest = file_sha256(file.path)
    if not again and Shelf.open(home).has_source(file.name, digest):
        known = [entry.edition for entry in Shelf.open(home).entries if entry.sources.get(file.name) == digest]
        return FileReport(file.origin, "already there", chosen.name, known), False
    progress.stage(f"{file.origin} ({chosen.name})")
    report = FileReport(file.origin, "loaded", chosen.name)
    began = datetime.now(UTC)
    load = _Load(home, file, digest, chosen, report, progress)
    try:
        has_text = load.run(chosen.read(file))
    except SourceError as error:
        report.outcome = "damaged"
        report.reasons.insert(0, str(error).removeprefix(f"{file.name}: ").removeprefix(f"{file.origin}: "))
        return report, False
    finally:
        load.abandon()
        report.seconds = (datetime.now(UTC) - began).total_seconds()
    progress.finish()
    if not report.editions:
        report.outcome, report.reasons = "damaged", ["no edition was found in it", *report.reasons]
    return report, has_text


class _Load:
    """One file being loaded: an edition at a time, each switched in only when the whole file was read."""

    def __init__(
        self, home: Home, file: SourceFile, digest: str, source: Format, report: FileReport, progress: Progress
    ) -> None:
        self._home, self._file, self._digest, self._format = home, file, digest, source
        self._report, self._progress = report, progress
        self._writers: dict[str, EditionWriter] = {}
        self._refused: dict[str, int] = {}
        self._notes: dict[str, list[str]] = {}

    def run(self, items: Iterable[Item]) -> bool:
        """Reads to the end and switches the editions in; True when one of them has text to search."""
        writer: EditionWriter | None = None
        for item in items:
            match item:
                case Edition():
                    writer = self._writer(item)
                    continue
                case RowError():
                    self._refuse(item, writer)
                case Notice(text):
                    self._note(text, writer)
                    continue
                case _ if writer is None:
                    raise SourceError(
                        f"{self._file.name}: rows come before their edition; this is a bug in its reader."
                    )
                case CodeRecord() | GuidelineSection():
                    writer.add_body(item)
                    self._report.loaded += not isinstance(item, CodeRecord)  # a record stands beside its row
                case _:
                    writer.add(item)
                    self._report.loaded += 1
            self._progress.advance(1)
        self._report.read = self._report.loaded + self._report.refused
        entries = [self._finish(written) for written in self._writers.values()]
        self._switch(entries)
        return any(entry.holds_text for entry in entries)

    def abandon(self) -> None:
        """Clears what was not switched in."""
        for writer in self._writers.values():
            writer.abandon()

    def _writer(self, edition: Edition) -> EditionWriter:
        if edition.id not in self._writers:
            self._writers[edition.id] = EditionWriter(self._home.path / "editions", edition)
        return self._writers[edition.id]

    def _refuse(self, error: RowError, writer: EditionWriter | None) -> None:
        self._report.refused += 1
        if writer is not None:
            self._refused[writer.edition.id] = self._refused.get(writer.edition.id, 0) + 1
        if len(self._report.reasons) < _KEPT_REASONS:
            place = f"line {error.line}: " if error.line is not None else ""
            self._report.reasons.append(f"{place}{error.reason}")

        if error.line is None and writer is not None:  # a page or another part of a document
            self._note(error.reason, writer, told=True)

    def _note(self, text: str, writer: EditionWriter | None, *, told: bool = False) -> None:
        """Keeps what was left out beside its edition, for ``ingest status``."""
        if not told:
            self._report.notes.append(text)
        kept = self._notes.setdefault(writer.edition.id if writer else "", [])
        if len(kept) < _KEPT_REASONS:
            kept.append(text)

    def _finish(self, writer: EditionWriter) -> ShelfEntry:
        path, size = writer.finish()
        whole = _row_count(writer) >= self._format.full_release_rows
        edition = dataclasses.replace(writer.edition, complete=writer.edition.complete and whole)
        self._report.editions.append(edition)
        return ShelfEntry(
            file=path.name,
            size=size,
            edition=edition,
            rows=dict(writer.rows),
            refused=self._refused.get(edition.id, 0),
            sources={self._file.name: self._digest},
            added_at=datetime.now(UTC).isoformat(timespec="seconds"),
            notes=tuple(self._notes.get(edition.id, ())),
        )

    def _switch(self, entries: Sequence[ShelfEntry]) -> None:
        shelf = Shelf.open(self._home)
        for entry in entries:
            shelf = shelf.with_entry(entry)
        shelf.write()
        self._writers.clear()


def _row_count(writer: EditionWriter) -> int:
    """Rows of the publisher's file that were taken: a code record stands beside its row and is not counted again."""
    return writer.row_count or writer.body_count


def report_lines(reports: Iterable[FileReport]) -> Iterator[str]:
    """The reports as a plain table, then the reasons of what was not loaded."""
    rows = [("file", "format", "read", "loaded", "refused", "outcome")]
    for report in reports:
        editions = ", ".join(_edition_note(edition) for edition in report.editions)
        outcome = f"{report.outcome}: {editions}" if editions else report.outcome
        if report.outcome in ("unknown", "damaged"):
            outcome = f"{report.outcome}: {report.reason}"
        numbers = (f"{report.read:,}", f"{report.loaded:,}", f"{report.refused:,}")
        rows.append((report.origin, report.format, *numbers, outcome))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = [row[column].ljust(widths[column]) for column in (0, 1)]
        cells += [row[column].rjust(widths[column]) for column in (2, 3, 4)]
        yield "  ".join((*cells, row[5]))


def _edition_note(edition: Edition) -> str:
    part = f" part {edition.part} of {edition.parts}" if edition.parts else ""
    return f"{edition.id}{part}" + ("" if edition.complete else " (an excerpt: its silence says nothing)")
