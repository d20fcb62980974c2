"""New or established by the date of the last face-to-face service? Sources: parameters.yaml; em-new-established.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.visits.new_or_established.facts import LastSeen
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Outcome:
    """``is_new`` is None where only a year is told that leaves it open. ``turns_new`` is the first day on which the
    patient is new, where it is known; ``codes`` are the first and last office visit."""

    is_new: bool | None
    turns_new: date | None
    years: int
    codes: tuple[CptCode, CptCode] | None
    seen: LastSeen
    parameter: Parameter


def decide(seen: LastSeen, day: date) -> Outcome | None:
    """The status on the day of the visit; None before the rule is known."""
    rule, codes = parameters(FOLDER).at("years", day), parameters(FOLDER).at("office_codes", day)
    if rule is None or codes is None:
        return None
    visit = seen.visit or day
    turns_new: date | None = None
    is_new: bool | None
    if seen.when is not None:
        turns_new = _years_later(seen.when, rule.value)
        if seen.when >= visit:
            return None
        is_new = visit > turns_new
    elif seen.years is not None:
        is_new = seen.years > rule.value
    else:
        between = visit.year - (seen.year or visit.year)
        is_new = None if between == rule.value else between > rule.value
    names = codes.value["new" if is_new else "established"] if is_new is not None else None
    pair = (CptCode(names[0]), CptCode(names[1])) if names else None
    return Outcome(is_new, turns_new, rule.value, pair, seen, rule)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # February 29
        return day.replace(year=day.year + years, day=28)
