"""What a search brings up for a question that names no code: codes, and guideline sections. Blocking I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.evidence import EvidenceBook
from assistant.answering.findings import Findings
from assistant.answering.gather.records import add_record
from assistant.answering.gather.searching.found import Found, offered
from assistant.answering.gather.searching.quoting import asks_for_the_subject, best_sentences, excerpts
from assistant.answering.gather.searching.sections import SectionFinder, is_about
from assistant.retrieval import Hit, Retriever
from assistant.retrieval.across import search_across
from assistant.retrieval.ranking import by_use, folded
from assistant.retrieval.search import GUIDELINES
from assistant.retrieval.words.apart import StoryWords
from assistant.understand.query import Query
from assistant.understand.wishes.wish import Wish
from corpus.codes import CodeSystem, code_from_key
from corpus.records import GuidelineSection
from corpus.store.catalog import Catalog

_FOUND_CODES = 6
_FOUND_OF_A_LIST = 12
# More are looked at: some contradict the phrase, and headers give way to their codes.
_LOOKED_AT = 18
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

# And the best one this high, or nothing is offered: 99 % of what is here reaches it, and 14 % of what is not.
LEAST_BEST_SCORE = 0.56
# A code this far behind the best is no alternative to it: of the right ones of the tuning part 98 % are nearer, and a
# fourth of what would be shown is not.
FAR_BEHIND = 0.3
# No score is higher but that of a title typed word for word (retrieval/ranking.py), which leaves its codes far behind.
_HIGHEST_SCORE = 1.7

# Where a code that nobody named is looked for.
_CODE_SYSTEMS = (CodeSystem.CPT, CodeSystem.HCPCS, CodeSystem.ICD10CM)
# "Fracture" is a title, and a word of many cases.
_FEWEST_WORDS_OF_A_TITLE = 4
# Those whose codes have global days, a status and a limit of units.
_WITH_FIGURES = (CodeSystem.CPT, CodeSystem.HCPCS)


# Codes, as keys of hits -> how many services of each Medicare allowed in a year; empty where no utilization is loaded.
Services = Callable[[Sequence[str]], Mapping[str, int]]


class TopicSearch:
    """Searches codes and sections for the topic of a question; of like codes the one billed most first."""

    def __init__(
        self, catalog: Catalog, retriever: Retriever, sections: SectionFinder, story: StoryWords, services: Services
    ) -> None:
        self._catalog, self._retriever, self._sections, self._story = catalog, retriever, sections, story
        self._services = services

    def about(self, question: Query, day: date, book: EvidenceBook) -> Findings:
        """Codes, sections or both, as the wish asks for; not ``confident`` where nothing is near enough."""
        apart = None if question.system else self._story.without_diseases(question.topic)
        found = Found()
        if question.figures:
            found = self._found(replace(question, topic=question.figures), day, book)
            if found.codes:
                return Findings(book.evidence, book.numbers, records=found.records, found=found.codes)
        if question.intent is not Wish.GUIDELINE or question.system is not None:
            found = self._found(question, day, book)
        sections: tuple[GuidelineSection, ...] = ()
        is_policy = self._asks_for_policy(question, apart or question.topic)
        if question.intent is not Wish.FIND or is_policy:
            sections = self._sections.near(question.topic, book, limit=_FOUND_SECTIONS, apart=apart)
            sections = self._overview_first(question.topic, sections, book)
        codes_first: bool | None = None
        if found.codes and question.intent is Wish.LIST:
            codes_first = True  # "list of TCM codes" asks for codes, also where no list has them by that name
        elif found.codes and (self.is_title(question) or (question.intent is Wish.SEARCH and not is_policy)):
            codes_first = True
        elif apart and is_policy and sections:
            codes_first = False  # the codes are those of the story's diseases
        if not found.codes and not sections and question.intent is Wish.GUIDELINE:
            found = self._found(question, day, book)
        return Findings(
            book.evidence,
            book.numbers,
            records=found.records,
            found=found.codes,
            why=found.why,
            below=found.below,
            sections=sections,
            quoted=best_sentences(apart or question.topic, sections, book.numbers),
            excerpts=excerpts(apart or question.topic, sections),
            codes_first=codes_first,
            confident=bool(found.codes or sections),
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

    def _found(self, question: Query, day: date, book: EvidenceBook) -> Found:
        """The codes a search brings up that fit, best first, with their records as evidence."""
        matched = {code_from_key(hit.key): hit.text for hit in self._code_hits(question)}
        most = _FOUND_OF_A_LIST if question.intent is Wish.LIST else _FOUND_CODES
        found = offered(question.topic, matched, lambda codes: self._catalog.records(codes, day), most)
        for code in found.codes:
            add_record(found.records[code], self._catalog, book)
        return found

    def _code_hits(self, question: Query) -> list[Hit]:
        systems: Sequence[CodeSystem] = [question.system] if question.system else _CODE_SYSTEMS
        if question.figures:
            systems = _WITH_FIGURES
        hits = search_across(self._retriever, question.topic, [system.value for system in systems], _LOOKED_AT)
        asked = question.intent in (Wish.FIND, Wish.LIST) and not question.figures and not question.guessed
        least = LEAST_SIMILARITY if asked else LEAST_UNASKED_SIMILARITY
        best = max((hit.score for hit in hits if hit.score <= _HIGHEST_SCORE), default=0.0)
        if not any(is_about(hit, least) and hit.score >= LEAST_BEST_SCORE for hit in hits):
            return []
        least_score = max(LEAST_SCORE, best - FAR_BEHIND)
        kept = [hit for hit in hits if is_about(hit, least) and hit.score >= least_score]
        return by_use(kept, self._services([hit.key for hit in kept]))

    def is_title(self, question: Query) -> bool:
        """Whether a message is a diagnosis' full title: that is then the code, whatever else its words may tell."""
        if len(question.topic.split()) < _FEWEST_WORDS_OF_A_TITLE:
            return False
        hits = self._retriever.search(question.topic, CodeSystem.ICD10CM.value, _LOOKED_AT)
        codes = [code_from_key(hit.key) for hit in hits[:1]]
        return any(folded(one.description) == folded(question.topic) for one in self._catalog.records(codes).values())

    def _asks_for_policy(self, question: Query, words: str) -> bool:
        """Whether a section answers a search for a code better than any code: "how do I bill wasted drug?"."""
        if question.system is not None:
            return False
        everything = (*(system.value for system in _CODE_SYSTEMS), GUIDELINES)
        hits = search_across(self._retriever, words, everything, _LOOKED_AT)
        return "#" in hits[0].key if hits else False
