"""How the codes of a month of care management are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.services.chronic_care.decide import Branch, Outcome
from assistant.procedures.services.chronic_care.facts import Care
from assistant.procedures.services.minutes import code, number, said
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code

_WHO = {"staff": "clinical staff", "physician": "the practitioner in person"}


def tell(outcome: Outcome, day: date) -> Verdict:
    """The outcome in words: codes and units first, then the minutes."""
    every = (*outcome.branches, *outcome.months, *([outcome.complex_possible] if outcome.complex_possible else []))
    named = frozenset(line.code for line in outcome.month.lines)
    codes = frozenset(line.code for branch in every for line in branch.reached.lines) | _ladder_codes(every)
    lines = _lines(outcome)
    billed = frozenset(line.code for line in lines)
    return Verdict(
        key=f"chronic_care:{outcome.month.care.value}",
        title="Care management in a calendar month",
        stance=_stance(outcome),
        conclusion=_conclusion(outcome),
        reasons=tuple(_reasons(outcome)),
        row=f"{every[0].parameter.edition.title}.",
        mentions=codes | named,
        basis=every[0].parameter.basis(day),
        locator="minutes in a calendar month",
        about=billed | named,
        denies=(named - billed) if len(outcome.branches) == 1 else frozenset(),
        billed=lines,
        missing=("whose minutes they are",) if _open(outcome) else (),
        rests_on=outcome.month.rests_on,
    )


def _ladder_codes(branches: tuple[Branch, ...]) -> frozenset[Code]:
    return frozenset(
        code(branch.parameter.value[key])
        for branch in branches
        for key in ("first", "more")
        if key in branch.parameter.value
    )


def _open(outcome: Outcome) -> bool:
    return len(outcome.branches) == 2 and bool(outcome.month.unassigned) and not outcome.month.physician


def _lines(outcome: Outcome) -> tuple[Billed, ...]:
    if outcome.months or _open(outcome) or not outcome.branches:
        return ()
    return outcome.branches[0].reached.lines


def _stance(outcome: Outcome) -> Stance:
    if outcome.months:
        return Stance.AFFIRMS if any(b.reached.lines for b in outcome.months) else Stance.DENIES
    if not any(branch.reached.lines for branch in outcome.branches):
        return Stance.DENIES
    return Stance.CONDITIONS if _open(outcome) else Stance.AFFIRMS


def _conclusion(outcome: Outcome) -> str:
    if outcome.months:
        told = "; ".join(
            f"{number(b.minutes)} minutes: {said(b.reached.lines) if b.reached.lines else 'no code'}"
            for b in outcome.months
        )
        return f"**Each month by itself**, minutes are not carried over: {told}."
    first = outcome.branches[0]
    if len(outcome.branches) == 2:
        return _both(outcome)
    if not first.reached.lines:
        return (
            f"**No {first.parameter.value['first']}**: {number(first.minutes)} minutes of {_WHO[first.who]} in the "
            f"month are below the {number_of(first, 'from')} that it needs. They are not carried into the next month."
        )
    return f"{said(first.reached.lines)}{_instead(outcome, first)}: {_sum(first)}."


def _both(outcome: Outcome) -> str:
    staff, own = outcome.branches
    options = [
        f"{said(b.reached.lines) if b.reached.lines else 'no code'} for {number(b.minutes)} minutes of {_WHO[b.who]}"
        for b in (staff, own)
    ]
    if _open(outcome):
        return f"It hangs on whose minutes they are: {options[0]}; {options[1]}."
    if not own.reached.lines:
        needs = f"{own.parameter.value['first']} needs {number_of(own, 'from')} of the practitioner's own"
        return (
            f"{said(staff.reached.lines) or '**No code**'}: the practitioner's minutes may count toward the "
            f"staff code, {number(staff.minutes)} in all; {needs}."
        )
    return (
        f"{said(staff.reached.lines)} for {number(staff.minutes)} minutes of both, **or** {said(own.reached.lines)} "
        f"for the practitioner's own {number(own.minutes)}: one of the two, never both in a month."
    )


def _sum(branch: Branch) -> str:
    value, reached = branch.parameter.value, branch.reached
    told = f"{number(branch.minutes)} minutes of {_WHO[branch.who]} in the month reach the first {value['from']}"
    if reached.units:
        told += f" and {reached.units} further {value['each']}"
    if reached.capped:
        return f"{told}, but Medicare's edit allows {value['most']} units of {value['more']}"
    if reached.next_at is not None:
        told += f"; the next unit is reached at {number(reached.next_at)}"
    return told


def _instead(outcome: Outcome, branch: Branch) -> str:
    """ ", not 99439 x2" where another code or number of units was named."""
    units = {line.code: line.units for line in branch.reached.lines}
    wrong = [
        f"{line.code}{f' x{line.units}' if line.units else ''}"
        for line in outcome.month.lines
        if line.code not in units or (line.units is not None and line.units != units[line.code])
    ]
    return f", not {', '.join(dict.fromkeys(wrong))}" if wrong else ""


def _reasons(outcome: Outcome) -> list[str]:
    reasons = []
    possible = outcome.complex_possible
    if possible:
        reasons.append(
            f"With moderate or high decision making it is {said(possible.reached.lines)} instead (complex), not both."
        )
    if any(b.care is Care.COMPLEX for b in outcome.branches):
        reasons.append("Complex care also needs moderate or high decision making in the month.")
    if not outcome.months:
        reasons.append("Only full further units count; the minutes stand in a log with date, person and content.")
    reasons.append("Consent on record, a care plan, and one practitioner paid for the month.")
    return reasons


def number_of(branch: Branch, key: str) -> str:
    return str(branch.parameter.value[key])
