"""What changes in ICD-10-CM from one fiscal year to the next: kinds of change, and the changes shipped as facts.

``corpus/text/icd10cm/changes_fy2027.csv`` has a line a code: the code, the kind of its change, the codes in its place,
and for new and retitled codes a plain title and search words of our own. A change holds from the first of October.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from corpus.codes import Icd10CmCode
from corpus.errors import InvalidCode, RowError
from corpus.records import Section, SourceRef
from corpus.relations import CodeListing

CHANGES_FILES = "icd10cm/changes_fy*.csv"
_YEAR = re.compile(r"fy(20\d{2})")


class ChangeKind(StrEnum):
    """What becomes of a code. ``CodeListing.action`` of a table of changes holds it."""

    NEW = "new"  # a code that can be reported
    NEW_HEADER = "new header"
    HEADER = "header"  # could be reported, and is divided further now
    DELETED = "deleted"
    DELETED_HEADER = "deleted header"
    TITLE = "title"  # only its title is another


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One change. ``title`` is empty where the title that the code had stays; ``replaced_by`` where none is named."""

    code: Icd10CmCode
    kind: ChangeKind
    replaced_by: tuple[Icd10CmCode, ...] = ()
    title: str = ""
    synonyms: tuple[str, ...] = ()

    @property
    def billable(self) -> bool:
        """Whether the code itself can be reported from the day of the change on."""
        return self.kind in (ChangeKind.NEW, ChangeKind.TITLE)

    @property
    def gone(self) -> bool:
        return self.kind in (ChangeKind.DELETED, ChangeKind.DELETED_HEADER)


def fiscal_year_of(path: Path) -> int:
    """The fiscal year in a file's name; raises ValueError where there is none."""
    match = _YEAR.search(path.name)
    if match is None:
        raise ValueError(
            f"{path.name}: the name of a file of changes ends in its fiscal year, as in changes_fy2027.csv"
        )
    return int(match[1])


def read_changes(path: Path) -> Iterator[CodeChange | RowError]:
    """Every change of a shipped file; a line that cannot be read comes as RowError."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        for row in reader:
            try:
                yield CodeChange(
                    Icd10CmCode.parse(row["code"]),
                    ChangeKind(row["change"]),
                    tuple(map(Icd10CmCode.parse, row["replaced_by"].split())),
                    row["title"],
                    tuple(filter(None, row["synonyms"].split("; "))),
                )
            except (InvalidCode, ValueError) as error:
                yield RowError(path.name, reader.line_num, str(error))


def listing_of(change: CodeChange, begin: date, title: str, source: SourceRef) -> CodeListing:
    """The row of a table of changes that begins on a day; ``title`` is the one to show."""
    return CodeListing(
        change.code,
        source,
        description=title,
        billable=change.billable,
        added=begin if change.kind in (ChangeKind.NEW, ChangeKind.NEW_HEADER) else None,
        effective=begin,
        terminated=begin - timedelta(days=1) if change.gone else None,
        action=change.kind.value,
        replaced_by=change.replaced_by,
    )


_SAID = {
    ChangeKind.NEW: "New since {day}.",
    ChangeKind.NEW_HEADER: "A new header since {day}.",
    ChangeKind.HEADER: "Divided further since {day}, and not billable any more.",
    ChangeKind.DELETED: "Deleted: its last day was {last}.",
    ChangeKind.DELETED_HEADER: "Deleted: its last day was {last}.",
    ChangeKind.TITLE: "Another title since {day}.",
}
CHANGE = "Change of the code set"


def change_section(change: CodeChange, begin: date) -> Section:
    """What a code's record says of the change."""
    said = _SAID[change.kind].format(day=begin, last=begin - timedelta(days=1))
    if change.replaced_by:
        said += f" In its place: {', '.join(map(str, change.replaced_by))}."
    return Section(CHANGE, said)


def parents_of(codes: Iterable[Icd10CmCode]) -> Mapping[Icd10CmCode, Icd10CmCode | None]:
    """For each code of a whole list the longest other one that it begins with; placeholders X do not count."""
    known = {code.undotted: code for code in codes}

    def parent(code: Icd10CmCode) -> Icd10CmCode | None:
        text = code.undotted
        return next((known[text[:end]] for end in range(len(text) - 1, 2, -1) if text[:end] in known), None)

    return {code: parent(code) for code in known.values()}
