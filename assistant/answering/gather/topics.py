"""What a search brings up for a question that names no code: codes, and guideline sections. Blocking I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.evidence import EvidenceBook
from assistant.answering.findings import Findings
from assistant.answering.gather.quoting import asks_for_the_subject, best_sentences
from assistant.answering.gather.records import add_record
from assistant.answering.gather.sections import SectionFinder, is_about
from assistant.retrieval import Hit, Retriever
from assistant.retrieval.across import search_across
from assistant.retrieval.search import GUIDELINES
from assistant.understand.query import Query as Question
from assistant.understand.wishes.wish import Wish as Intent
from corpus.codes import Code, CodeSystem, code_from_key
from corpus.records import CodeRecord, GuidelineSection
from corpus.store.catalog import Catalog

_FOUND_CODES = 6
_FOUND_SECTIONS = 4

# Below this cosine similarity, and without a shared rare word, a hit is another subject. Measured on the authored
# text and ICD-10-CM: questions of the field score above 0.45 at rank 1, unrelated ones (weather, recipes) below 0.40.
LEAST_SIMILARITY = 0.42
# Codes that nobody asked for must be nearer: among 98 thousand of them one is always faintly like a word of policy
# ("compliance" is 0.45 from "Legal intervention").
LEAST_UNASKED_SIMILARITY = 0.55
# A code's score, too, must be this high: of the tuning part of the evals 97 % of what is here reaches it, and 38 % of
# what is not; by similarity alone the latter were 66 %.
LEAST_SCORE = 0.5

# Where a code that nobody named is looked for.
_CODE_SYSTEMS = (CodeSystem.CPT, CodeSystem.HCPCS, CodeSystem.ICD10CM)
# Those whose codes have global days, a status and a limit of units.
_WITH_FIGURES = (CodeSystem.CPT, CodeSystem.HCPCS)


class TopicSearch:
    """Searches codes and sections for the topic of a question."""

    def __init__(self, catalog: Catalog, retriever: Retriever, sections: SectionFinder) -> None:
        self._catalog, self._retriever, self._sections = catalog, retriever, sections

    def about(self, question: Question, day: date, book: EvidenceBook) -> Findings:
        """Codes, sections or both, as the wish asks for; not ``confident`` where nothing is near enough."""
        found: tuple[Code, ...] = ()
        records: dict[Code, CodeRecord] = {}
        if question.figures:
            found, records = self._found(replace(question, topic=question.figures), day, book)
            if found:
                return Findings(book.evidence, book.numbers, records=records, found=found)
        if question.intent is not Intent.GUIDELINE or question.system is not None:
            found, records = self._found(question, day, book)
        sections: tuple[GuidelineSection, ...] = ()
        if question.intent is not Intent.FIND or self._asks_for_policy(question):
            sections = self._sections.near(question.topic, book, limit=_FOUND_SECTIONS)
            sections = self._overview_first(question.topic, sections, book)
        if not found and not sections and question.intent is Intent.GUIDELINE:
            found, records = self._found(question, day, book)
        return Findings(
            book.evidence,
            book.numbers,
            records=records,
            found=found,
            sections=sections,
            quoted=best_sentences(question.topic, sections, book.numbers),
            confident=bool(found or sections),
            day=day,
        )

    def _overview_first(
        self, topic: str, sections: tuple[GuidelineSection, ...], book: EvidenceBook
    ) -> tuple[GuidelineSection, ...]:
        """Asked for a subject and no more, the first section of its document says what it rests on."""
        if not sections or sections[0].position == 1 or not asks_for_the_subject(topic, sections[0]):
            return sections
        first = self._catalog.document(sections[0].document_id)[0]
        self._sections.add(first, book)
        return (first, *(section for section in sections if section.key != first.key))

    def _found(
        self, question: Question, day: date, book: EvidenceBook
    ) -> tuple[tuple[Code, ...], dict[Code, CodeRecord]]:
        """The codes a search brings up, best first, with their records as evidence."""
        found = tuple(code_from_key(hit.key) for hit in self._code_hits(question))
        records = self._catalog.records(found, day)
        for code in found:
            add_record(records[code], self._catalog, book)
        return found, records

    def _code_hits(self, question: Question) -> list[Hit]:
        systems: Sequence[CodeSystem] = [question.system] if question.system else _CODE_SYSTEMS
        if question.figures:
            systems = _WITH_FIGURES
        hits = search_across(self._retriever, question.topic, [system.value for system in systems], _FOUND_CODES)
        asked = question.intent is Intent.FIND and not question.figures and not question.guessed
        least = LEAST_SIMILARITY if asked else LEAST_UNASKED_SIMILARITY
        return [hit for hit in hits if is_about(hit, least) and hit.score >= LEAST_SCORE]

    def _asks_for_policy(self, question: Question) -> bool:
        """Whether a section answers a search for a code better than any code: "how do I bill wasted drug?"."""
        if question.system is not None:
            return False
        everything = (*(system.value for system in _CODE_SYSTEMS), GUIDELINES)
        hits = search_across(self._retriever, question.topic, everything, 1)
        return any("#" in hit.key for hit in hits)
