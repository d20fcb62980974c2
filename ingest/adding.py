"""``ingest add``: publisher files onto the shelf. Recognises a file by its content, loads it, tells what became of it.

Each edition is written aside, judged (``keeping.wholeness``) and switched in by itself: the one that it replaces serves
until then. An interrupted run keeps what it finished, and running it again passes over files that are already there.
"""

from __future__ import annotations

import dataclasses
import sqlite3
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from corpus.editions import Edition
from corpus.errors import BuildError, RowError, SourceError
from corpus.records import CodeRecord, GuidelineSection
from corpus.relations import Relation
from corpus.store.encoder import file_sha256
from corpus.store.shelf import EditionWriter, Shelf, ShelfEntry
from corpus.store.snapshot import Home, build_lock, reason_of
from ingest.files import opened, paths_below
from ingest.keeping.wholeness import Reading, ends_within_a_row, is_named_excerpt, judge
from ingest.limits import Limits, TooLarge, too_large
from ingest.progress import Progress
from ingest.reporting import AddResult, FileReport
from ingest.reporting import report_lines as report_lines
from ingest.sources import Format, Item, Notice, NotNeeded, SourceFile
from ingest.sources.documents.kinds import remedy_for
from ingest.sources.workbook import damage_of

# Reasons kept for a file; the rest of its refused rows are only counted.
_KEPT_REASONS = 20

# HCPCS prints its modifiers among its codes; they say nothing of how far the codes go.
_LONGEST_MODIFIER = 2


def add(
    home: Home,
    paths: Sequence[Path],
    formats: Sequence[Format],
    progress: Progress,
    *,
    effective: date | None = None,
    again: bool = False,
    excerpt: bool = False,
) -> AddResult:
    """Loads every file named or found below a folder named; ``again`` reads also what is already on the shelf.

    ``excerpt`` is the user's word that the files are parts of a release: they are taken as such, also in the place of
    a whole one. Raises SourceError for a path that is not there, and BuildError while another build or load is running
    or when the disk is full or cannot be written.
    """
    reports: list[FileReport] = []
    text_changed = False
    with build_lock(home):
        for path in list(paths_below(list(paths))):
            try:
                with opened(path, effective) as files:
                    for file in files:
                        report, has_text = _add_file(home, file, formats, progress, again=again, excerpt=excerpt)
                        text_changed |= has_text
                        reports.append(report)
            except (OSError, sqlite3.Error, sa.exc.DatabaseError) as error:  # a full disk, mostly
                raise BuildError(
                    f"Loading {path} stopped: {reason_of(error)}. What was loaded before it serves; mend the cause "
                    "and run the same command again, it passes over what is there."
                ) from error
    return AddResult(tuple(reports), text_changed)


def _add_file(
    home: Home,
    file: SourceFile | SourceError,
    formats: Sequence[Format],
    progress: Progress,
    *,
    again: bool,
    excerpt: bool,
) -> tuple[FileReport, bool]:
    if isinstance(file, SourceError):
        origin, _, reason = str(file).partition(": ")
        return FileReport(origin, "damaged", reasons=[reason]), False
    chosen = next((candidate for candidate in formats if candidate.recognises(file)), None)
    if chosen is None and (damage := damage_of(file)):
        outcome = "refused" if isinstance(damage, TooLarge) else "damaged"
        return FileReport(file.origin, outcome, reasons=[str(damage).removeprefix(f"{file.name}: ")]), False
    if chosen is None:
        reason = remedy_for(file) or "it is in none of the known publishers' layouts, and not a document"
        return FileReport(file.origin, "unknown", reasons=[reason]), False
    digest = file_sha256(file.path)
    if not again and not excerpt and Shelf.open(home).has_source(file.name, digest):
        known = [entry.edition for entry in Shelf.open(home).entries if entry.sources.get(file.name) == digest]
        return FileReport(file.origin, "already there", chosen.name, known), False
    progress.stage(f"{file.origin} ({chosen.name})")
    report = FileReport(file.origin, "loaded", chosen.name)
    began = datetime.now(UTC)
    load = _Load(home, file, digest, chosen, report, progress, excerpt=excerpt)
    try:
        has_text = load.run(chosen.read(file))
    except SourceError as error:
        outcomes = ((_NotWhole, "refused"), (TooLarge, "refused"), (NotNeeded, "not needed"))
        report.outcome = next((outcome for kind, outcome in outcomes if isinstance(error, kind)), "damaged")
        report.loaded, report.refused = 0, report.read
        report.reasons.insert(0, str(error).removeprefix(f"{file.name}: ").removeprefix(f"{file.origin}: "))
        return report, False
    finally:
        load.abandon()
        report.seconds = (datetime.now(UTC) - began).total_seconds()
    progress.finish()
    if not report.editions:
        report.outcome, report.reasons = "damaged", ["no edition was found in it", *report.reasons]
    elif report.refused:
        report.outcome = "partly loaded"
    return report, has_text


