"""One score for all that was found, as a pure function: near in meaning, near in letters, and what a coder means.

Scores are absolute, so the best of several collections can be merged by them. The constants were tuned on the tuning
part of ``tests/evals`` alone; docs/adr/0009-finding.md has what each of them brings.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.retrieval import Hit
from corpus.codes import CodeSystem
from corpus.records import OVERVIEW

# Cosine similarity counts 1. A query whose letters are all in a text adds this much: it decides between texts of like
# meaning, and finds rare words and misspelt ones that the vectors cannot place.
COVERAGE_WEIGHT = 0.5

# A side that the query names and the title has, or contradicts. Vectors hardly tell right from left.
SIDE_WEIGHT = 0.1

# The query is a title, word for word: nothing else can be meant, so it goes before whatever the other weights add.
TITLE_BONUS = 1.0

# A code with more specific ones below it: where both fit alike, the one that can be billed goes first.
BROADER_PENALTY = 0.05

# External causes (V to Y) are told by the same words as the injuries they cause, and are seldom what is looked for.
EXTERNAL_CAUSE_PENALTY = 0.1

# For every hit of a query with a word that nothing here has or comes near to: it is probably about something else. The
# order stays, but less of it is near enough to be shown. On the tuning part 12 of 31 things that are not here have such
# a word, and 6 of 402 that are.
FOREIGN_WORD_PENALTY = 0.25

# In a section the query's words are the surer sign: it is long, so no query is near to all of it.
SECTION_COVERAGE_WEIGHT = 1.0

# Among sections they are surer still. Their order follows this weight; the scores by which they are merged with codes
# stay those of the weight above, so that a wordy section does not push codes away.
SECTION_ORDER_WEIGHT = 2.0

# The beginning of a document is found by all of its topics, so it comes up for every question on it; the section that
# says the rule goes first where both fit alike. Guideline questions of the tuning part: recall at 1 from 0.47 to 0.56.
OVERVIEW_PENALTY = 0.3

# For each power of ten of services that Medicare allowed of a code in a year: 99213 has eight of them. So small that it
# decides between codes of like fit alone. Not tuned: no utilization was at hand.
USE_WEIGHT = 0.004

_SIDES = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in ("right|rt|r", "left|lt|l", "bilateral|both|bilat")
)
_WORD = re.compile(r"[a-z0-9]+")
_ICD10CM = f"{CodeSystem.ICD10CM.value}:"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that some search found, with the best of its texts.

    ``similarity`` is the cosine in [-1, 1], None where the collection has no vectors; ``coverage`` the share of the
    query's letters, rare ones counting more, that a text has, in [0, 1]; ``broader`` whether codes stand below it.
    """

    key: str
    text: str
    similarity: float | None
    coverage: float
    broader: bool = False


def best_per_record(hits: Iterable[Hit]) -> list[Hit]:
    """The first hit of every record, in order: a code found by three synonyms is one result."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.key, hit)
    return list(best.values())


def folded(text: str) -> str:
    """A text by its words alone: what a title and a query have in common however they are typed."""
    return " ".join(_WORD.findall(text.lower()))


def rank(query: str, candidates: Iterable[Candidate], limit: int, *, title: str = "") -> list[Hit]:
    """The best candidates, at most ``limit``, best first; equal scores stand in the order of their keys.

    ``title`` is what was typed, for a query that differs from it in spelling: a text of the same words goes first.
    """
    sides = _sides(query)
    candidates = list(candidates)
    titles = {folded(query), folded(title)} - {""}
    bonus = {one.key: TITLE_BONUS for one in candidates if "#" not in one.key and folded(one.text) in titles}
    hits = [Hit(one.key, one.text, _score(one, sides) + bonus.get(one.key, 0.0), one.similarity) for one in candidates]
    hits.sort(key=lambda hit: (-hit.score, hit.key))
    sections = [one for one in candidates if "#" in one.key]
    return (_sections_in_order(sections, hits) if sections else hits)[:limit]


def _sections_in_order(sections: list[Candidate], hits: list[Hit]) -> list[Hit]:
    """The hits with the scores of the sections dealt out again in the sections' own order."""
    order = sorted(sections, key=lambda one: (-_section_order(one), one.key))
    own = {hit.key: hit for hit in hits}
    dealt = iter(order)
    return [hit if "#" not in hit.key else replace(own[next(dealt).key], score=hit.score) for hit in hits]


def _section_order(section: Candidate) -> float:
    order = (section.similarity or 0.0) + SECTION_ORDER_WEIGHT * section.coverage
    return order - OVERVIEW_PENALTY if section.key.endswith(f"#{OVERVIEW}") else order


def _score(candidate: Candidate, sides: tuple[bool, ...]) -> float:
    if "#" in candidate.key:
        return (candidate.similarity or 0.0) + SECTION_COVERAGE_WEIGHT * candidate.coverage
    score = (candidate.similarity or 0.0) + COVERAGE_WEIGHT * candidate.coverage
    if candidate.broader:
        score -= BROADER_PENALTY
    if candidate.key.startswith(_ICD10CM):
        if candidate.key[len(_ICD10CM)] in "VWXY":
            score -= EXTERNAL_CAUSE_PENALTY
        if any(sides) and any(own := _sides(candidate.text)):
            agree = any(asked and has for asked, has in zip(sides, own, strict=True))
            score += SIDE_WEIGHT if agree else -SIDE_WEIGHT
    return score


def _sides(text: str) -> tuple[bool, ...]:
    return tuple(bool(pattern.search(text)) for pattern in _SIDES)


def by_use(hits: Sequence[Hit], services: Mapping[str, int]) -> list[Hit]:
    """Hits whose codes fit alike with the one that is billed more first; the order stays where nothing is known."""

    def score(hit: Hit) -> float:
        used = services.get(hit.key, 0)
        return hit.score + (USE_WEIGHT * math.log10(used) if used > 0 else 0.0)

    return sorted(hits, key=score, reverse=True) if services else list(hits)
