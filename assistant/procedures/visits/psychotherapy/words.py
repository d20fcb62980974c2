"""How a psychotherapy code is said. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.procedures.visits.psychotherapy.decide import Outcome, Step
from assistant.procedures.visits.psychotherapy.facts import Therapy
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, CptCode, Modifier

_TIMED = "9083"  # individual psychotherapy and crisis
_REDUCED = Modifier("52")


def tell(outcome: Outcome, named: tuple[Code, ...], day: date) -> Verdict:
    """The outcome in words: the code first, then its minutes."""
    wrong = _wrong(outcome, named)
    if outcome.visit and outcome.session.visit:
        wrong = (outcome.session.visit, *wrong)
    concluded = frozenset[Code](code for code in (outcome.code, outcome.visit) if code)
    steps = frozenset[Code](step.code for step in outcome.steps)
    further = frozenset[Code](code for code in (outcome.further, _crisis_code(outcome)) if code)
    return Verdict(
        key=f"psychotherapy:{outcome.code or 'none'}",
        title=f"{outcome.session.therapy.capitalize()} by minutes",
        stance=_stance(outcome),
        conclusion=_conclusion(outcome, wrong),
        reasons=tuple(_reasons(outcome)),
        row=f"{outcome.parameter.edition.title}; minutes of each code.",
        mentions=steps | further | concluded | frozenset(named) | ({_REDUCED} if outcome.instead_of else set()),
        basis=outcome.parameter.basis(day),
        locator="psychotherapy by time",
        about=concluded | frozenset(named),
        denies=frozenset(wrong),
        billed=_lines(outcome),
        missing=() if outcome.session.minutes is not None else ("minutes of psychotherapy",),
        rests_on=outcome.session.rests_on,
    )


def _stance(outcome: Outcome) -> Stance:
    if outcome.session.minutes is None:
        return Stance.CONDITIONS
    return Stance.AFFIRMS if outcome.code else Stance.DENIES


def _lines(outcome: Outcome) -> tuple[Billed, ...]:
    if outcome.code is None:
        return ()
    more = (Billed(outcome.further, outcome.units),) if outcome.further and outcome.units else ()
    visit = (Billed(outcome.visit),) if outcome.visit else ()
    return (*visit, Billed(outcome.code), *more)


def _wrong(outcome: Outcome, named: tuple[Code, ...]) -> tuple[Code, ...]:
    """Psychotherapy codes that were named and are not those of the minutes."""
    right = {str(outcome.code), str(outcome.further)}
    timed = [code for code in named if str(code).startswith(_TIMED) and str(code) not in right]
    return tuple(timed) if outcome.session.minutes is not None else ()


def _crisis_code(outcome: Outcome) -> CptCode | None:
    return outcome.instead_of.code if outcome.instead_of else None


def _conclusion(outcome: Outcome, wrong: tuple[Code, ...]) -> str:
    session = outcome.session
    instead = f", not {', '.join(f'**{code}**' for code in wrong)}" if wrong and outcome.code else ""
    if session.minutes is None:
        codes = "; ".join(f"**{step.code}** {_range(step)}" for step in outcome.steps)
        return (
            f"It depends on the minutes of psychotherapy alone, without the E/M service: {codes}. "
            f"{session.whole} minutes are told for the whole visit."
        )
    told = f"{session.minutes} minutes of {session.therapy}"
    if outcome.code is None:
        alone = " The E/M service is reported alone." if session.with_visit else ""
        return f"No code: {told} are fewer than the {outcome.needs} of **{outcome.steps[0].code}**.{alone}"
    if outcome.further and outcome.units:
        return f"**{outcome.code}**, **{outcome.further}** x{outcome.units}{instead}: {told} on the date."
    beside = f", added to {f'**{session.visit}**' if session.visit else 'the E/M code'}" if _is_added(outcome) else ""
    if outcome.instead_of:
        return (
            f"**{outcome.code}**{instead}{beside}: {told} are fewer than the {outcome.instead_of.first} of "
            f"**{outcome.instead_of.code}**, so they are individual psychotherapy by its minutes."
        )
    step = next(step for step in outcome.steps if step.code == outcome.code)
    if outcome.visit:
        return (
            f"**{outcome.visit}** with **{outcome.code}**{instead}: {told}, and the visit by its "
            f"{session.visit_level} decision making, never by time beside psychotherapy."
        )
    return f"**{outcome.code}**{instead}{beside}: {told}, and it stands for {_range(step)}."


def _is_added(outcome: Outcome) -> bool:
    session = outcome.session
    return session.with_visit and (session.therapy is Therapy.INDIVIDUAL or outcome.instead_of is not None)


def _range(step: Step) -> str:
    return f"{step.first} to {step.last} minutes" if step.last else f"{step.first} minutes or more"


def _reasons(outcome: Outcome) -> Iterator[str]:
    session = outcome.session
    if outcome.instead_of:
        yield (
            f"**{outcome.instead_of.code}** stands for {_range(outcome.instead_of)}; a timed code that is not reached "
            "takes no modifier **52**."
        )
    elif session.therapy is Therapy.CRISIS:
        if outcome.further:
            yield (
                f"**{outcome.steps[0].code}** stands for {_range(outcome.steps[0])} of the date; beyond it "
                f"**{outcome.further}** is added for each 30 minutes or part of them."
            )
        yield "No diagnostic evaluation, other psychotherapy or interactive complexity is added on that date."
        return
    if session.therapy is Therapy.FAMILY:
        yield "**90846** is without the patient, **90847** with the patient; each is reported once for a session."
        return
    others = "; ".join(f"**{step.code}** {_range(step)}" for step in outcome.steps)
    yield f"By minutes: {others}."
    if session.with_visit:
        yield (
            "The E/M level then rests on medical decision making, not on time, and its minutes do not count as "
            "psychotherapy."
        )
    else:
        yield "The note needs the minutes of psychotherapy, the method and the response."
