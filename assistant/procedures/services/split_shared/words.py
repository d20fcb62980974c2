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
    named: set[Code] = {_FS, *([outcome.code] if outcome.code else []), *([outcome.visit.code] if outcome.visit.code else [])}
    return Verdict(
        key=f"split_shared:{outcome.reporter.value}",
        title="Split or shared visit: who reports it",
        stance=_STANCES[outcome.reporter],
        conclusion=_conclusion(outcome),
        reasons=tuple(_reasons(outcome)),
        row=f"{outcome.parameter.edition.title}.",
        mentions=frozenset(named),
        basis=outcome.parameter.basis(day),
        locator="substantive portion",
        about=frozenset(named),
        denies=frozenset({_FS}) if outcome.reporter is Reporter.OFFICE else frozenset(),
        billed=line,
        missing=_MISSING.get(outcome.reporter, ()),
        rests_on=outcome.visit.rests_on,
    )


def _line(outcome: Outcome) -> tuple[Billed, ...]:
    if outcome.reporter not in (Reporter.PHYSICIAN, Reporter.NPP) or outcome.code is None:
        return ()
    return (Billed(outcome.code, modifiers=(_FS,)),)


def _conclusion(outcome: Outcome) -> str:
    visit = outcome.visit
    code = f"**{outcome.code}-FS**" if outcome.code else "the visit with **FS**"
    shares = f"{_number(visit.physician)} of the physician and {_number(visit.npp)} of the NPP"
    match outcome.reporter:
        case Reporter.PHYSICIAN if outcome.by_decision:
            return (
                f"The **physician** may bill {code}, at 100 percent, by {outcome.other_way}: "
                f"by time alone the NPP would, with {_number(visit.npp)} of {_number(outcome.total)} minutes."
                if visit.npp > visit.physician
                else f"The **physician** may bill {code}, at 100 percent, by {outcome.other_way}."
            )
        case Reporter.PHYSICIAN:
            return (
                f"The **physician** bills {code}, at 100 percent: {_number(visit.physician)} of "
                f"{_number(outcome.total)} minutes are more than half."
            )
        case Reporter.NPP if outcome.by_decision:
            return f"The **NPP** bills {code}, at 85 percent, as the one who performed the decision making."
        case Reporter.NPP:
            return f"The **NPP** bills {code}, at 85 percent: {_of_npp(outcome)}"
        case Reporter.EITHER:
            return (
                f"It hangs on the {_number(visit.joint)} minutes together, which count for **one** of the two: besides "
                f"them there are {shares}. The one with more than half of {_number(outcome.total)} bills {code}."
            )
        case Reporter.NEITHER_BY_TIME:
            if not outcome.other_way:
                return f"**Neither by time**: {shares} are equal, and critical care goes to the one with more than half."
            return (
                f"**Neither by time**: {shares} minutes are equal. The one who performed {outcome.other_way} bills {code}."
            )
        case Reporter.NOBODY:
            return f"**Not critical care**: {_number(outcome.total)} minutes of both are below 30, so {outcome.code} is not reached."
        case Reporter.OFFICE:
            return (
                "**No split or shared visit and no FS in the office**: bill the **NPP's own NPI**, at 85 percent, or the "
                "physician only if every incident-to condition is met. Minutes of both are not added."
            )


def _of_npp(outcome: Outcome) -> str:
    visit = outcome.visit
    said = f"{_number(visit.npp)} of {_number(outcome.total)} minutes are more than half."
    if outcome.other_way and visit.decided_by != "npp":
        said += f" The physician bills it only if the record shows {outcome.other_way} by the physician."
    return said


def _reasons(outcome: Outcome) -> list[str]:
    if outcome.reporter is Reporter.OFFICE:
        return ["Shared visits exist only where Medicare does not pay incident-to: hospital and other facilities."]
    reasons = []
    if outcome.visit.kind == "critical":
        reasons.append("For critical care only the time decides, more than half of the minutes of both.")
    elif not outcome.visit.code and outcome.code:
        reasons.append(f"The distinct minutes of both, {_number(outcome.total)}, choose the level when it is chosen by time.")
    reasons.append("Minutes that both spend together count once. Both belong to the same group, and the one who bills signs.")
    if outcome.reporter is Reporter.PHYSICIAN and outcome.by_decision:
        reasons.append("The record shows the physician's own problems, plan and risk; a cosignature is not enough.")
    return reasons


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
