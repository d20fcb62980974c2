"""How the code of a preventive visit is said. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.procedures.visits.preventive.decide import Outcome
from assistant.procedures.visits.preventive.facts import Pair
from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.basis.parameters import sources
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, Modifier

_PREVENTIVE = ("9938", "9939")
_SEPARATE = Modifier("25")


def tell(outcome: Outcome, named: tuple[Code, ...], day: date) -> Verdict:
    """The outcome in words: the code first, then the ages it stands for."""
    codes = frozenset[Code](code for _, code in outcome.choices)
    wrong = tuple(code for code in named if str(code)[:4] in _PREVENTIVE and code not in codes)
    if outcome.problem and outcome.told.visit and outcome.told.visit not in outcome.problem:
        wrong = (*wrong, outcome.told.visit)
    sure = len(outcome.choices) == 1
    return Verdict(
        key=f"preventive:{'/'.join(sorted(map(str, codes)))}",
        title=f"Preventive visit, {_ages(outcome)}",
        stance=Stance.AFFIRMS if sure else Stance.CONDITIONS,
        conclusion=_conclusion(outcome, wrong),
        reasons=tuple(_reasons(outcome)),
        row=f"{outcome.parameter.edition.title}; ages of each code.",
        mentions=codes | frozenset(named) | {_SEPARATE} | frozenset(outcome.problem),
        basis=outcome.parameter.basis(day),
        locator="preventive visits by age",
        about=codes | frozenset(named),
        denies=frozenset(wrong),
        billed=_billed(outcome) if sure else (),
        missing=() if sure else ("new or established",),
        rests_on=outcome.told.rests_on,
    )


def tell_pair(pair: Pair, day: date) -> Verdict:
    """A preventive and a problem visit that are named together: the modifier, and what the record must show."""
    edition = sources()["ama-preventive-medicine"]
    return Verdict(
        key=f"preventive:pair-{pair.preventive}-{pair.visit}",
        title="A preventive and a problem visit of one day",
        stance=Stance.AFFIRMS,
        conclusion=(
            f"**{pair.preventive}** and **{pair.visit}-25**, if the problem was significant work of its own: the note "
            "must show its history, findings, decision and plan apart from the preventive part."
        ),
        reasons=(
            "25 goes on the problem visit, with the problem's diagnosis; the preventive visit has none.",
            "History and examination of the preventive visit are not counted again for the level.",
            "A minor or stable problem without work of its own is inside the preventive visit.",
            "The patient may owe a copay for the problem visit.",
        ),
        row=f"{edition.title}.",
        mentions=frozenset({pair.preventive, pair.visit, _SEPARATE}),
        basis=Basis(GUIDANCE, day, edition),
        locator="preventive medicine services",
        about=frozenset({pair.preventive, pair.visit}),
        billed=(Billed(pair.preventive), Billed(pair.visit, modifiers=(_SEPARATE,))),
        rests_on=pair.rests_on,
    )


def _conclusion(outcome: Outcome, wrong: tuple[Code, ...]) -> str:
    instead = f", not {', '.join(f'**{code}**' for code in wrong)}" if wrong else ""
    told = " or ".join(
        f"**{code}** ({status})" if len(outcome.choices) > 1 else f"**{code}**" for status, code in outcome.choices
    )
    beside = ""
    if outcome.problem:
        visits = " or ".join(f"**{code}-25**" for code in dict.fromkeys(outcome.problem))
        why = f" by its {outcome.told.problem} decision making" if outcome.told.problem else ""
        return (
            f"{told} and {visits}{instead}: the preventive visit at {_ages(outcome)}, and the problem visit{why}, if "
            "it was significant work of its own. **25** goes on the problem visit."
        )
    if outcome.told.with_problem:
        beside = (
            " The problem visit is added with **25** if it was significant work of its own, and counts only that work."
        )
    return f"{told}{instead}: a preventive visit at {_ages(outcome)}, by the age on the date of the visit.{beside}"


def _billed(outcome: Outcome) -> tuple[Billed, ...]:
    preventive = tuple(Billed(code) for _, code in outcome.choices)
    return (*preventive, *(Billed(code, modifiers=(_SEPARATE,)) for code in outcome.problem))


def _ages(outcome: Outcome) -> str:
    if outcome.low is None:
        return "under 1 year"
    if outcome.high is None:
        return f"{outcome.low} years and over"
    return f"{outcome.low} to {outcome.high} years"


def _reasons(outcome: Outcome) -> Iterator[str]:
    yield "Age and new or established decide; decision making and time do not."
    yield "Vaccines, tests and screenings with codes of their own are reported beside it."
    if not outcome.told.with_problem:
        yield "A problem that needs significant work of its own is a visit with **25** besides."
