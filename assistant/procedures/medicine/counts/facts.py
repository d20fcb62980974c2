"""What is told of a counted service: which one, where, how many, on one side or both. Pure; reads the story alone."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.procedures.case import Case, Span
from assistant.procedures.medicine.counts.codes.families import FOLDER as FAMILIES_FOLDER
from assistant.procedures.medicine.counts.codes.families import Family, family_named
from assistant.procedures.surgery.distinct.digits import digits_of_side
from assistant.rules.basis.parameters import parameters
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Told
from assistant.understand.story.tokens import Token
from corpus.codes import Code

FAMILY = "counts"
FOLDER = Path(__file__).parent
_MOST = 60
_MINUTE = "minute"
_NOUNS: Mapping[str, tuple[str, ...]] = {
    "spine": ("level", "joint", "interspace", "lvl", "foramen", "disc"),
    "trigger_points": ("muscle", "group"),
    "nail_debridement": ("nail", "toenail", "toe"),
    "nail_avulsion": ("nail", "toenail", "toe"),
    "skin_tags": ("tag", "skin", "lesion"),
    "antibodies": ("antibody", "stain", "marker", "ihc", "immunostain"),
}
_SPINAL = frozenset("facet_injection facet_by_ultrasound facet_destruction transforaminal neck_fusion".split())
# The closer service goes before the general one.
_ORDER = (
    "facet_destruction facet_by_ultrasound transforaminal facet_injection neck_fusion trigger_points nail_avulsion "
    "nail_debridement skin_tags antibodies"
).split()
_JOINS = frozenset("- / to thru through".split())


@dataclass(frozen=True, slots=True)
class Counted:
    """One service and its number. ``nerves`` is the number of nerves told, from which joints were counted.

    ``further_side`` is RT or LT where the first level is done on both sides and the others on one only. ``digits`` are
    the modifiers of the nails, where each is told by its toe or finger.
    """

    service: str
    family: str
    count: int
    both_sides: bool
    nerves: int | None
    payer: Payer | None
    rests_on: tuple[Span, ...] = field(default=(), compare=False)
    further_side: str = ""
    digits: tuple[str, ...] = ()


def counted_of(case: Case, day: date) -> Counted | None:
    """The counted service of a case; None where none is told, or no number or no region of it."""
    told = case.told(FAMILY)
    table, spine = (parameters(FOLDER).at(name, day) for name in ("services", "spine"))
    if table is None or spine is None or told.has("multiplex", "matrix", "dry"):
        return None
    service = next((name for name in _ORDER if told.has(name)), None)
    if service is None:
        return _by_code(case, told, day)
    if service == "facet_destruction" and told.has("knee_nerves"):
        return None
    spinal = service in _SPINAL
    levels = _of_this_session(told, list(_levels(told.story.tokens, spine.value))) if spinal else []
    family = _family(told, table.value[service], levels)
    number, nerves, spans = _number(told, service, levels, spine.value if spinal else ())
    digits, digit_spans = digits_of_side(told, day) if service == "nail_avulsion" else ((), ())
    if number is None and digits:
        number, spans = len(digits), digit_spans
    if family is None or number is None:
        return None
    both = spinal and service != "neck_fusion" and (case.said.both_sides or told.has("bilateral"))
    return Counted(
        service=service,
        family=family,
        count=number,
        both_sides=both,
        further_side=_further_side(told.story.tokens) if both and len(levels) > 1 else "",
        digits=digits if len(digits) == number else (),
        nerves=nerves,
        payer=case.payer,
        rests_on=(
            *spans,
            *(digit_spans if len(digits) == number else ()),
            *told.spans(service, "neck", "low", "bilateral", "nerves"),
            *case.spans_of(case.procedures),
        ),
    )


@functools.lru_cache(maxsize=64)
def _counting(day: date) -> dict[Code, list[tuple[str, Family]]]:
    """The families in force on a day that count whole things, by their codes."""
    found: dict[Code, list[tuple[str, Family]]] = {}
    for key in parameters(FAMILIES_FOLDER).names:
        family = family_named(key, day)
        if family is not None and family.whole and family.noun != _MINUTE:
            for code in family.codes:
                found.setdefault(code, []).append((key, family))
    return found


def _by_code(case: Case, told: Told, day: date) -> Counted | None:
    """A count of what a named code counts: "64483 three levels", "11730, 3 nails"."""
    for code in case.procedures:
        for key, family in _counting(day).get(code, ()):
            counts = told.counts_of(family.noun.split()[-1])
            if len(counts) == 1 and counts[0].value == int(counts[0].value):
                return Counted(
                    service=key,
                    family=key,
                    count=int(counts[0].value),
                    both_sides=family.paired and (case.said.both_sides or told.has("bilateral")),
                    nerves=None,
                    payer=case.payer,
                    rests_on=(counts[0].span, *case.spans_of([code])),
                )
    return None


def _family(told: Told, row: Mapping[str, Any], levels: Sequence[tuple[str, str, Span]]) -> str | None:
    if "any" in row:
        return str(row["any"])
    regions = {"neck" if first[0] in "ct" else "low" for first, _, _ in levels}
    regions = regions or {name for name in ("neck", "low") if told.has(name)}
    return str(row[regions.pop()]) if len(regions) == 1 else None


_EARLIER = frozenset("ago previous previously prior earlier".split())
_TIMES = frozenset("week month year time visit session".split())


def _of_this_session(told: Told, levels: list[tuple[str, str, Span]]) -> list[tuple[str, str, Span]]:
    """The levels without those of an earlier session: "L4-5 last month. Today only L5-S1"."""
    tokens = told.story.tokens
    words: dict[int, list[str]] = {}
    for token in tokens:
        words.setdefault(token.sentence, []).append(token.word)
    past = {
        sentence
        for sentence, said in words.items()
        if not _EARLIER.isdisjoint(said) or any(a == "last" and b in _TIMES for a, b in pairwise(said))
    }
    at = {token.start: token.sentence for token in tokens}
    now = [level for level in levels if at[level[2][0]] not in past]
    return now or levels


def _further_side(tokens: Sequence[Token]) -> str:
    """ "Both sides at L4-5, L5-S1 right only": the side of which only one is told, as a modifier."""
    for first, second in pairwise(token.word for token in tokens):
        pair = {first, second}
        if "only" in pair and (side := pair & set(_SIDES)):
            return _SIDES[side.pop()]
    return ""


_SIDES = {"right": "RT", "rt": "RT", "left": "LT", "lt": "LT"}


def _number(
    told: Told, service: str, levels: Sequence[tuple[str, str, Span]], spine: Sequence[str]
) -> tuple[int | None, int | None, tuple[Span, ...]]:
    """The number told, the nerves it was counted from, and where it stands."""
    if levels:
        spans = tuple(span for _, _, span in levels)
        singles = {first for first, last, _ in levels if first == last}
        joints = _joints(levels, spine)
        if service == "transforaminal":
            return joints + len(singles), None, spans
        if singles and not joints and told.has("nerves") and len(singles) > 1:
            return len(singles) - 1, len(singles), spans
        return joints + len(singles), None, spans
    nouns = _NOUNS["spine" if spine else service]
    for amount in told.counts_of(*nouns):
        if amount.value == int(amount.value) and 0 < amount.value <= _MOST:
            return int(amount.value), None, (amount.span,)
    return None, None, ()


def _joints(levels: Sequence[tuple[str, str, Span]], spine: Sequence[str]) -> int:
    """Joints of all ranges, every joint once: "L3-5" and "L4-5" share one."""
    return len({step for first, last, _ in levels for step in range(spine.index(first), spine.index(last))})


def _levels(tokens: Sequence[Token], spine: Sequence[str]) -> Iterator[tuple[str, str, Span]]:
    """ "L4-5", "L5/S1", "C5-C7", "L4": the first and last vertebra of each, the same one where a single one is told."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.word not in spine:
            at += 1
            continue
        last, after = token.word, at + 1
        if at + 2 < len(tokens) and tokens[at + 1].word in _JOINS:
            further = tokens[at + 2].word
            full = further if further in spine else f"{token.word[0]}{further}" if further.isdigit() else ""
            if full in spine and spine.index(full) > spine.index(token.word):
                last, after = full, at + 3
        yield token.word, last, (token.start, tokens[after - 1].end)
        at = after
