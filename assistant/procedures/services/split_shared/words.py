"""How it is said who reports a shared visit. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.procedures.services.split_shared.decide import Outcome, Reporter
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, Modifier

_FS = Modifier("FS")
_STANCES = {
    Reporter.PHYSICIAN: Stance.AFFIRMS,
    Reporter.NPP: Stance.AFFIRMS,
    Reporter.NEITHER_BY_TIME: Stance.CONDITIONS,
    Reporter.EITHER: Stance.CONDITIONS,
    Reporter.NOBODY: Stance.DENIES,
    Reporter.OFFICE: Stance.DENIES,
}
_MISSING = {
    Reporter.NEITHER_BY_TIME: ("who performed the decision making",),
    Reporter.EITHER: ("for whom the minutes together count",),
}


def tell(outcome: Outcome, day: date) -> Verdict:
    """The outcome in words: who bills first, then the minutes."""
    line = _line(outcome)
    told = (outcome.code, outcome.visit.code, outcome.by_time, outcome.add_on[0] if outcome.add_on else None)
    named: frozenset[Code] = frozenset((_FS, *(code for code in told if code is not None)))
    return Verdict(
        key=f"split_shared:{outcome.reporter.value}",
        title="Split or shared visit: who reports it",
        stance=_STANCES[outcome.reporter],
        conclusion=_conclusion(outcome),
        reasons=tuple(_reasons(outcome)),
        row=f"{outcome.parameter.edition.title}.",
        mentions=named,
        basis=outcome.parameter.basis(day),
        locator="substantive portion",
        about=named,
        denies=frozenset({_FS}) if outcome.reporter is Reporter.OFFICE else frozenset(),
        billed=line,
        missing=_MISSING.get(outcome.reporter, ()),
        rests_on=outcome.visit.rests_on,
    )


def _line(outcome: Outcome) -> tuple[Billed, ...]:
    if outcome.reporter not in (Reporter.PHYSICIAN, Reporter.NPP) or outcome.code is None:
        return ()
    lines = [Billed(outcome.code, modifiers=(_FS,))]
    if outcome.add_on:
        lines.append(Billed(outcome.add_on[0], outcome.add_on[1], (_FS,)))
    return tuple(lines)


def _conclusion(outcome: Outcome) -> str:
    visit, rates = outcome.visit, outcome.rates
    code = f"**{outcome.code}-FS**" if outcome.code else "the visit with **FS**"
    if outcome.add_on:
        code += f" and **{outcome.add_on[0]}-FS** x{outcome.add_on[1]}"
    total, shares = _number(outcome.total), _shares(outcome)
    npp = visit.npp_name
    own = f"{npp}'s own NPI"
    match outcome.reporter:
        case Reporter.PHYSICIAN if outcome.by_decision:
            but = (
                f": by time the {npp} would, with {_number(visit.npp)} of {total} minutes"
                if visit.npp > visit.physician
                else ""
            )
            return f"The **physician** may bill {code}, at {rates['physician']} percent, by {outcome.other_way}{but}."
        case Reporter.PHYSICIAN:
            return (
                f"The **physician** bills {code}, at {rates['physician']} percent: {_number(visit.physician)} "
                f"of {total} minutes are more than half."
            )
        case Reporter.NPP if outcome.by_decision:
            return f"{code} under the **{own}**, at {rates['npp']} percent: the {npp} performed the decision making."
        case Reporter.NPP:
            return f"{code} under the **{own}**, at {rates['npp']} percent: {_of_npp(outcome)}"
        case Reporter.EITHER:
            return (
                f"It hangs on the {_number(visit.joint)} minutes together, which count for **one** of the two: besides "
                f"them there are {shares}. The one with more than half of {total} bills {code}."
            )
        case Reporter.NEITHER_BY_TIME:
            rest = (
                f"The one who performed {outcome.other_way} bills {code}."
                if outcome.other_way
                else "Critical care goes to the one with more than half."
            )
            return f"**Neither by time**: {shares} minutes are equal. {rest}"
        case Reporter.NOBODY:
            return f"**Not critical care**, no {outcome.code}: {total} minutes of both are below {outcome.least}."
        case Reporter.OFFICE:
            return (
                f"**No split or shared visit and no FS in the office**: bill the **{own}**, at "
                f"{rates['npp']} percent, or the physician only if every incident-to condition is met. "
                "Minutes of both are not added."
            )


def _shares(outcome: Outcome) -> str:
    visit = outcome.visit
    return f"{_number(visit.physician)} of the physician and {_number(visit.npp)} of the {visit.npp_name}"


def _of_npp(outcome: Outcome) -> str:
    visit = outcome.visit
    share = f"{_number(visit.npp)} of {_number(outcome.total)} minutes are more than half"
    if visit.decided_by == "npp" and outcome.other_way:
        return f"{share}, and the physician shows no {outcome.other_way.removeprefix('a ')}."
    said = f"{share}."
    if outcome.other_way:
        said += f" The physician bills it only if the record shows {outcome.other_way} by the physician."
    return said


def _reasons(outcome: Outcome) -> list[str]:
    if outcome.reporter is Reporter.OFFICE:
        return ["Shared visits exist only where Medicare does not pay incident-to: hospital and other facilities."]
    reasons = []
    if outcome.visit.kind == "critical":
        reasons.append("For critical care only the time decides, more than half of the minutes of both.")
    elif outcome.by_time and outcome.visit.code and outcome.by_time != outcome.visit.code:
        reasons.append(
            f"By time the {_number(outcome.total)} minutes of both reach {outcome.by_time}; {outcome.visit.code} "
            "stands only by its decision making."
        )
    elif not outcome.visit.code and outcome.code:
        reasons.append(f"The distinct minutes of both, {_number(outcome.total)}, choose the level if time chooses it.")
    reasons.append("Minutes together count once. Both belong to the same group, and the one who bills signs.")
    if outcome.reporter is Reporter.PHYSICIAN and outcome.by_decision:
        reasons.append("The record shows the physician's own problems, plan and risk; a cosignature is not enough.")
    return reasons


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
