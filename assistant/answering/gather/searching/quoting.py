"""Which sentences of some sections speak most of what was asked. Pure.

A section is never poured out: its best sentences are quoted, and the whole is a click away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log

from assistant.answering.gather.searching.pages import cleaned
from assistant.checking.sentences import split_sentences
from assistant.understand.story.tokens import tokens_of
from corpus.authored import EDITION_ID as AUTHORED_EDITION
from corpus.records import CodeRecord, GuidelineSection

MOST_QUOTED = 6
# Of a raw page in the details.
MOST_OF_A_PAGE = 3
# Of the question's words that the sections know, weighed by rarity, a quoted sentence has this share at least: below it
# a sentence was about something else in every case that was read.
LEAST_SHARED = 0.25
# A sentence longer than this is a paragraph that nobody reads in a conclusion.
_LONGEST_WORDS = 60
_FEWEST_WORDS = 4
# The section that search put first is likelier right than those behind it.
_RANK_WEIGHT = 0.15
# A word is compared by its beginning: "documented" and "documentation" are one.
_STEM = 5
# The same sections are found again and again; of the words of questions nothing is gained by keeping more.
_SECTIONS_KEPT, _SENTENCES_KEPT = 512, 8_192
_COMMON = frozenset(
    "a an the of for to on in at by is are was were be been do does did can could should would will may might must i "
    "we you my our your his her their it its this that these those and or not no with without from as if when what "
    "which who how why where there have has had than then so any all also only code codes bill billed billing report "
    "reported use used patient pt guideline guidance rule policy explain about tell me overview how work mean means "
    "meaning stand stands define definition".split()
)
# Words that ask whether a service has a part; the part is the other word: "does it include the drug".
_ASKS_A_PART = frozenset(
    "include includes included including inclusive contain contains require requires required requirement need needs "
    "needed separate separately same day modifier part bundled".split()
)
# Two words of one beginning are one: "drug" and "drugs", "interpret" and "interpretation", not "intervals".
_BEGINNING, _SHORTEST = 7, 4
# Rows of a table, and our examples of right and wrong claims: out of their place they would be read as the rule.
_NO_RULES = ("|", "Right:", "Wrong:")
_SOURCE_LINE = re.compile(r"^(?:Source|Rests on):.*$", re.MULTILINE)


def best_sentences(
    question: str, sections: Sequence[GuidelineSection], numbers: Mapping[str, int]
) -> tuple[tuple[str, int], ...]:
    """The sentences that share most with a question, with their sections' numbers, best first."""
    wanted = stems(question)
    if sections and asks_for_the_subject(question, sections[0]):
        # Nothing is asked but the subject itself: its first section says what it rests on, in its own order.
        first = sections[0]
        return tuple((text, numbers[first.key]) for text in sentences_of(first.text)[:MOST_QUOTED])
    candidates: list[tuple[str, int, float, frozenset[str]]] = []
    for rank, section in enumerate(sections):
        for text in sentences_of(section.text):
            own = stems(text) | stems(section.heading)
            candidates.append((text, numbers[section.key], rank * _RANK_WEIGHT, own))
    seen = Counter(stem for *_, stems in candidates for stem in stems)
    # A word that no sentence has counts as the rarest: what it asks for is not here.
    rarity = {stem: log(1 + len(candidates) / (seen[stem] or 1)) for stem in wanted}

    def score(candidate: tuple[str, int, float, frozenset[str]]) -> float:
        text, _, behind, stems = candidate
        shared = sum(rarity.get(stem, 0.0) for stem in stems & wanted)
        return shared / (1 + len(text.split()) / _LONGEST_WORDS) - behind

    least = LEAST_SHARED * sum(rarity.values())
    near = [one for one in candidates if sum(rarity.get(stem, 0.0) for stem in one[3] & wanted) >= least]
    ranked = sorted(near, key=score, reverse=True)
    return tuple((text, number) for text, number, *_ in ranked[:MOST_QUOTED])


def entry_sentence(question: str, record: CodeRecord) -> str | None:
    """What an entry says of the part that a question names beside the code; None where it says nothing of it.

    "Does 20610 include the drug" is answered by the sentence on the drug, not by what 20610 is. It has half of the
    words asked about; the description, which stands below anyway, goes before a sentence that has no more of them.
    """
    code = str(record.code).lower()
    asked = (
        {token.word for token in tokens_of(question) if not token.is_sign}
        - (_COMMON - {"guidance"})
        - _ASKS_A_PART
        - {code}
    )
    told = [text for section in record.sections for text in sentences_of(section.as_text())]

    def shared(text: str) -> int:
        words = {token.word for token in tokens_of(text)}
        return sum(any(_alike(word, other) for other in words) for word in asked)

    def says_so(text: str) -> bool:
        return any(token.word in _ASKS_A_PART for token in tokens_of(text))

    best = max(told, key=lambda text: (shared(text), says_so(text), -len(text)), default="")
    enough = shared(best) * 2 >= len(asked) and shared(best) > shared(record.description)
    return best if asked and enough else None


def _alike(word: str, other: str) -> bool:
    length = min(len(word), len(other), _BEGINNING)
    return word == other or (length >= _SHORTEST and word[:length] == other[:length])


def excerpts(question: str, sections: Sequence[GuidelineSection]) -> dict[str, tuple[str, ...]]:
    """The best sentences of every page among some sections, by key: a page is quoted and never poured out."""
    pages = [section for section in sections if not is_ours(section)]
    return {
        page.key: tuple(text for text, _ in best_sentences(question, [page], {page.key: 0})[:MOST_OF_A_PAGE])
        for page in pages
    }


def is_ours(section: GuidelineSection) -> bool:
    """True for a section of our own text, which says one rule in few words; documents are quoted by the page."""
    return section.source.edition_id == AUTHORED_EDITION


def asks_for_the_subject(question: str, section: GuidelineSection) -> bool:
    """True when a question says no more than what the section's document is about."""
    subject = {stem for text in (section.document_title, *section.topics) for stem in stems(text)}
    wanted = stems(question)
    return bool(wanted) and wanted <= subject


@lru_cache(maxsize=_SECTIONS_KEPT)
def sentences_of(text: str) -> tuple[str, ...]:
    """Sentences and list items of a section; tables, examples and source lines are no sentences."""
    plain = _SOURCE_LINE.sub("", cleaned(text))
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)", plain):
        if paragraph.lstrip("-* ").startswith(_NO_RULES):
            continue
        one_line = re.sub(r"^\s*(?:[-*]|\d+\.)\s+", "", " ".join(paragraph.split()))
        found += [sentence for _, sentence in split_sentences(one_line)]
    return tuple(
        sentence
        for sentence in found
        if _FEWEST_WORDS <= len(sentence.split()) <= _LONGEST_WORDS and not sentence.startswith("See ")
    )


@lru_cache(maxsize=_SENTENCES_KEPT)
def stems(text: str) -> frozenset[str]:
    """The beginnings of a text's words that say something."""
    return frozenset(token.word[:_STEM] for token in tokens_of(text) if not token.is_sign and token.word not in _COMMON)
