"""Checks the authored text as a whole: what one entry's schema cannot see.

Pure over what the readers gave. A finding is one sentence; no findings means that the text may be served.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.authored import EDITION_ID, TEXT_FOLDER, AuthoredCode
from corpus.codes import Code, Icd10CmCode
from corpus.mentions import find_codes
from corpus.records import CodeRecord, GuidelineSection
from corpus.relations import ProcedureCode

KNOWN_CODES_FILE = TEXT_FOLDER / "known_codes.txt"


def read_known_codes(path: Path = KNOWN_CODES_FILE) -> frozenset[str]:
    """Code numbers that the text mentions without an entry; deleted codes are written with a star: "99201*"."""
    lines = path.read_text(encoding="utf-8").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return frozenset(word.removesuffix("*") for word in words)


def check_authored(
    codes: Iterable[AuthoredCode],
    modifiers: Iterable[CodeRecord],
    sections: Iterable[GuidelineSection],
    known_codes: frozenset[str],
) -> Iterator[str]:
    """Findings over all authored text: codes twice, relations to unknown codes, prose that names unknown codes."""
    codes, modifiers, sections = list(codes), list(modifiers), list(sections)
    records = [entry.record for entry in codes] + modifiers
    own = {record.code for record in records}
    yield from _twice(records)
    for entry in codes:
        code = entry.record.code
        related: list[ProcedureCode] = [pair.primary for pair in entry.pairs if pair.primary is not None]
        for other in (*related, *(item.code for item in entry.record.related)):
            if other not in own and str(other) not in known_codes:
                yield f"{code}: the related code {other} is in no entry and not in {KNOWN_CODES_FILE.name}"
            if other == code:
                yield f"{code}: is related to itself"
        if all(source.edition_id == EDITION_ID for source in entry.record.further_sources):
            yield f"{code}: names no source but CasePilot's own text"
    texts = {str(record.code): _prose(record) for record in records}
    texts |= {section.key: f"{section.heading}\n{section.text}" for section in sections}
    for place, text in texts.items():
        for code in _named(text):
            if code not in own and str(code) not in known_codes:
                yield f"{place}: mentions {code}, which is in no entry and not in {KNOWN_CODES_FILE.name}"


def _twice(records: Iterable[CodeRecord]) -> Iterator[str]:
    seen: dict[Code, str] = {}
    for record in records:
        if record.code in seen:
            yield f"{record.code}: stands twice, in {seen[record.code]} and {record.source.locator}"
        seen[record.code] = record.source.locator


def _prose(record: CodeRecord) -> str:
    parts = [record.description, *(section.as_text() for section in record.sections)]
    return "\n".join([*parts, *(other.difference for other in record.related)])


def _named(text: str) -> Iterator[Code]:
    """Procedure codes and modifiers named in prose, both ends of a range."""
    for mention in find_codes(text):
        for code in (mention.code, mention.through, *mention.modifiers):
            if code is not None and mention.certain and not isinstance(code, Icd10CmCode):
                yield code
