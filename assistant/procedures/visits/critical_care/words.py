"""How the units of critical care are said. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.procedures.visits.critical_care.decide import Outcome
from assistant.rules.verdict import Billed, Stance, Verdict
from assistant.understand.circumstances.payers import Payer
from corpus.codes import Code, Modifier


def tell(outcome: Outcome, named: tuple[Code, ...], day: date) -> Verdict:
    """The outcome in words: codes with units first."""
    lines = _lines(outcome)
    codes = frozenset[Code]({outcome.first, outcome.further})
    beyond = codes & set(named) - {outcome.first} if not (outcome.known_units or outcome.depends) else frozenset()
    return Verdict(
        key=f"critical_care:{outcome.care.minutes}",
        title=f"Critical care, {outcome.care.minutes} minutes",
        stance=_stance(outcome),
        conclusion=_conclusion(outcome, beyond),
        reasons=tuple(_reasons(outcome)),
        row=f"{outcome.parameter.edition.title}: {outcome.first} from {outcome.first_from} minutes.",
        mentions=codes | frozenset(named) | {Modifier("25")},
        basis=outcome.parameter.basis(day),
        locator="critical care time",
        about=codes,
        denies=codes if not outcome.reaches else beyond,
        billed=lines,
        missing=("payer",) if outcome.depends else (),
        rests_on=outcome.care.rests_on,
    )


def _stance(outcome: Outcome) -> Stance:
    if not outcome.reaches:
        return Stance.DENIES
    return Stance.CONDITIONS if outcome.depends or outcome.care.visits else Stance.AFFIRMS


def _lines(outcome: Outcome) -> tuple[Billed, ...]:
    if not outcome.reaches or outcome.depends:
        return ()
    more = (Billed(outcome.further, outcome.known_units),) if outcome.known_units else ()
    return (Billed(outcome.first), *more)


def _conclusion(outcome: Outcome, beyond: frozenset[Code]) -> str:
    minutes = f"{outcome.care.minutes} minutes of critical care"
    went = "; where the patient went afterward does not matter" if outcome.care.disposition else ""
    if not outcome.reaches:
        return (
            f"No critical care: {minutes} are fewer than the {outcome.first_from} that **{outcome.first}** needs. "
            "Report another visit code of the place, by decision making or time."
        )
    if outcome.depends:
        cpt, medicare = (_codes(outcome, outcome.units[payer]) for payer in (Payer.CPT, Payer.MEDICARE))
        full = f"its first **{outcome.further}** needs {outcome.full} minutes"
        return f"CPT payers: {cpt}. Medicare: {medicare}, since {full}."
    codes = _codes(outcome, outcome.known_units) + "".join(f", not **{code}**" for code in beyond)
    if not outcome.known_units and outcome.care.minutes > outcome.first_to:
        least = f"{minutes} do not reach the {outcome.full} of the first **{outcome.further}**"
        return f"{codes}{',' if beyond else ''} for Medicare: {least}.{_beside(outcome)}"
    who = " for Medicare" if outcome.payer is Payer.MEDICARE and outcome.known_units else ""
    wrong = outcome.care.units not in (None, 1, outcome.known_units)
    return (
        f"{codes}{f', not x{outcome.care.units}' if wrong else ''}{who}: {minutes} on the date{went}.{_beside(outcome)}"
    )


def _beside(outcome: Outcome) -> str:
    """What a visit of the same date needs."""
    if not outcome.care.visits:
        return ""
    visits = " or ".join(f"**{code}**" for code in outcome.care.visits)
    return (
        f" {visits} only with **25** and as separate work; Medicare pays it only when it came first, before the "
        "patient needed critical care."
    )


def _codes(outcome: Outcome, units: int) -> str:
    if not units:
        return f"**{outcome.first}**" if outcome.care.visits else f"**{outcome.first}** alone"
    times = f"x{units}" if units < 10 else f"{units} units"  # "x10" would read as a diagnosis
    return f"**{outcome.first}**, **{outcome.further}** {times}"


def _reasons(outcome: Outcome) -> Iterator[str]:
    if outcome.care.left_out:
        yield f"{outcome.care.left_out} minutes of separately reported work do not count."
    yield (
        f"**{outcome.first}** stands for {outcome.first_from} to {outcome.first_to} minutes of the date, once, with or "
        "without breaks."
    )
    if outcome.care.minutes > outcome.first_to:
        yield (
            f"CPT begins **{outcome.further}** at {outcome.first_to + 1} minutes"
            + (f"; Medicare asks for full units, from {outcome.full}." if outcome.full else ".")
        )
    if outcome.care.with_visit and outcome.reaches:
        yield (
            "A visit earlier on the date takes modifier **25**, only if the patient did not yet need critical care "
            "then; its time is not counted."
        )
