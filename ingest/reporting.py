"""What became of the files of an ``ingest add``, file by file, and as lines to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from corpus.editions import Edition

NOT_LOADED = ("refused", "unknown", "damaged")


@dataclass(slots=True)
class FileReport:
    """What became of one file.

    ``outcome`` is "loaded", "partly loaded" (rows were refused), "already there", "refused" (it is not whole; nothing
    was changed), "not needed" (nothing in it is read), "unknown" or "damaged". ``notices`` tell what its reader put
    right or left out.
    """

    origin: str
    outcome: str
    format: str = ""
    editions: list[Edition] = field(default_factory=list)
    read: int = 0
    loaded: int = 0
    refused: int = 0
    reasons: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
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
        return any(report.outcome in NOT_LOADED for report in self.reports)


def report_lines(reports: Iterable[FileReport]) -> Iterator[str]:
    """The reports as a plain table, then the reasons of what was not loaded."""
    rows = [("file", "format", "read", "loaded", "refused", "outcome")]
    for report in reports:
        editions = ", ".join(_edition_note(edition, report) for edition in report.editions)
        outcome = f"{report.outcome}: {editions}" if editions else report.outcome
        if report.outcome in NOT_LOADED:
            outcome = f"{report.outcome}: {report.reason}"
        numbers = (f"{report.read:,}", f"{report.loaded:,}", f"{report.refused:,}")
        rows.append((report.origin, report.format, *numbers, outcome))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = [row[column].ljust(widths[column]) for column in (0, 1)]
        cells += [row[column].rjust(widths[column]) for column in (2, 3, 4)]
        yield "  ".join((*cells, row[5]))


def _edition_note(edition: Edition, report: FileReport) -> str:
    part = f" part {edition.part} of {edition.parts}" if edition.parts else ""
    if edition.complete:
        return f"{edition.id}{part}"
    kind = f"{report.loaded:,} of {report.read:,} rows" if report.refused else "an excerpt"
    return f"{edition.id}{part} ({kind}: its silence says nothing)"


def refusal_lines(report: FileReport) -> Iterator[str]:
    """The rows of a file that was partly loaded which were refused, with examples, and what was put right."""
    if report.outcome == "partly loaded":
        yield from (f"refused: {report.origin}: {reason}" for reason in report.reasons)
        if (more := report.refused - len(report.reasons)) > 0:
            yield f"refused: {report.origin}: and {more:,} more rows"
    yield from (f"{report.origin}: {notice}" for notice in report.notices)
