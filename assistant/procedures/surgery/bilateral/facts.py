"""What is told of a procedure on both sides: the code, its bilateral indicator, who bills, what was proposed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from assistant.procedures.case import Case, Figures, Span
from assistant.procedures.surgery.dollars import dollars_of
from assistant.procedures.surgery.proposals import proposed_modifiers
from assistant.rules.basis.parameters import parameters
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Told
from assistant.understand.wishes.wish import Wish
from corpus.codes import CptCode
from corpus.editions import Edition
from corpus.relations import ProcedureCode, Setting

FAMILY = "bilateral"
FOLDER = Path(__file__).parent
_BILLERS = {"asc": "surgery_center_side", "hospital": "hospital_side", "practitioner": "practitioner_side"}
# Guidance by imaging goes with the needle: what is on both sides is not the picture.
_GUIDANCE = frozenset({"76942", "77002", "77003", "77012", "77021"})
# A facility reports another code to Medicare: a row of another family speaks.
_OTHER_FOR_FACILITY = frozenset({"27096"})
_BESIDE = 2  # characters between a code and "both ears"


@dataclass(frozen=True, slots=True)
class Facts:
    """``indicator`` is the fee schedule's; ``biller`` is "asc", "hospital", "practitioner" or "" (not told).

    ``both_bill``: the claims of the surgeon and of the center are asked for. ``fee`` is the one amount of money told.
    """

    code: ProcedureCode
    by_words: bool
    indicator: str
    edition: Edition
    biller: str
    both_bill: bool
    payer: Payer | None
    doubled: bool
    fifty: bool
    one_side: bool
    fee: Decimal | None
    rests_on: tuple[Span, ...]


def facts_of(case: Case, day: date, figures: Figures) -> Facts | None:
    """The facts of one two-sided procedure; None where no side, no code or no indicator is there."""
    told = case.told(FAMILY)
    both = told.has("both")
    fifty = bool(proposed_modifiers(case, ("50",))) or told.has("fifty")
    one_side = told.has("one_side") and not both
    # A code with a side, and no question, or only whether it goes with another.
    plainly = both and case.wish in (Wish.DESCRIBE, Wish.TOGETHER) and bool(case.procedures)
    asked = plainly or fifty or told.has("asks_billing", "fifty", "payer_wants", "tells_only")
    if not asked or not (both or one_side or (fifty and case.procedures)):
        return None
    found = _code(case, told, day, figures)
    if found is None or (one_side and found[2] != "2"):
        return None
    code, by_words, indicator, edition = found
    if _one_side_besides(case) or (str(code) in _OTHER_FOR_FACILITY and _biller(case, told) in ("asc", "hospital")):
        return None
    if by_words and (told.has("taken_out") or not told.has("asks_billing", "fifty", "payer_wants")):
        return None
    money = dollars_of(case)
    used = (
        "asks_billing",
        "asks_rule",
        "both",
        "one_side",
        "fifty",
        "rtlt",
        "two_lines",
        "surgery_center_side",
        "hospital_side",
        "practitioner_side",
    )
    return Facts(
        code=code,
        by_words=by_words,
        indicator=indicator,
        edition=edition,
        biller=_biller(case, told),
        both_bill=told.has("practitioner_side") and told.has("surgery_center_side"),
        payer=case.payer,
        doubled=told.has("doubled") or any(line.units and line.units > 1 for line in case.lines if line.code == code),
        fifty=fifty,
        one_side=one_side,
        fee=money[0][0] if len(money) == 1 else None,
        rests_on=(
            *told.spans(*used, *_words_of(told, day)),
            *(span for _, span in money),
            *case.spans_of([code]),
            *case.spans_of(case.modifiers),
        ),
    )


def _one_side_besides(case: Case) -> bool:
    """ "Both sides at L4-5, L5-S1 right only": what differs by level is counted by level."""
    pairs = pairwise(token.word for token in case.story.tokens)
    return any("only" in pair and {"right", "left", "rt", "lt"} & set(pair) for pair in pairs)


def _biller(case: Case, told: Told) -> str:
    """Who bills, as told last: "now the hospital's claim" corrects what stood before."""
    # Of expressions that end together the longer says it: "the ASC facility claim" is the center's.
    last = {
        name: max((end, end - start) for start, end in told.spans(concept))
        for name, concept in _BILLERS.items()
        if told.has(concept)
    }
    if last:
        return max(last, key=lambda name: last[name])
    if case.setting is Setting.HOSPITAL:
        return "hospital"
    return "practitioner" if case.setting is Setting.PRACTITIONER else ""


def _words_of(told: Told, day: date) -> tuple[str, ...]:
    table = parameters(FOLDER).at("by_words", day)
    return tuple(concept for concept in (table.value if table else {}) if told.has(concept))


def _code(case: Case, told: Told, day: date, figures: Figures) -> tuple[ProcedureCode, bool, str, Edition] | None:
    """The code, whether words told it, and its indicator; several named codes are not for this family."""
    named = [code for code in case.procedures if not str(code).startswith("992") and str(code) not in _GUIDANCE]
    if len(named) > 1:
        named = _beside_both(case, told, named)
        if len(named) != 1:
            return None
    values = parameters(FOLDER)
    table, kept = values.at("by_words", day), values.at("indicators", day)
    words = _words_of(told, day)
    if not named and (len(words) != 1 or table is None):
        return None
    code: ProcedureCode = named[0] if named else CptCode(table.value[words[0]]) if table else CptCode("00000")
    figure = figures.figure(code, "bilateral", day)
    if figure is not None:
        return code, not named, figure.value, figure.edition
    if kept is not None and str(code) in kept.value:
        return code, not named, kept.value[str(code)], kept.edition
    return None


def _beside_both(case: Case, told: Told, named: list[ProcedureCode]) -> list[ProcedureCode]:
    """Of several codes the one that stands right before the words for both sides: "69436 both ears"."""
    both = [mention for mention in told.mentions("both") if not mention.negated]
    beside = {
        code: mention.sentence
        for code in named
        for mention in both
        if any(0 <= mention.start - end <= _BESIDE for _, end in case.spans_of([code]))
    }
    # "69210 both ears?", then "and 20610 both knees": the later question is of the later code.
    return [code for code, sentence in beside.items() if sentence == max(beside.values())]


def pays(day: date) -> str:
    """What Medicare pays for both sides under indicator 1, in percent."""
    share = parameters(FOLDER).at("share_of_two_sides", day)
    return str(share.value) if share else ""
