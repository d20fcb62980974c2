"""A test done again on one day, and tests under a certificate of waiver.

the same test again for a further result  -> the code, and the code with 91 for each repeat
tests of an office with a waiver          -> QW where the waived method needs it, nothing where none is needed

Sources: parameters.yaml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.procedures.billing.laboratory.decide import FOLDER
from assistant.procedures.case import Case, Figure, Figures, Span
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.story import Kind, Told
from corpus.codes import CptCode

_ANOTHER_QUESTION = (
    "rerun", "series_code", "culture", "drug_screen", "urinalysis", "pathology", "two_sites", "sent_out",
    "venipuncture", "notice_word", "flu_both", "missing_part", "panel_word", "pap", "visit_level", "fna", "cell_block",
)  # fmt: skip
_NAMED_TESTS = ("laboratory.test_", "laboratory.again_")
_KITS = "laboratory.kit_"
_TIMES = frozenset("time x draw unit test run level specimen set sample result performance".split())
_BEFORE = frozenset("report bill total x all".split())
_CLOCK = re.compile(r"\d{1,2}(?:a|p|am|pm)")
_HOURS = frozenset("noon midnight".split())
_FEWEST, _MOST = 2, 12
_BESIDE = 3  # letters between a test and "x3"
_LABORATORY = ("80", "81", "82", "83", "84", "85", "86", "87")


@dataclass(frozen=True, slots=True)
class Repeats:
    """One test of a day; ``times`` is None where only "again" is told, ``needed`` where its reason is told."""

    code: CptCode
    times: int | None
    needed: bool
    mue: Figure | None
    rests_on: tuple[Span, ...]
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Waived:
    """Waived tests that are told: those that take QW and those that do not."""

    needs: tuple[CptCode, ...]
    plain: tuple[CptCode, ...]
    every_plain: tuple[str, ...]
    denied: bool
    rests_on: tuple[Span, ...]
    parameter: Parameter


def repeats_of(case: Case, figures: Figures, day: date) -> Repeats | None:
    """The one test that was done several times; None where another question is asked, or where its code is not told."""
    told = case.told("laboratory")
    panels = parameters(FOLDER).at("panels", day)
    if panels is None or told.has(*_ANOTHER_QUESTION):
        return None
    times, counted = _times(told)
    by_the_clock = times is not None and bool(case.procedures) and told.has("asks_modifier", "asks_units", "asks_lines")
    by_the_count = _counted_beside(case, counted) and told.has("clinical_need", "same_day", "asks_modifier")
    if not by_the_clock and not by_the_count and not told.has("repeat", "modifier_91"):
        return None
    codes, spans = _one_test(case)
    if len(codes) != 1 or not (case.procedures or by_the_count or _stands_together(case)):
        return None
    units = next((line.units for line in case.lines if str(line.code) == codes[0] and line.units), None)
    times = units if units and units >= _FEWEST else times
    code = CptCode(codes[0])
    spans += told.spans(
        "repeat", "modifier_91", "clinical_need", "lab", "same_day", "asks_modifier", "asks_units", "denial_word"
    )
    spans += case.spans_of(case.modifiers)
    return Repeats(
        code,
        times,
        told.has("clinical_need"),
        figures.figure(code, "mue_practitioner", day),
        (*spans, *counted),
        panels,
    )


def _one_test(case: Case) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """The codes of the test: those named, else those of the test that is told by name."""
    if case.procedures:
        named = tuple(code for code in case.procedures if str(code).startswith(_LABORATORY))
        return tuple(map(str, named)), case.spans_of(named)
    told = [mention for mention in case.story.mentions if mention.concept.startswith(_NAMED_TESTS)]
    codes = tuple(dict.fromkeys(mention.concept.rpartition("_")[2] for mention in told))
    return codes, tuple((mention.start, mention.end) for mention in told)


def _stands_together(case: Case) -> bool:
    """True when a test that is told by name and its repeat are said in one clause."""
    told = case.told("laboratory")
    tests = {mention.clause for mention in case.story.mentions if mention.concept.startswith(_NAMED_TESTS)}
    return any(mention.clause in tests for mention in told.mentions("repeat", "modifier_91"))


def _counted_beside(case: Case, counted: tuple[Span, ...]) -> bool:
    """True when "x3" stands right behind a test that is told by name."""
    tests = [mention.end for mention in case.story.mentions if mention.concept.startswith(_NAMED_TESTS)]
    return len(counted) == 1 and any(0 <= counted[0][0] - end <= _BESIDE for end in tests)


def _times(told: Told) -> tuple[int | None, tuple[Span, ...]]:
    """How often: "3 times", "x3", "report 3", or so many hours of the day."""
    for amount in told.amounts(Kind.COUNT):
        counts = bool(_TIMES.intersection(amount.noun[:1]) or _BEFORE.intersection(amount.before[-1:]))
        if counts and not amount.ranged and _FEWEST <= amount.value <= _MOST:
            return int(amount.value), (amount.span,)
    clocks = {amount.span for amount in told.amounts(Kind.CLOCK)}
    clocks |= {
        (token.start, token.end)
        for token in told.story.tokens
        if (token.word in _HOURS or _CLOCK.fullmatch(token.word))
        and not any(start <= token.start < end for start, end in clocks)
    }
    if _FEWEST <= len(clocks) <= _MOST:
        return len(clocks), tuple(sorted(clocks))
    return (_FEWEST, told.spans("twice")) if told.has("twice") else (None, ())


def waived_of(case: Case, day: date) -> Waived | None:
    """The waived tests of an office with a certificate of waiver, or of a line that came back for its modifier."""
    told = case.told("laboratory")
    with_qw, without = (parameters(FOLDER).at(name, day) for name in ("waived_with_qw", "waived_without_qw"))
    if with_qw is None or without is None or told.has("sent_out", "two_sites", "per_class", "rerun"):
        return None
    if told.has("flu_both") and told.has("denial_word"):
        return None  # two results of one kit: another modifier is the question
    asks = told.has("waived", "qw") or (told.has("missing_modifier") and told.has("asks_modifier"))
    if not asks:
        return None
    codes, spans = _kits(case, with_qw, without)
    needs = tuple(CptCode(code) for code in codes if code in with_qw.value)
    plain = tuple(CptCode(code) for code in codes if code in without.value)
    if not needs and not (plain and told.has("waived", "qw")):
        return None
    spans += told.spans("waived", "qw", "missing_modifier", "asks_modifier", "medicare", "no_microscopy", "office")
    spans += told.spans("needs_qw", "no_qw_needed", "asks", "by_machine", "by_eye", "urinalysis", "denial_word")
    denied = told.has("denial_word", "missing_modifier")
    return Waived(needs, plain, tuple(without.value), denied, spans, with_qw)


def _kits(case: Case, with_qw: Parameter, without: Parameter) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Waived codes, as named or as their kits are told; a kit adds nothing where the claim names codes of its kind."""
    known = {*with_qw.value, *without.value}
    named = tuple(code for code in case.procedures if str(code) in known)
    kits = [mention for mention in case.story.mentions if mention.concept.startswith(_KITS)]
    spans = (*case.spans_of(named), *((mention.start, mention.end) for mention in kits))
    if named:
        return tuple(dict.fromkeys(map(str, named))), spans
    codes = dict.fromkeys(mention.concept.removeprefix(_KITS) for mention in kits)
    return tuple(code for code in codes if code in known), spans
