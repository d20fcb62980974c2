"""Guideline sections that bear on a question: by its words, or because they speak of its codes. Blocking I/O."""

from __future__ import annotations

import re

from assistant.answering import passages
from assistant.answering.evidence import EvidenceBook, EvidenceKind
from assistant.answering.gather.searching.pages import cleaned
from assistant.answering.gather.searching.quoting import is_ours
from assistant.retrieval import Hit, Retriever
from assistant.retrieval.search import GUIDELINES
from corpus.codes import Code, Modifier
from corpus.records import GuidelineSection
from corpus.store.catalog import Catalog

# A bare number is nearer in meaning to many sections than to the one that names it.
_SECTIONS_SEARCHED_FOR_A_CODE = 60

# A page of a document must be this much nearer than a section of our own text to go before it: pages hold many subjects
# at once. And so many more hits are looked at, or pages alone would fill the list.
_OURS_FIRST = 0.15
_LOOKED_AT_MORE = 8

# Of the tuning part of the evals all questions about a section reach this score, and 7 % of what is not here does. Its
# words alone are not enough ("what is your name"): the farthest right one is 0.40 from its question.
LEAST_SECTION_SCORE = 0.55
LEAST_SECTION_SIMILARITY = 0.3


class SectionFinder:
    """Finds guideline sections and takes them into evidence."""

    def __init__(self, catalog: Catalog, retriever: Retriever, titles: dict[str, str]) -> None:
        """``titles`` are those of the editions, by id."""
        self._catalog, self._retriever, self._titles = catalog, retriever, titles

    def near(
        self, query: str, book: EvidenceBook, *, limit: int, apart: str | None = None
    ) -> tuple[GuidelineSection, ...]:
        """The sections nearest to some words, or to those searched apart; none where nothing is near."""
        if not query:
            return ()
        best: dict[str, Hit] = {}
        for words in filter(None, (query, apart)):
            for hit in self._retriever.search(words, GUIDELINES, limit + _LOOKED_AT_MORE):
                if hit.key not in best or hit.score > best[hit.key].score:
                    best[hit.key] = hit
        found = sorted(best.values(), key=lambda hit: -hit.score)
        hits = [hit for hit in found if hit.score >= LEAST_SECTION_SCORE and is_about(hit, LEAST_SECTION_SIMILARITY)]
        by_key = self._catalog.sections(hit.key for hit in hits)
        known = [hit for hit in hits if hit.key in by_key and by_key[hit.key].document_id not in book.left_aside]
        known.sort(key=lambda hit: -hit.score - (_OURS_FIRST if is_ours(by_key[hit.key]) else 0))
        chosen = tuple(by_key[hit.key] for hit in known[:limit])
        for section in chosen:
            self.add(section, book)
        return chosen

    def naming(
        self, codes: tuple[Code, ...], words: str, book: EvidenceBook, *, limit: int
    ) -> tuple[GuidelineSection, ...]:
        """Sections that name one of the codes, nearest to the words first.

        A document that is about the code (by its front matter) goes before one that only mentions it.
        """
        names = " ".join(f"modifier {code}" if isinstance(code, Modifier) else str(code) for code in codes)
        hits = self._retriever.search(f"{names} {words}", GUIDELINES, _SECTIONS_SEARCHED_FOR_A_CODE)
        by_key = self._catalog.sections(hit.key for hit in hits)
        sections = [by_key[hit.key] for hit in hits if hit.key in by_key]
        naming = [section for section in sections if any(_names(section, code) for code in codes)]
        naming = [section for section in naming if section.document_id not in book.left_aside]
        naming.sort(key=lambda section: -sum(_is_subject(section, code) for code in codes))
        for section in naming[:limit]:
            self.add(section, book)
        return tuple(naming[:limit])

    def add(self, section: GuidelineSection, book: EvidenceBook) -> int:
        """A section as evidence, with what it rests on; gives its number."""
        named = (f"{self._titles[source.edition_id]}, {source.locator}" for source in section.further_sources)
        sources = "; ".join(named)
        told = section.text if is_ours(section) else cleaned(section.text)
        text = f"{told}\nRests on: {sources}." if sources else told
        return book.add(section.key, EvidenceKind.GUIDELINE, passages.section_title(section), text, section.source)


def is_about(hit: Hit, least: float) -> bool:
    """False for the nearest of nothing near: something is always nearest."""
    return hit.similarity is not None and hit.similarity >= least


def _names(section: GuidelineSection, code: Code) -> bool:
    """Whether a section speaks of a code. Two digits are a modifier only where the heading or the word says so."""
    if str(code) not in section.text and str(code) not in section.heading:
        return isinstance(code, Modifier) and _is_subject(section, code) > 0
    if isinstance(code, Modifier):
        pattern = rf"\bmodifiers?\W+(?:\w+(?:,| and| or)? )*?{code}\b|^\W*{code}\b"
        return _is_subject(section, code) > 0 or bool(
            re.search(pattern, f"{section.heading} {section.text}", re.IGNORECASE)
        )
    return bool(re.search(rf"(?<!\w){re.escape(str(code))}(?!\w)", f"{section.heading} {section.text}"))


def _is_subject(section: GuidelineSection, code: Code) -> int:
    """How much its document is about the code: 2 where its title names it, 1 where its front matter does, or 0."""
    if re.search(rf"(?<!\w){re.escape(str(code))}(?!\w)", section.document_title):
        return 2
    if isinstance(code, Modifier):
        return int(f"modifier {code}".casefold() in (topic.casefold() for topic in section.topics))
    return int(code in section.codes)
