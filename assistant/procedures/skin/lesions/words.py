"""How the codes of removed lesions are said. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.procedures.skin.lesions.decide import Choice, Coded, Outcome
from assistant.procedures.skin.lesions.facts import Act
from assistant.procedures.skin.repairs.words import billed_of, said
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, CptCode, Modifier

_SITES = {
    "face": "face, ears, eyelids, nose, lips",
    "scalp_neck_hands_feet": "scalp, neck, hands, feet, genitalia",
    "trunk_arms_legs": "trunk, arms, legs",
    "soft_face": "face or scalp",
    "soft_neck": "neck or front of the chest",
    "soft_back": "back or flank",
    "soft_abdomen": "abdominal wall",
    "soft_shoulder": "shoulder",
    "soft_upper_arm": "upper arm or elbow",
    "soft_forearm": "forearm or wrist",
    "soft_hand": "hand or finger",
    "soft_hip": "pelvis or hip",
    "soft_thigh": "thigh or knee",
    "soft_leg": "lower leg or ankle",
    "soft_foot": "foot or toe",
}
_STAGED, _DISTINCT = Modifier("58"), Modifier("59")
_OWN = (
    "113",
    "114",
    "116",
    "120",
    "131",
    "219",
    "215",
    "210",
    "229",
    "230",
    "240",
    "250",
    "261",
    "270",
    "273",
    "276",
    "280",
)


def tell(outcome: Outcome, named: tuple[CptCode, ...], day: date) -> Verdict:
    """The outcome in words: the codes first, then the diameters that decide."""
    codes = frozenset(choice.code for one in outcome.coded for choice in one.choices)
    settled = all(len(one.choices) == 1 for one in outcome.coded)
    billed = _billed(outcome) if settled else ()
    repairs = frozenset(line.code for line in billed) - codes
    wrong = tuple(c for c in named if str(c).startswith(_OWN) and c not in codes | repairs and _about(c, outcome))
    mentions: set[Code] = {*codes, *repairs, *named, *(modifier for line in billed for modifier in line.modifiers)}
    if outcome.staged is None:
        mentions.add(_STAGED)
    return Verdict(
        key=f"lesions:{'/'.join(sorted(map(str, codes)))}",
        title=f"{'Shave removal' if outcome.removal.act is Act.SHAVE else 'Excision'} of lesions by site and size",
        stance=Stance.AFFIRMS if settled and outcome.staged is not None else Stance.CONDITIONS,
        conclusion=_conclusion(outcome, billed, wrong),
        reasons=tuple(_reasons(outcome))[:4],
        row=f"{outcome.parameter.edition.title}; " + "; ".join(_measure(one, outcome) for one in outcome.coded) + ".",
        mentions=frozenset(mentions),
        basis=outcome.parameter.basis(day),
        locator="removal of lesions, sizes",
        about=codes | repairs | frozenset(wrong),
        denies=frozenset(wrong),
        billed=billed,
        missing=tuple(_missing(outcome)),
        rests_on=outcome.removal.rests_on,
    )


def _about(code: CptCode, outcome: Outcome) -> bool:
    """A named repair code is judged only where the closure is."""
    if str(code).startswith(("120", "131")):
        return outcome.closed is not None
    return True


def _billed(outcome: Outcome) -> tuple[Billed, ...]:
    """Malignant lesions first; the same code again with 59, a staged excision with 58, the closures behind."""
    lines: list[Billed] = []
    for one in sorted(outcome.coded, key=lambda one: one.lesion.malignant is not True):
        code = one.choices[0].code
        again = any(line.code == code for line in lines)
        modifiers = ((_STAGED,) if outcome.staged else ()) + ((_DISTINCT,) if again else ())
        lines.append(Billed(code, 1, modifiers))
    if outcome.closed is not None and not outcome.closure_included:
        # Of a tumor of soft tissue a layered closure is a part too.
        included = ("simple", "intermediate") if outcome.removal.act is Act.SOFT_TISSUE else ("simple",)
        counted = [line for line in outcome.closed.lines if line.kind not in included]
        lines += billed_of(counted)
    return tuple(lines)


def _conclusion(outcome: Outcome, billed: tuple[Billed, ...], wrong: tuple[CptCode, ...]) -> str:
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    if not billed:
        return _open_conclusion(outcome, instead)
    if len(outcome.coded) == 1:
        (one,) = outcome.coded
        staged = f" (with **{_STAGED}** within 10 days of the first excision)" if outcome.staged is None else ""
        measured = "excised diameter" if outcome.removal.act is Act.EXCISION else "size"
        return (
            f"{said(billed)}{staged}{instead}: {'an' if measured[0] == 'e' else 'a'} {measured} of {_cm(one.diameter)} "
            f"is in its range, {_span(one)} ({_where(one.choices[0])}).{_without_repair(outcome)}"
        )
    return f"{said(billed)}{instead}: " + "; ".join(_measure(one, outcome) for one in outcome.coded) + "."


def _without_repair(outcome: Outcome) -> str:
    """That a layered closure that is told has no code of its own, beside the smallest benign lesion."""
    layered = outcome.closed is not None and any(line.kind != "simple" for line in outcome.closed.lines)
    small = outcome.closure_included and layered and outcome.removal.act is Act.EXCISION
    return " No repair code, with or without 59: up to 0.5 cm it is included." if small else ""


def _open_conclusion(outcome: Outcome, instead: str) -> str:
    if len(outcome.coded) == 1:
        (one,) = outcome.coded
        told = "; ".join(f"**{choice.code}** {_branch(choice, one)}" for choice in one.choices)
        measured = "an excised diameter" if outcome.removal.act is Act.EXCISION else "a size"
        return f"It depends on {_open(one)}{instead}. With {measured} of {_cm(one.diameter)}: {told}."
    told = "; ".join(
        f"{_cm(one.diameter)}: " + " or ".join(f"**{c.code}** {_branch(c, one)}" for c in one.choices)
        for one in outcome.coded
    )
    return f"By the pathology of each lesion{instead}: {told}."


def _open(one: Coded) -> str:
    if one.lesion.deep is None and any(choice.deep is not None for choice in one.choices):
        return "the depth"
    if one.lesion.part is None and one.lesion.malignant is None and any(c.malignant is not None for c in one.choices):
        return "the pathology and the site"
    return "the site" if one.lesion.part is None else "the pathology"


def _branch(choice: Choice, one: Coded) -> str:
    if len(one.choices) == 1:
        return ""
    if choice.deep is not None:
        return "if below the fascia" if choice.deep else "if in the fat above the fascia"
    nature = "" if choice.malignant is None else "if malignant" if choice.malignant else "if benign"
    site = f"on {_SITES[choice.site]}"
    if one.lesion.part is not None:
        return nature
    return site if one.lesion.malignant is not None or not nature else f"{nature}, {site}"


def _missing(outcome: Outcome) -> list[str]:
    found = []
    for one in outcome.coded:
        if len(one.choices) > 1:
            fact = {"the depth": "depth", "the site": "site", "the pathology": "pathology"}.get(_open(one))
            found += [fact] if fact else ["pathology", "site"]
    if outcome.staged is None:
        found.append("days since the first excision")
    return list(dict.fromkeys(found))


def _reasons(outcome: Outcome) -> list[str]:
    reasons: list[str] = []
    act = outcome.removal.act
    for one in outcome.coded[:1]:
        if one.computed and one.lesion.margin:
            reasons.append(
                f"Excised diameter: {_cm(one.lesion.size or Decimal(0))} at its widest plus twice the narrowest margin "
                f"of {_cm(one.lesion.margin)} is {_cm(one.diameter)}."
            )
        elif one.computed:
            reasons.append("No margin is told: twice the narrowest margin is added to the widest diameter.")
    if any("pathology" in _open(one) and len(one.choices) > 1 for one in outcome.coded):
        reasons.append("Wait for the pathology report: the code follows what it finds.")
    if len(outcome.coded) > 1:
        reasons.append("Each lesion has its own code; the same code again takes 59 or XS, different codes need none.")
    if outcome.staged:
        reasons.append("A further excision within the 10 global days takes 58.")
    reasons.append(_closure(outcome, act))
    return reasons


def _closure(outcome: Outcome, act: Act) -> str:
    if act is Act.SHAVE:
        return "A shave counts the lesion's own diameter, without margins, and needs no closure."
    if act is Act.SOFT_TISSUE:
        return (
            "Size is the tumor at its widest with the margin it needed; simple and intermediate closure are included."
        )
    if outcome.closure_included and outcome.closed is not None:
        return "With a benign lesion of 0.5 cm or less every closure is included."
    if outcome.closed is not None and all(line.kind == "simple" for line in outcome.closed.lines):
        return "Simple closure is included and not reported besides."
    if outcome.closed is not None:
        return "Layered or complex closure is reported besides, by its own length."
    return "Simple closure is included; layered or complex repair is reported besides, by its own length."


def _measure(one: Coded, outcome: Outcome) -> str:
    choice = one.choices[0]
    return f"{_cm(one.diameter)} {_where(choice)}" if len(one.choices) == 1 else f"{_cm(one.diameter)}, {_span(one)}"


def _where(choice: Choice) -> str:
    if choice.deep is not None:
        return f"{'below the fascia' if choice.deep else 'in the fat'}; {_SITES[choice.site]}"
    nature = "" if choice.malignant is None else "malignant; " if choice.malignant else "benign; "
    return f"{nature}{_SITES[choice.site]}"


def _span(one: Coded) -> str:
    if any(choice.deep is not None for choice in one.choices):
        return f"{_cm(one.low)} or more" if one.high is None else f"under {_cm(one.high)}"
    if one.high is None:
        return f"over {_cm(one.low)}"
    if not one.low:
        return f"{_cm(one.high)} or less"
    return f"{_number(one.low + Decimal('0.1'))} to {_cm(one.high)}"


def _cm(value: Decimal) -> str:
    return f"{_number(value)} cm"


def _number(value: Decimal) -> str:
    """At least one decimal place, as sizes are written: 1.0, 0.75."""
    text = f"{Decimal(value).normalize():f}"
    return text if "." in text else f"{text}.0"
