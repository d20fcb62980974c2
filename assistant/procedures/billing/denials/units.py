"""Units above the MUE, by their adjudication indicator (MAI), and codes that are never paid beside another. Pure.

MAI 1 -> further lines with a true modifier; 2 -> nothing; 3 -> an appeal with records
status B or T, denied as bundled -> written off, whatever the modifier
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.procedures.billing.denials.decide import FOLDER
from assistant.procedures.case import Case, Figures, Span
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.story.tokens import Token
from corpus.relations import ProcedureCode

_INDICATORS = frozenset("1 2 3".split())
_REACH = 4


@dataclass(frozen=True, slots=True)
class Excess:
    """Units above the limit; ``code`` and ``limit`` where the figure came from the code."""

    indicator: str
    code: ProcedureCode | None
    limit: str
    asks_modifier: bool
    asks_appeal: bool
    rests_on: tuple[Span, ...]
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Bundled:
    """Codes of the denied lines whose status makes them part of what else was paid."""

    always: tuple[ProcedureCode, ...]
    beside_others: tuple[ProcedureCode, ...]
    in_global: bool
    rests_on: tuple[Span, ...]
    parameter: Parameter


def excess_of(case: Case, figures: Figures, day: date) -> Excess | None:
    """The indicator of a denial for units; None where no such denial or indicator is known."""
    told, groups = case.told("denials"), parameters(FOLDER).at("mue_indicators", day)
    if groups is None or not told.has("units_denial", "units_code", "mai") or told.has("group_codes", "since_last"):
        return None  # how long ago the last one was is a question of frequency, not of the units of a day
    if not told.has("remittance", "denied", "units_code", "appeal", "split_lines"):
        return None
    spans = told.spans(
        "units_denial", "units_code", "remittance", "denied", "appeal", "split_lines", "mai", "add_59", "asks_units",
        "medicare", "asks_mend", "records_here",
    )  # fmt: skip
    spans += case.spans_of(case.modifiers)
    asks = told.has("split_lines", "add_59") or bool(case.modifiers)
    if told_indicator := _indicator(case.story.tokens):
        number, span = told_indicator
        return Excess(number, None, "", asks, told.has("appeal"), (*spans, span), groups)
    codes = case.procedures
    if len(codes) != 1:
        return None
    figure = figures.figure(codes[0], "mue_practitioner", day)
    limit, _, rest = figure.value.partition(" (MAI ") if figure else ("", "", "")
    if rest.rstrip(")") not in _INDICATORS:
        return None
    spans += case.spans_of(codes)
    return Excess(rest.rstrip(")"), codes[0], limit, asks, told.has("appeal"), spans, groups)


def _indicator(tokens: Iterable[Token]) -> tuple[str, Span] | None:
    """ "MAI of 2", "MAI is a 3", "mai=1"; None where several are told."""
    words = [token for token in tokens if not token.is_sign]
    found = [
        (other.word, (token.start, other.end))
        for at, token in enumerate(words)
        if token.word == "mai"
        for other in [next((ahead for ahead in words[at + 1 : at + 1 + _REACH] if ahead.word in _INDICATORS), None)]
        if other is not None
    ]
    return found[0] if found and len({number for number, _ in found}) == 1 else None


def bundled_of(case: Case, figures: Figures, day: date) -> Bundled | None:
    """Named codes with status B or T where a line was denied as bundled."""
    told, statuses = case.told("denials"), parameters(FOLDER).at("bundled_statuses", day)
    if statuses is None or not told.has("bundled", "code_97") or not told.has("remittance", "denied", "code_97"):
        return None
    found: dict[str, list[ProcedureCode]] = {"B": [], "T": []}
    for code in case.procedures:
        figure = figures.figure(code, "status", day)
        if figure and figure.value in found:
            found[figure.value].append(code)
    if not any(found.values()) or (found["T"] and len(case.procedures) == len(found["T"]) and not told.has("visit")):
        return None
    spans = told.spans(
        "bundled", "code_97", "remittance", "denied", "asks_mend", "same_day", "same_doctor_again", "add_59", "has_25",
        "appeal", "asks_modifier", "visit", "pulse_ox", "status_b", "medicare",
    )  # fmt: skip
    spans += case.spans_of((*case.procedures, *case.modifiers))
    in_global = told.has("global_denial", "after_surgery")
    spans += told.spans("global_denial", "after_surgery", "unrelated", "two_services")
    return Bundled(tuple(found["B"]), tuple(found["T"]), in_global, spans, statuses)
