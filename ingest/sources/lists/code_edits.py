"""The age and sex conflicts of the Medicare Code Editor, from the text of "Definitions of Medicare Code Edits".

The text was not at hand; its layout is known from public readers of versions 41.1 and 44. Chapter 1 has numbered edits
("4. Age conflict"), below them lists with a letter ("C. Maternity diagnoses (age 9 through 64)"), below those a line a
code: the code without dot, a tab, its description. The table of contents has the same headings, with a tab and a page,
and no codes. The lists by sex stand in version 41.1 (April to September 2024) and no longer in version 44: CMS is told
to have switched that edit off on 2024-10-01. Lists of procedures (ICD-10-PCS) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.listed import CodeEdit
from corpus.records import SourceRef
from corpus.relations import Table
from ingest.sources import Item, SourceFile
from ingest.sources.dates import fiscal_year_span
from ingest.sources.tabular import head_text, open_text

_LIST = re.compile(r"[A-Z]\.\s+(?P<title>[^\t]+?)\s*")
_EDIT = re.compile(r"\d{1,2}\.\s+[^\t]+")
_ROW = re.compile(r"(?P<code>[A-Z][0-9A-Z]{2,6})\t")
_AGES = re.compile(r"age\s+(?P<low>\d{1,3})\s+through\s+(?P<high>\d{1,3})", re.IGNORECASE)
_KINDS = {
    "perinatal/newborn diagnoses": (0, 0, ""),
    "pediatric diagnoses": (0, 17, ""),
    "maternity diagnoses": (9, 64, ""),
    "adult diagnoses": (15, 124, ""),
    "diagnoses for females only": (None, None, "F"),
    "diagnoses for males only": (None, None, "M"),
}
_TITLE = re.compile(r"definitions?\s+of\s+medicare\s+code\s+edits", re.IGNORECASE)
_VERSION = re.compile(r"(?:version|(?<![a-z])v)[\s_.]*(?P<number>\d{2})(?:[._](?P<minor>\d))?(?!\d)", re.IGNORECASE)
# Version 41 is of fiscal year 2024, version 44 of 2027.
_FISCAL_YEAR_OF_VERSION_0 = 1983


@dataclass(frozen=True, slots=True)
class _List:
    """A list of codes as its heading tells it."""

    group: str
    low: int | None
    high: int | None
    sex: str


class CodeEditsFormat:
    """Reads the text of the definitions."""

    name = "Medicare Code Editor, definitions (text)"
    # Version 41.1 has about 3,500 codes in its lists by age alone.
    full_release_rows = 3_000

    def recognises(self, file: SourceFile) -> bool:
        text = head_text(file)
        told = " ".join(text.split())
        return bool(_TITLE.search(told)) and "age conflict" in told.casefold()

    def read(self, file: SourceFile) -> Iterator[Item]:
        edition = _edition(file)
        yield edition
        current: _List | None = None
        found = False
        with open_text(file) as stream:
            for number, line in enumerate(stream, start=1):
                text = line.rstrip("\r\n")
                if "\t" not in text and (heading := _LIST.fullmatch(text.strip())):
                    current = _list(heading["title"])
                elif "\t" not in text and _EDIT.fullmatch(text.strip()):
                    current = None
                elif current is not None and (match := _ROW.match(text.lstrip())):
                    found = True
                    yield _row(file, number, match["code"], current, edition)
        if not found:
            raise SourceError(f"{file.name}: it has no list of age or sex conflicts; take the text of the zip.")


def _list(title: str) -> _List | None:
    """What a heading announces; None for the list of another edit."""
    group = re.sub(r"\s*\([^()]*\)$", "", " ".join(title.split()))
    kind = _KINDS.get(group.casefold())
    if kind is None:
        return None
    low, high, sex = kind
    if ages := _AGES.search(title):
        low, high = int(ages["low"]), int(ages["high"])
    return _List(group, low, high, sex)


def _row(file: SourceFile, line: int, text: str, current: _List, edition: Edition) -> CodeEdit | RowError:
    try:
        code = Icd10CmCode.parse(text)
    except InvalidCode as error:
        return RowError(file.name, line, str(error))
    place = SourceRef(edition.id, f"{current.group}, {code}")
    return CodeEdit(code, current.group, place, current.low, current.high, current.sex)


def _edition(file: SourceFile) -> Edition:
    """The version of the text or of the name; its fiscal year, the second half of it for a version ".1"."""
    told = _VERSION.search(head_text(file)) or _VERSION.search(file.name)
    if told is None:
        raise SourceError(f"{file.name}: its version is not told; leave it in the name that CMS gave it (v_41_1).")
    number, minor = told["number"], told["minor"] or "0"
    begin, end = fiscal_year_span(_FISCAL_YEAR_OF_VERSION_0 + int(number))
    half = date(end.year, 4, 1)
    begin, end = (half, end) if minor == "1" else (begin, end)
    title = f"Definitions of Medicare Code Edits, version {number}{'.1' if minor == '1' else ''}"
    return Edition(f"mce-{number}.{minor}", Table.CODE_EDITS.value, "CMS", title, begin, end)


FORMAT = CodeEditsFormat()
