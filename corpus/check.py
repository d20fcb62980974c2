"""Checks the authored text as a whole: what one entry's schema cannot see.

Pure over what the readers gave. A finding is one sentence; no findings means that the text may be served.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from corpus.authored import EDITION_ID, TEXT_FOLDER, UNIT, AuthoredCode
from corpus.codes import Code, Icd10CmCode
from corpus.mentions import find_codes
from corpus.records import CodeRecord, GuidelineSection
from corpus.relations import ProcedureCode
from corpus.yaml_loader import LOADER

KNOWN_CODES_FILE = TEXT_FOLDER / "known_codes.txt"
SHARED_SYNONYMS_FILE = TEXT_FOLDER / "shared_synonyms.yaml"

# Words of an entry (its prose, without synonyms and siblings) and of a document (without its front matter).
ENTRY_WORDS = range(12, 161)
DOCUMENT_WORDS = range(200, 901)
# LIX: words a sentence plus the share of long words in percent. Newspapers lie near 45, statutes above 60.
MOST_DIFFICULT = 60.0

_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")


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


def check_form(codes: Iterable[AuthoredCode], sections: Iterable[GuidelineSection]) -> Iterator[str]:
    """Findings on length, unit of service and reading level, entry by entry and document by document."""
    for entry in codes:
        record = entry.record
        if record.section(UNIT) is None:
            yield f"{record.code}: says no unit of service"
        text = " ".join([record.description, *(section.as_text() for section in record.sections)])
        yield from _form(str(record.code), text, ENTRY_WORDS)
    documents: dict[str, list[str]] = {}
    for section in sections:
        documents.setdefault(section.document_id, []).append(f"{section.heading}. {section.text}")
    for identifier, texts in documents.items():
        yield from _form(identifier, "\n".join(texts), DOCUMENT_WORDS)


def check_links(sections: Iterable[GuidelineSection]) -> Iterator[str]:
    """Findings on links between documents, written ``[title](document-id.md#anchor)``."""
    sections = list(sections)
    targets = {f"{section.document_id}.md#{section.anchor}" for section in sections}
    targets |= {f"{section.document_id}.md" for section in sections}
    for section in sections:
        for match in _LINK.finditer(section.text):
            target = match["target"]
            if target.startswith("#"):
                target = f"{section.document_id}.md{target}"
            if target not in targets and not target.startswith("https://"):
                yield f"{section.key}: links to {match['target']}, which is no document or section here"


def read_shared_synonyms(path: Path = SHARED_SYNONYMS_FILE) -> dict[str, str]:
    """Words that rightly lead to more than one code, with the reason."""
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or {})


def check_synonyms(codes: Iterable[AuthoredCode], shared: Mapping[str, str]) -> Iterator[str]:
    """Findings on synonyms that lead to two codes without a reason, and on reasons that nothing needs any more."""
    owners: dict[str, list[str]] = {}
    for entry in codes:
        for synonym in entry.record.synonyms:
            owners.setdefault(" ".join(synonym.casefold().split()), []).append(str(entry.record.code))
    for synonym, found in owners.items():
        if len(found) > 1 and synonym not in shared:
            yield f"{', '.join(found)}: share the synonym {synonym!r}; name a reason in {SHARED_SYNONYMS_FILE.name}"
    for synonym in shared:
        if len(owners.get(synonym, [])) < 2:
            yield f"{SHARED_SYNONYMS_FILE.name}: {synonym!r} leads to one code or none; remove the line"


def reading_level(text: str) -> float:
    """LIX of a text: mean words a sentence plus percent of words over six letters. 0 for a text without words."""
    words = re.findall(r"[A-Za-z']+", text)
    sentences = max(1, len(re.findall(r"[.!?:;](?=\s|$)", text)))
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words) if words else 0.0


def _form(place: str, text: str, allowed: range) -> Iterator[str]:
    count = len(text.split())
    if count not in allowed:
        yield f"{place}: {count} words; {allowed.start} to {allowed.stop - 1} are right"
    level = reading_level(text)
    if level > MOST_DIFFICULT:
        yield f"{place}: reading level {level:.0f} (LIX); make sentences and words shorter, below {MOST_DIFFICULT:.0f}"


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