class _NotWhole(SourceError):
    """A file that was read to its end and may not take its place on the shelf."""


class _Load:
    """One file being loaded: an edition at a time, each switched in only when the whole file was read and judged."""

    def __init__(
        self,
        home: Home,
        file: SourceFile,
        digest: str,
        source: Format,
        report: FileReport,
        progress: Progress,
        *,
        excerpt: bool,
    ) -> None:
        self._home, self._file, self._digest, self._format = home, file, digest, source
        self._report, self._progress, self._excerpt = report, progress, excerpt
        self._greatest: dict[str, str] = {}
        self._last_refused = False
        self._writers: dict[str, EditionWriter] = {}
        self._refused: dict[str, int] = {}
        self._notes: dict[str, list[str]] = {}

    def run(self, items: Iterable[Item]) -> bool:
        """Reads to the end and switches the editions in; True when one of them has text to search."""
        writer: EditionWriter | None = None
        seconds = Limits.read().seconds
        latest = time.monotonic() + seconds
        for item in items:
            if time.monotonic() > latest:
                raise too_large(self._file.name, f"what takes longer than {seconds:,} seconds to read", "seconds")
            match item:
                case Edition():
                    writer = self._writer(item)
                    continue
                case RowError():
                    self._refuse(item, writer)
                    self._progress.advance(1)
                    self._last_refused = True
                    continue
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
                    self._reach(writer.edition.id, item)
            self._last_refused = False
            self._progress.advance(1)
        self._report.read = self._report.loaded + self._report.refused
        shelf = Shelf.open(self._home)
        judged = [(writer, self._judged(writer, shelf)) for writer in self._writers.values()]
        entries = [self._finish(writer, edition) for writer, edition in judged]
        self._switch(shelf, entries)
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
        """Keeps what was put right or left out beside its edition, for ``ingest status``."""
        if not told:
            self._report.notices.append(text)
        kept = self._notes.setdefault(writer.edition.id if writer else "", [])
        if len(kept) < _KEPT_REASONS:
            kept.append(text)

    def _reach(self, edition_id: str, row: Relation) -> None:
        """Keeps the greatest code that was read: publishers print codes in their order."""
        code = str(getattr(row, "code", None) or getattr(row, "add_on", ""))
        if len(code) > _LONGEST_MODIFIER and code > self._greatest.get(edition_id, ""):
            self._greatest[edition_id] = code

    def _judged(self, writer: EditionWriter, shelf: Shelf) -> Edition:
        """The edition as it may be shelved; raises _NotWhole when it may not be."""
        edition = writer.edition
        reading = Reading(
            edition,
            rows=_row_count(writer),
            refused=self._refused.get(edition.id, 0),
            greatest=self._greatest.get(edition.id, ""),
            floor=self._format.full_release_rows,
            is_cut=ends_within_a_row(self._file, last_refused=self._last_refused),
            named_excerpt=is_named_excerpt(self._file),
        )
        loaded = (*shelf.entries, *(one.entry for one in shelf.damaged if one.entry is not None))
        judgement = judge(reading, loaded, excerpt=self._excerpt)
        if judgement.objection:
            raise _NotWhole(judgement.objection)
        return dataclasses.replace(edition, complete=judgement.complete)

    def _finish(self, writer: EditionWriter, edition: Edition) -> ShelfEntry:
        self._report.editions.append(edition)
        about = ShelfEntry(
            file="",
            size=0,
            edition=edition,
            rows={},
            refused=self._refused.get(edition.id, 0),
            sources={self._file.name: self._digest},
            added_at=datetime.now(UTC).isoformat(timespec="seconds"),
            notes=tuple(self._notes.get(edition.id, ()) or self._notes.get("", ())),
            greatest=self._greatest.get(edition.id, ""),
        )
        return writer.shelve(about)

    def _switch(self, shelf: Shelf, entries: Sequence[ShelfEntry]) -> None:
        for entry in entries:
            shelf = shelf.with_entry(entry)
        shelf.write()
        self._writers.clear()


def _row_count(writer: EditionWriter) -> int:
    """Rows of the publisher's file that were taken: a code record stands beside its row and is not counted again."""
    return writer.row_count or writer.body_count
