"""How the codes of treated joints are said. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.medicine.joints.decide import Outcome
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, CptCode, Modifier

_CODES: tuple[Code, ...] = tuple(map(CptCode, "20600 20604 20605 20606 20610 20611 76942".split()))


def tell(outcome: Outcome, case: Case, day: date) -> Verdict:
    """The outcome in words: each line's code with its modifiers first."""
    lines = [Billed(line.code, 1, line.modifiers) for line in outcome.lines]
    codes = {line.code for line in lines}
    wrong = [code for code in case.procedures if code in _CODES and code not in codes]
    return Verdict(
        key=f"joints:{'/'.join(map(str, lines))}",
        title="Needle treatment of joints",
        stance=Stance.AFFIRMS,
        conclusion=_conclusion(outcome, lines, wrong, case),
        reasons=tuple(_reasons(outcome)),
        row=f"{outcome.parameter.edition.title}: {', '.join(map(str, lines))}.",
        mentions=frozenset({*_CODES, *(Modifier(text) for text in "50 59 XS RT LT 25".split())}),
        basis=outcome.parameter.basis(day),
        locator="rows 20600 to 20611",
        about=frozenset({*codes, *wrong}),
        denies=frozenset(wrong),
        billed=tuple(lines),
        rests_on=outcome.treated.rests_on,
    )


def _conclusion(outcome: Outcome, lines: Sequence[Billed], wrong: Sequence[Code], case: Case) -> str:
    said = ", ".join(f"**{'-'.join((str(line.code), *map(str, line.modifiers)))}**" for line in lines)
    concluded = {line.code for line in lines}
    more = [f"{each.code} x{each.units}" for each in case.lines if (each.units or 1) > 1 and each.code in concluded]
    instead = f", not {', '.join([*map(str, wrong), *more])}" if wrong or more else ""
    mixed = len({joint.guided for joint in outcome.treated.joints}) > 1
    joints = ", ".join(
        f"{joint.name.replace('_', ' ')}{' on both sides' if joint.sides > 1 else ''}"
        f"{' with ultrasound guidance' if mixed and joint.guided else ' without' if mixed else ''}"
        for joint in outcome.treated.joints
    )
    with_picture = " with ultrasound guidance" if outcome.treated.guided and not mixed else ""
    return f"{said}{instead}: {joints}{with_picture}, one unit for each joint with its bursae."


def _reasons(outcome: Outcome) -> Iterator[str]:
    if any(joint.sides > 1 for joint in outcome.treated.joints):
        yield "Both sides of a joint are one line with 50 for Medicare; other payers may want RT and LT on two lines."
    if len({line.code for line in outcome.lines}) < len(outcome.lines):
        yield "A further joint of the same code is its own line: 59 or XS with RT or LT tells it apart."
    if outcome.treated.guided:
        yield "The guidance is in the code when the picture is stored and described, so no 76942."
    yield "The drug is billed apart, a local anesthetic is not; a visit needs its own work and modifier 25."
