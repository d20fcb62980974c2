"""Guideline sections beside codes that are asked about. Blocking I/O."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.answering.evidence import EvidenceBook
from assistant.answering.gather.searching.sections import SectionFinder
from assistant.answering.leading import DECIDES
from assistant.rules.verdict import Ruling
from assistant.understand.query import Query
from assistant.understand.wishes.wish import Wish
from corpus.codes import Code, Icd10CmCode, Modifier
from corpus.records import CodeRecord, GuidelineSection

_SECTIONS_OF_UNKNOWN = 4
SECTIONS_BESIDE = 2

# Wishes whose answer is helped by guideline text, with the words that find it.
_GUIDANCE = {
    Wish.ALONE: "add-on codes reported with their primary code",
    Wish.ADD_ON_STATUS: "add-on codes reported with their primary code",
    Wish.PRIMARY_OF: "add-on codes and their primary codes",
    Wish.TOGETHER: "two procedures on the same day NCCI PTP edits modifier 25 59",
    Wish.UNITS: "medically unlikely edits units of service",
}
# Rules that say how it is for a pair: guidance is for where none does.
_DECIDED_BY_TABLE = frozenset({"ptp", "ptp-summary", "icd10cm-pair"})
_DIAGNOSIS_GUIDANCE = "Excludes1 and Excludes2 notes: two conditions coded together"


def beside(
    question: Query,
    subjects: tuple[Code, ...],
    known: object,
    lead: Ruling | None,
    records: Mapping[Code, CodeRecord],
    sections: SectionFinder,
    book: EvidenceBook,
) -> tuple[GuidelineSection, ...]:
    """Guideline sections beside the codes; none where a pair was decided, which guidance is for otherwise."""
    if lead is not None and lead.rule in _DECIDED_BY_TABLE and lead.verdict.stance in DECIDES:
        return ()
    if not known:
        return sections.naming(subjects, "", book, limit=_SECTIONS_OF_UNKNOWN)
    found = _guidance(question, records, sections, book)
    if found or lead is None:
        return found
    return sections.naming(subjects, question.words, book, limit=SECTIONS_BESIDE)


def _guidance(
    question: Query, records: Mapping[Code, CodeRecord], sections: SectionFinder, book: EvidenceBook
) -> tuple[GuidelineSection, ...]:
    """Guideline sections that bear on a question about codes."""
    named = [code for code in (*question.codes, *question.modifiers) if code in records]
    modifiers = [f"modifier {code}" for code in named if isinstance(code, Modifier)]
    guidance = _GUIDANCE.get(question.intent)
    if guidance and all(isinstance(code, Icd10CmCode) for code in question.codes):
        guidance = _DIAGNOSIS_GUIDANCE
    words = [*filter(None, [guidance]), *modifiers]
    asks_policy = question.story.within("rules").has("policy") and question.intent is not Wish.DESCRIBE
    if guidance is None and (modifiers or asks_policy):
        return sections.naming(tuple(named), question.words, book, limit=SECTIONS_BESIDE)
    return sections.near(" ".join(words), book, limit=SECTIONS_BESIDE)
