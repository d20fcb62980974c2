"""How the units of critical care are said. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.procedures.visits.critical_care.decide import Outcome
from assistant.rules.verdict import Billed, Stance, Verdict
from assistant.understand.circumstances.payers import Payer
from corpus.codes import Code, CptCode, Modifier

# On critical care beside procedures with codes of their own, and on a visit beside it.
_BESIDE = Modifier("25")
_HOSPITAL_DAYS = frozenset[Code](CptCode(code) for code in ("99221", "99223", "99231", "99233"))
_EMERGENCY = frozenset[Code]({CptCode("99281"), CptCode("99285")})


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
        mentions=codes | frozenset((*named, *outcome.care.procedures, _BESIDE)) | _EMERGENCY | _HOSPITAL_DAYS,
        basis=outcome.parameter.basis(day),
        locator="critical care time",
        about=codes,
        denies=codes if not outcome.reaches else beyond | frozenset[Code](outcome.care.inside),
        billed=lines,
        missing=tuple(_missing(outcome)),
        rests_on=outcome.care.rests_on,
    )


def _stance(outcome: Outcome) -> Stance:
    if not outcome.reaches:
        return Stance.DENIES
    open_yet = outcome.depends or outcome.care.visits or outcome.care.untold
    return Stance.CONDITIONS if open_yet else Stance.AFFIRMS


def _missing(outcome: Outcome) -> Iterator[str]:
    if outcome.depends:
        yield "payer"
    if outcome.care.untold:
        yield "minutes of the procedures"


def _lines(outcome: Outcome) -> tuple[Billed, ...]:
    if not outcome.reaches or outcome.depends:
        return ()
    more = (Billed(outcome.further, outcome.known_units),) if outcome.known_units else ()
    procedures = tuple(Billed(code) for code in outcome.care.procedures)
    return (Billed(outcome.first, modifiers=(_BESIDE,) if procedures else ()), *more, *procedures)


def _conclusion(outcome: Outcome, beyond: frozenset[Code]) -> str:
    minutes = f"{outcome.care.minutes} minutes of critical care"
    went = "; where the patient went afterward does not matter" if outcome.care.disposition else ""
    if not outcome.reaches:
        return (
            f"No critical care: {minutes} are fewer than the {outcome.first_from} that **{outcome.first}** needs. "
            f"Report {_instead(outcome)}."
        )
    if outcome.depends:
        cpt, medicare = (_codes(outcome, outcome.units[payer]) for payer in (Payer.CPT, Payer.MEDICARE))
        full = f"its first **{outcome.further}** needs {outcome.full} minutes"
        return f"CPT payers: {cpt}. Medicare: {medicare}, since {full}.{_inside(outcome)}{_apart(outcome)}"
    codes = _codes(outcome, outcome.known_units) + "".join(f", not **{code}**" for code in beyond)
    if not outcome.known_units and outcome.care.minutes > outcome.first_to:
        least = f"{minutes} do not reach the {outcome.full} of the first **{outcome.further}**"
        return f"{codes}{',' if beyond else ''} for Medicare: {least}.{_inside(outcome)}{_after(outcome)}"
    who = " for Medicare" if outcome.payer is Payer.MEDICARE and outcome.known_units else ""
    wrong = outcome.care.units not in (None, 1, outcome.known_units)
    units = f", not x{outcome.care.units}" if wrong else ""
    full = f", a full unit each, the first from {outcome.full}" if who else ""
    return f"{codes}{units}{who}: {minutes} on the date{full}{went}.{_inside(outcome)}{_after(outcome)}"


def _instead(outcome: Outcome) -> str:
    """What is reported where the minutes are too few."""
    if not outcome.care.instead and outcome.care.emergency:
        beside = f", with **{_BESIDE}** beside the procedures" if outcome.care.left_out else ""
        return f"an emergency department visit (99281 to 99285) by decision making{beside}"
    if not outcome.care.instead and outcome.care.in_a_bed:
        return "the hospital visit instead (99231 to 99233, a first one 99221 to 99223), by decision making or time"
    if not outcome.care.instead:
        return "another E/M code of the place instead (99231 to 99233 on a hospital day), by decision making or time"
    return f"{' or '.join(f'**{code}**' for code in outcome.care.instead)} if its decision making fits"


def _inside(outcome: Outcome) -> str:
    """Named codes that are never reported beside critical care."""
    if not outcome.care.inside:
        words = outcome.care.inside_words
        return f" Not {' and '.join(words)}: inside critical care for practitioners." if words else ""
    codes = " and ".join(f"**{code}**" for code in outcome.care.inside)
    return f" Not {codes}: inside critical care for practitioners."


def _after(outcome: Outcome) -> str:
    return f"{_apart(outcome)}{_beside(outcome)}"


def _apart(outcome: Outcome) -> str:
    """Whether the minutes leave the procedures out, where that is not told."""
    return " Take the minutes of the procedures off first, if they are in this number." if outcome.care.untold else ""


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
    besides = "".join(f", **{code}**" for code in outcome.care.procedures)
    first = f"**{outcome.first}-{_BESIDE}**" if besides else f"**{outcome.first}**"
    if not units:
        return f"{first}{besides}" if outcome.care.visits or besides else f"{first} alone"
    times = f"x{units}" if units < 10 else f"{units} units"  # "x10" would read as a diagnosis
    return f"{first}, **{outcome.further}** {times}{besides}"


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
