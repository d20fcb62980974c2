"""How the codes of behavioral care, planning and counseling are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.services.behavioral.decide import Branch, Outcome
from assistant.procedures.services.behavioral.facts import Service
from assistant.procedures.services.minutes import code, number, said
from assistant.rules.verdict import Stance, Verdict
from corpus.codes import Code, Modifier

_NAMES = {
    Service.BHI: "behavioral health integration in the month",
    Service.COCM: "the care manager in the month",
    Service.ACP: "advance care planning",
    Service.TOBACCO: "tobacco counseling",
    Service.INTERVENTION: "screening with brief intervention",
    Service.HEALTH_BEHAVIOR: "health behavior work",
}
_REASONS = {
    Service.BHI: (
        "Once a calendar month, with consent, a rating scale and a plan; not in a month of collaborative care.",
    ),
    Service.COCM: (
        "By the midpoint rule, and reported by the treating practitioner, who pays the psychiatric consultant.",
        "Not with 99484 in the same month.",
    ),
    Service.ACP: (
        "By the midpoint rule: the first code from 16 minutes, each further half hour from 16 minutes more.",
        "Minutes of a visit are not counted; a visit beside it takes 25 where the payer asks.",
    ),
    Service.TOBACCO: (
        "More than 3 and up to 10 minutes, or more than 10; one code a session, and 25 on a separate visit.",
    ),
    Service.INTERVENTION: ("A structured form and an intervention are needed; a screening alone is not enough.",),
    Service.HEALTH_BEHAVIOR: ("The main diagnosis is a physical illness; an office visit of the day is not added.",),
}
_NAMED = {Service.COCM: ("99484",)}
_OPEN = {Service.COCM: "month of the episode", Service.INTERVENTION: "payer"}


def tell(outcome: Outcome, day: date) -> Verdict:
    """The outcome in words: codes and units first, then the minutes."""
    told, first = outcome.timed, outcome.branches[0]
    one = len(outcome.branches) == 1
    named: frozenset[Code] = frozenset(line.code for line in told.lines)
    if told.service is Service.BHI and told.own:
        named |= frozenset({code("99484")})
    reached = frozenset(line.code for branch in outcome.branches for line in branch.reached.lines)
    modifiers = frozenset(m for b in outcome.branches for line in b.reached.lines for m in line.modifiers)
    spare: frozenset[Code] = frozenset(code(text) for text in _NAMED.get(told.service, ()))
    if told.service is Service.BHI:
        spare |= frozenset({_first_code(first)})
    return Verdict(
        key=f"behavioral:{told.service.value}",
        title=f"Minutes of {_NAMES[told.service]}",
        stance=(Stance.AFFIRMS if one else Stance.CONDITIONS) if reached else Stance.DENIES,
        conclusion=_conclusion(outcome),
        reasons=_REASONS[told.service],
        row=f"{first.parameter.edition.title}.",
        mentions=reached | named | modifiers | spare | {Modifier("25")},
        basis=first.parameter.basis(day),
        locator="minutes",
        about=reached | named,
        denies=named - reached,
        billed=first.reached.lines if one else (),
        missing=() if one else (_OPEN[told.service],),
        rests_on=told.rests_on,
    )


def _conclusion(outcome: Outcome) -> str:
    told, first = outcome.timed, outcome.branches[0]
    minutes = f"{number(told.minutes)} minutes of {_NAMES[told.service]}"
    if len(outcome.branches) > 1:
        return f"{'; '.join(_branch(branch) for branch in outcome.branches)}: {minutes}."
    if not first.reached.lines:
        needs = f"**{_first_code(first)}** needs" if told.service is Service.BHI else "the first code needs"
        if told.service is Service.TOBACCO:
            return f"**No code**{_wrong(outcome, first)}: {minutes} are not more than {first.least - 1}."
        return f"**No code**{_wrong(outcome, first)}: {minutes} are below the {first.least} that {needs}."
    end, units = "", first.reached.units
    if told.service is Service.BHI and told.own:
        end = ", by a psychologist, social worker, counselor or family therapist who bills on the own number"
    free = ". With the wellness visit and 33 the patient owes nothing" if _is_free(outcome) else ""
    if told.service is Service.ACP and told.asks_share and not free and told.medicare is not False:
        free = ". Without the wellness visit Medicare's usual deductible and coinsurance apply"
    if units:
        each = "unit" if told.service is Service.HEALTH_BEHAVIOR else "half hour"
        end = f", enough for {units} further {each}{'s' if units > 1 else ''}"
    elif first.reached.next_at is not None:
        end = f"; the add-on is reached at {number(first.reached.next_at)}"
    return f"{said(first.reached.lines)}{_wrong(outcome, first)}: {minutes}{end}{free}."


def _first_code(branch: Branch) -> Code:
    """The first code of a parameter that is one ladder."""
    return code(branch.parameter.value["first"])


def _is_free(outcome: Outcome) -> bool:
    """True for planning beside Medicare's wellness visit."""
    return any(line.modifiers for line in outcome.branches[0].reached.lines)


def _branch(branch: Branch) -> str:
    told = said(branch.reached.lines) if branch.reached.lines else f"no code below {branch.least} minutes"
    return f"{told} {branch.label}"


def _wrong(outcome: Outcome, branch: Branch) -> str:
    units = {line.code: line.units for line in branch.reached.lines}
    told = outcome.timed
    if told.service is Service.BHI and told.own and code("99484") not in units:
        return ", not 99484"
    wrong = [
        f"{line.code}{f' x{line.units}' if line.units else ''}"
        for line in told.lines
        if line.code not in units or (line.units is not None and line.units != units[line.code])
    ]
    return f", not {', '.join(dict.fromkeys(wrong))}" if wrong else ""
