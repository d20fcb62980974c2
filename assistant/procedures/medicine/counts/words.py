"""How units of a counted service are said. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.medicine.counts.decide import Outcome
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code
from corpus.mentions import find_codes

_MOST_REASONS = 4


def tell(outcome: Outcome, case: Case, day: date) -> Verdict:
    """The outcome in words: the codes with their units first."""
    lines = [Billed(line.code, line.units, line.modifiers) for line in outcome.lines]
    codes: set[Code] = {line.code for line in lines}
    family: set[Code] = {*outcome.family.codes}
    wrong = [code for code in case.procedures if code in family and code not in codes]
    reasons = tuple(_reasons(outcome))[:_MOST_REASONS]
    quoted: set[Code] = {mention.code for text in reasons for mention in find_codes(text) if mention.certain}
    return Verdict(
        key=f"counts:{'/'.join(map(str, lines))}",
        title=f"Units of {outcome.family.name}",
        stance=Stance.AFFIRMS,
        conclusion=_conclusion(outcome, lines, wrong),
        reasons=reasons,
        row=f"{outcome.parameter.edition.title}; {outcome.family.source}: {', '.join(map(str, lines))}.",
        mentions=frozenset(codes | family | quoted | {m for line in lines for m in line.modifiers}),
        basis=outcome.parameter.basis(day),
        locator=outcome.family.source,
        about=frozenset({*codes, *wrong}),
        denies=frozenset(wrong),
        billed=tuple(lines),
        rests_on=outcome.counted.rests_on,
    )


def _conclusion(outcome: Outcome, lines: Sequence[Billed], wrong: Sequence[Code]) -> str:
    counted, family = outcome.counted, outcome.family
    said = []
    for line in lines:
        name = "-".join((str(line.code), *map(str, line.modifiers)))
        said.append(f"**{name}**" if line.units == 1 else f"**{name}** x{line.units}")
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    noun = family.noun if counted.count == 1 else family.nouns
    sides = " on both sides" if counted.both_sides else ""
    if counted.further_side:
        sides = ", the first on both sides, the further on one"
    return f"{', '.join(said)}{instead}: {counted.count} {noun}{sides} ({family.name})."


def _reasons(outcome: Outcome) -> Iterator[str]:
    counted, family = outcome.counted, outcome.family
    if counted.nerves is not None:
        yield f"{counted.nerves} nerves serve {counted.count} joint{'s' if counted.count != 1 else ''}; joints count."
    if counted.both_sides:
        yield "A level on both sides is one level: one line, one unit, with 50 for Medicare."
    steps = "; ".join(f"{step.code} is for {step.told}" for step in family.steps_for(counted.payer))
    yield f"Counted by {family.nouns}: {steps}."
    yield from family.notes
