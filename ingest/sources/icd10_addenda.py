"""ICD-10-CM order-file addenda of CMS: what a new fiscal year adds, deletes and retitles, one line each.

Layout, as published: an action ("Add:", "Delete:", "Revise from:", "Revise to:"), from column 14 the lines of an order
file without their number: 1 for billable or 0 for a header, the code without its dot, short title, long title; after
them the publisher's own counts. A billable code that becomes a header is deleted and added again, on two lines.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError
from corpus.icd10cm_changes import ChangeKind, CodeChange, change_section, listing_of, parents_of
from corpus.records import CodeRecord, RecordStatus, SourceRef
from corpus.relations import Table
from ingest.sources import Item, SourceFile
from ingest.sources.icd10_xml import release_of
from ingest.sources.tabular import head_text, open_text

_LINE = re.compile(
    r"(?P<action>Add|Delete|Revise from|Revise to): {1,12}(?P<billable>[01]) (?P<code>[0-9A-Z][0-9A-Z ]{6}) "
    r"(?P<short>.{60}) (?P<long>.*\S) *",
    re.ASCII,
)
_ACTION = re.compile(r"(?:Add|Delete|Revise from|Revise to):", re.ASCII)
_SAMPLE_LINES = 40


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: what is done, to which code, as a billable one or a header, under which title."""

    number: int
    action: str
    code: Icd10CmCode
    billable: bool
    title: str


class AddendaFormat:
    """Reads order-file addenda."""

    name = "ICD-10-CM order-file addenda"
    # FY 2027 has 297 lines; an update of April may have a dozen, and is whole all the same.
    full_release_rows = 1

    def recognises(self, file: SourceFile) -> bool:
        lines = [line for line in head_text(file).splitlines() if line.strip()][:_SAMPLE_LINES]
        first = next((match for line in lines if (match := _LINE.fullmatch(line))), None)
        if first is None or sum(bool(_ACTION.match(line)) for line in lines) * 2 < len(lines):
            return False
        try:
            Icd10CmCode.parse(first["code"])
        except InvalidCode:
            return False  # the addenda of ICD-10-PCS
        return True

    def read(self, file: SourceFile) -> Iterator[Item]:
        release = release_of(file)
        title = f"ICD-10-CM order-file addenda, {release.title}"
        edition = Edition(
            f"icd10cm-addenda-{release.label}",
            Table.ICD10CM_CHANGES.value,
            "CMS and NCHS",
            title,
            release.begin,
            release.end,
        )
        yield edition
        lines: list[_Line] = []
        for found in _lines(file):
            if isinstance(found, RowError):
                yield found
            else:
                lines.append(found)
        changes = changes_of(lines)
        titles = {line.code: line.title for line in lines if line.action != "Revise from"}
        parents = parents_of(change.code for change in changes)
        for change in changes:
            source = SourceRef(edition.id, f"row {change.code}")
            yield listing_of(change, release.begin, titles[change.code], source)
            status = RecordStatus.BILLABLE if change.billable else RecordStatus.HEADER
            yield CodeRecord(
                change.code,
                titles[change.code],
                official=True,
                status=RecordStatus.TERMINATED if change.gone else status,
                source=source,
                sections=(change_section(change, release.begin),),
                parent=parents[change.code],
                children=tuple(code for code, parent in parents.items() if parent == change.code),
            )


def _lines(file: SourceFile) -> Iterator[_Line | RowError]:
    with open_text(file) as stream:
        for number, text in enumerate(stream, start=1):
            if not _ACTION.match(text):
                continue  # the counts at the end
            match = _LINE.fullmatch(text.rstrip("\r\n"))
            if match is None:
                yield RowError(file.name, number, "the line is cut short or not in the layout of order-file addenda")
                continue
            try:
                code = Icd10CmCode.parse(match["code"])
            except InvalidCode as error:
                yield RowError(file.name, number, str(error))
                continue
            yield _Line(number, match["action"], code, match["billable"] == "1", match["long"])


def changes_of(lines: Sequence[_Line]) -> list[CodeChange]:
    """The lines as changes, one a code, in the order of the codes.

    In place of a code that is a header now stand the codes added below it; of a deleted one, the one that is added
    with its very title, where there is one.
    """
    by_code: dict[Icd10CmCode, dict[str, _Line]] = defaultdict(dict)
    for line in lines:
        by_code[line.code][line.action] = line
    added = {code: found["Add"] for code, found in by_code.items() if "Add" in found}
    of_title: dict[tuple[str, bool], list[Icd10CmCode]] = defaultdict(list)
    for code, line in added.items():
        if "Delete" not in by_code[code]:
            of_title[line.title, line.billable].append(code)
    changes = []
    for code, found in sorted(by_code.items(), key=lambda item: item[0].undotted):
        kind = _kind(found)
        replaced: tuple[Icd10CmCode, ...] = ()
        if kind is ChangeKind.HEADER:
            replaced = tuple(new for new, line in added.items() if _is_below(new, code) and line.billable)
        elif kind in (ChangeKind.DELETED, ChangeKind.DELETED_HEADER):
            same = of_title[found["Delete"].title, found["Delete"].billable]
            replaced = tuple(same) if len(same) == 1 else ()
        changes.append(CodeChange(code, kind, tuple(sorted(replaced, key=str))))
    return changes


def _kind(found: dict[str, _Line]) -> ChangeKind:
    if "Add" in found:
        now = found["Add"].billable
        if "Delete" in found and not now:
            return ChangeKind.HEADER
        return ChangeKind.NEW if now else ChangeKind.NEW_HEADER
    if "Delete" in found:
        return ChangeKind.DELETED if found["Delete"].billable else ChangeKind.DELETED_HEADER
    return ChangeKind.TITLE


def _is_below(code: Icd10CmCode, header: Icd10CmCode) -> bool:
    return code != header and code.undotted.startswith(header.undotted)


FORMAT = AddendaFormat()
