"""What the XML files of ICD-10-CM and ICD-10-PCS have in common: a root that names the table, a version, nested terms.

Files are streamed: one complete entry at a time, with the elements that it stands in, and forgotten after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from corpus.errors import SourceError
from ingest.sources import SourceFile
from ingest.sources.dates import fiscal_year_span
from ingest.sources.tabular import head_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# The publisher's files nest ten deep; what is far deeper is broken or hostile, and would exhaust the call stack.
MOST_LEVELS = 100

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FIRST_ELEMENT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_APRIL = re.compile(r"(?<![a-z])apr(?:il)?(?![a-z])", re.IGNORECASE)
_OCTOBER = re.compile(r"(?<![a-z])oct(?:ober)?[\W_]*(?:0?1[\W_]+)?(20\d{2})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Release:
    """One release of ICD-10: a federal fiscal year, from its first day or from that of an update within it."""

    year: int
    begin: date
    end: date

    @property
    def label(self) -> str:
        """How an edition id ends: "fy2026", "fy2026-04" for the update of April."""
        return f"fy{self.year}" + ("" if self.begin.month == 10 else f"-{self.begin:%m}")

    @property
    def title(self) -> str:
        """How an edition's title ends: "FY 2026", "FY 2026 from April 1"."""
        return f"FY {self.year}" + ("" if self.begin.month == 10 else f" from {self.begin:%B} {self.begin.day}")


def release_of(file: SourceFile, version: str = "") -> Release:
    """The release that a file is of: the year of its ``<version>``, else of its name, else what the user said.

    Only a name (the file's, or its zip's) tells the update of April, else the user. Raises SourceError with the remedy.
    """
    names = f"{file.name} {file.origin}"
    if match := _YEAR.search(version):
        year = int(match[1])
    elif match := _OCTOBER.search(names):
        year = int(match[1]) + 1  # a fiscal year is named for the calendar year that it ends in
    elif match := _YEAR.search(names):
        year = int(match[1])
    elif file.effective is not None:
        year = file.effective.year + (file.effective.month >= 10)
    else:
        raise SourceError(f"{file.name}: its fiscal year is not told; give its first day with --effective YYYY-MM-DD.")
    begin, end = fiscal_year_span(year)
    if _APRIL.search(names):
        begin = date(year, 4, 1)
    elif file.effective is not None and begin <= file.effective <= end:
        begin = file.effective
    return Release(year, begin, end)


def root_name(file: SourceFile) -> str:
    """The name of an XML file's root element; empty for anything else."""
    text = head_text(file).removeprefix("\ufeff").lstrip()
    if not text.startswith("<"):
        return ""
    match = _FIRST_ELEMENT.search(_COMMENT.sub("", text))
    return match[1] if match else ""


def subtrees(file: SourceFile, tag: str) -> Iterator[tuple[tuple[Element, ...], Element]]:
    """Each outermost element named ``tag``, complete, with the elements that it stands in, the root first.

    It is taken out of them after it was used, so they stay small. Raises SourceError for XML that is cut short or
    damaged, or declares entities, which the publisher never does.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    standing: list[Element] = []
    inside = 0
    try:
        with file.open() as stream:
            for event, element in iterparse(stream, events=("start", "end")):
                if event == "start":
                    standing.append(element)
                    inside += element.tag == tag
                    if len(standing) > MOST_LEVELS:
                        raise SourceError(f"{file.name}: its elements are nested too deeply; download it again.")
                    continue
                standing.pop()
                if element.tag != tag:
                    continue
                inside -= 1
                if not inside:
                    yield tuple(standing), element
                    if standing:
                        standing[-1].remove(element)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise SourceError(f"{file.name}: the XML is damaged ({error}); download it again.") from error


def plain_text(element: Element | None) -> str:
    """All text of an element in one line."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def own_text(element: Element | None, *, leaving_out: str) -> str:
    """The text of an element in one line without that of its children of one name; what follows them stays."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        if child.tag != leaving_out:
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    return re.sub(r" +([,;])", r"\1", " ".join("".join(parts).split()))
