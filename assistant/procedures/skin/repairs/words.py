"""How the codes of repairs and flaps are said. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from assistant.procedures.case import CaseLine
from assistant.procedures.skin.repairs.decide import Closed, Line, Moved
from assistant.procedures.skin.repairs.facts import Repairs
from assistant.procedures.skin.repairs.grafts import Grafted
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, CptCode, HcpcsCode, Modifier

GROUPS = {
    "body": "scalp, neck, trunk, limbs with hands and feet",
    "face": "face, ears, eyelids, nose, lips",
    "trunk_limbs_scalp": "scalp, trunk, arms, legs",
    "neck_hands_feet": "neck, hands, feet, genitals",
    "trunk": "trunk",
    "scalp_arms_legs": "scalp, arms, legs",
    "cheek_neck_hands_feet": "forehead, cheeks, chin, neck, armpits, hands, feet",
    "nose_ears_lids_lips": "nose, ears, eyelids, lips",
    "any area": "any area",
}
DISTINCT = Modifier("59")


def billed_of(lines: Iterable[Line]) -> tuple[Billed, ...]:
    """The claim lines of repairs: every group after the first with 59, add-ons behind their primary."""
    found: list[Billed] = []
    for place, line in enumerate(lines):
        found.append(Billed(line.code, 1, (DISTINCT,) if place else ()))
        if line.add_on is not None:
            found.append(Billed(line.add_on, line.further, (DISTINCT,) if place else ()))
    return tuple(found)


def said(lines: Iterable[Billed]) -> str:
    """Claim lines in bold."""
    return ", ".join(f"**{'-'.join((str(b.code), *map(str, b.modifiers)))}**{_times(b.units)}" for b in lines)


def _times(units: int) -> str:
    return "" if units == 1 else f" x{units}"


GLUE = HcpcsCode("G0168")


def tell(closed: Closed, lines: tuple[CaseLine, ...], repairs: Repairs, open_payer: bool, day: date) -> Verdict:
    """The repairs in words: the codes, then the sums. ``open_payer``: for Medicare glue alone has another code."""
    billed = billed_of(closed.lines)
    named = tuple(line.code for line in lines)
    codes = frozenset(line.code for line in (*closed.lines, *closed.branches))
    add_ons = frozenset(line.add_on for line in (*closed.lines, *closed.branches) if line.add_on)
    wrong = [code for code in named if code not in codes | add_ons and str(code).startswith(("120", "131"))]
    units = {line.code: line.units for line in billed}
    many = [line for line in lines if line.units and line.units > units.get(line.code, line.units)]
    instead = [*map(str, wrong), *(f"{line.code} x{line.units}" for line in many)]
    mentions: set[Code] = {*codes, *add_ons, *named}
    mentions.update([DISTINCT] if len(closed.lines) > 1 else [])
    mentions.update([GLUE] if open_payer else [])
    return Verdict(
        key=f"repairs:{'/'.join(sorted(map(str, codes)))}",
        title="Repair of wounds by class, site group and summed length",
        stance=Stance.AFFIRMS if closed.lines and not open_payer else Stance.CONDITIONS,
        conclusion=_conclusion(closed, billed, instead, open_payer),
        reasons=tuple(_reasons(closed)),
        row=f"{closed.parameter.edition.title}; " + "; ".join(_row(line) for line in closed.lines or closed.branches),
        mentions=frozenset(mentions),
        basis=closed.parameter.basis(day),
        locator="repair of wounds, lengths",
        about=frozenset((*codes, *add_ons, *named)),
        denies=frozenset(wrong),
        billed=billed,
        missing=tuple(fact for fact in (closed.open_fact, "payer" if open_payer else "") if fact),
        rests_on=repairs.rests_on,
    )


def _conclusion(closed: Closed, billed: tuple[Billed, ...], wrong: list[str], glue: bool) -> str:
    instead = f", not {', '.join(wrong)}" if wrong else ""
    if glue and closed.lines:
        return (
            f"For Medicare **{GLUE}** (glue alone); for other payers {said(billed)}{instead}: "
            f"{'; '.join(_row(line) for line in closed.lines)}."
        )
    if closed.lines:
        return f"{said(billed)}{instead}: {'; '.join(_row(line) for line in closed.lines)}."
    options = "; ".join(f"{_branch(line, closed.open_fact)} {said(billed_of([line]))}" for line in closed.branches)
    fact = "how it was closed" if closed.open_fact == "class" else "the site"
    return f"By {fact}, {cm(closed.branches[0].total)} in all: {options}{instead}."


def _branch(line: Line, fact: str) -> str:
    if fact == "site":
        return f"{GROUPS[line.group]}:"
    return {"simple": "one layer:", "intermediate": "in layers:", "complex": "complex:"}[line.kind]


def _row(line: Line) -> str:
    added = f" ({' + '.join(number(length) for length in line.lengths)})" if len(line.lengths) > 1 else ""
    return f"{line.kind}, {GROUPS[line.group]}, {cm(line.total)}{added}"


def _reasons(closed: Closed) -> list[str]:
    reasons = []
    if any(len(line.lengths) > 1 for line in closed.lines):
        reasons.append("Lengths of one class and one group of sites are added up into one code.")
    if len(closed.lines) > 1:
        reasons.append(
            "Another class or group has its own code: the more complex first, the others with 59 (XS where preferred)."
        )
    if any(line.further for line in closed.lines):
        reasons.append("Beyond 7.5 cm each further 5 cm, or part of it, is one unit of the add-on.")
    if closed.lowered:
        reasons.append("A complex repair of 1.0 cm or less has no code of its own: it is reported as intermediate.")
    if closed.open_fact == "class":
        reasons.append(
            "One layer is simple; stitches below the skin too make it intermediate; complex needs its criterion."
        )
    if not reasons:
        reasons.append("Class of closure, group of sites and the length after repair choose the code.")
    return reasons


def tell_flap(moved: Moved, named: tuple[CptCode, ...], day: date) -> Verdict:
    """A local flap in words: the code, then the area."""
    codes = frozenset(code for _, code in moved.lines)
    one = len(moved.lines) == 1
    excisions = [code for code in named if str(code)[:3] in ("114", "116", "120", "131")]
    billed = tuple(Billed(code) for _, code in moved.lines) if one else ()
    if one and moved.add_on is not None:
        billed = (*billed, Billed(moved.add_on, moved.further))
    add_ons = frozenset([moved.add_on] if moved.add_on else [])
    wrong = [code for code in named if code not in codes | add_ons and str(code).startswith(("140", "143"))]
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    instead += f" alone, not {', '.join(map(str, excisions))} beside it" if excisions else ""
    added = f" ({' + '.join(number(area) for area in moved.flap.areas)})" if len(moved.flap.areas) > 1 else ""
    area = f"{number(moved.total)} sq cm{added}"
    if one:
        conclusion = f"{said(billed)}{instead}: the defect comes to {area}, {GROUPS[moved.lines[0][0]]}."
    else:
        options = "; ".join(f"{GROUPS[name]}: **{code}**" for name, code in moved.lines)
        conclusion = f"By the site, for {area}{instead}: {options}."
    reasons = [
        "Primary and secondary defect are measured in square centimeters and added.",
        "Excision of the lesion in the same place and repair of the same wound are included"
        + (f": {', '.join(map(str, excisions))} is not reported besides." if excisions else "."),
    ]
    if len(moved.flap.areas) == 1:
        reasons.append("Only one area is told: add the secondary defect, which the flap left, if it is not in it.")
    return Verdict(
        key=f"repairs:{'/'.join(sorted(map(str, codes)))}",
        title="Local flap by site and area of the defect",
        stance=Stance.AFFIRMS if one else Stance.CONDITIONS,
        conclusion=conclusion,
        reasons=tuple(reasons),
        row=f"{moved.parameter.edition.title}; area of both defects {area}.",
        mentions=codes | add_ons | frozenset(named),
        basis=moved.parameter.basis(day),
        locator="local flaps, area",
        about=codes | add_ons | frozenset(named),
        denies=frozenset((*wrong, *excisions)),
        billed=billed,
        missing=() if one else ("site",),
        rests_on=moved.flap.rests_on,
    )


def cm(value: Decimal) -> str:
    """A length as sizes are written: 1.0 cm."""
    text = number(value)
    return f"{text} cm" if "." in text else f"{text}.0 cm"


def number(value: Decimal) -> str:
    return f"{value.normalize():f}"


_KINDS = {"split": "split-thickness graft", "full": "full-thickness graft", "substitute": "skin substitute"}
_MORE_GROUPS = {"trunk_arms_legs": "trunk, arms, legs", "head_hands_feet": "head, neck, hands, feet, genitals"}


def tell_graft(grafted: Grafted, named: tuple[CptCode, ...], day: date) -> Verdict:
    """A skin graft in words: the codes, then the areas of each group."""
    codes = frozenset(line.code for line in grafted.lines)
    wrong = [code for code in named if str(code).startswith(("151", "152")) and code not in codes]
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    told = "; ".join(
        f"{_KINDS[grafted.graft.kind]}, {(GROUPS | _MORE_GROUPS)[group]}, {number(total)} sq cm"
        for group, total in grafted.totals
    )
    return Verdict(
        key=f"repairs:{'/'.join(sorted(map(str, codes)))}",
        title="Skin graft by kind, site and area",
        stance=Stance.AFFIRMS,
        conclusion=f"{said(grafted.lines)}{instead}: {told}.",
        reasons=(
            "The place that receives the graft and its area choose the code; areas of one group are added up.",
            "Debridement of the place before the graft is included; excision of the lesion is not.",
        ),
        row=f"{grafted.parameter.edition.title}; {told}.",
        mentions=codes | frozenset(named),
        basis=grafted.parameter.basis(day),
        locator="skin grafts, area",
        about=codes | frozenset(named),
        denies=frozenset(wrong),
        billed=grafted.lines,
        rests_on=grafted.graft.rests_on,
    )
