"""Which terms of the field a message asks the meaning of. Pure.

A message that holds anything beside the terms and the words that ask is about something else: "what is MUE" asks for
the term, "what is the MUE of 64483" for a figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.billing.terms.rows import Term, terms
from assistant.procedures.case import Case, Span
from assistant.understand.story.lexicon import Mention

FAMILY = "terms"
_MOST = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms in the order in which they are named, and the places of the whole question."""

    terms: tuple[Term, ...]
    rests_on: tuple[Span, ...]


def asked_terms(case: Case) -> Asked | None:
    """The one or two terms that are all that a message asks for."""
    told = case.told(FAMILY)
    if case.codes or not told.has("asks_meaning", "asks_difference"):
        return None
    named = _longest(told.mentions(*terms()))
    found = tuple(dict.fromkeys(_concept(mention) for mention in named))
    compared = told.has("asks_difference") and len(found) == _MOST
    if not found or len(found) > _MOST or not (compared or told.has("asks_meaning")):
        return None
    spans = [*_spans(named), *told.spans("asks_meaning", "asks_difference", "beside")]
    if any(not token.is_sign and not _within(token.start, token.end, spans) for token in case.story.tokens):
        return None
    return Asked(tuple(terms()[name] for name in found), tuple((token.start, token.end) for token in case.story.tokens))


def _longest(mentions: tuple[Mention, ...]) -> list[Mention]:
    """The mentions that lie in no longer one: "status indicator t" is not "status indicator"."""
    return [
        one
        for one in mentions
        if not any(
            other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
            for other in mentions
        )
    ]


def _concept(mention: Mention) -> str:
    return mention.concept.partition(".")[2]


def _spans(mentions: list[Mention]) -> list[Span]:
    return [(mention.start, mention.end) for mention in mentions]


def _within(start: int, end: int, spans: list[Span]) -> bool:
    return any(first <= start and end <= last for first, last in spans)
