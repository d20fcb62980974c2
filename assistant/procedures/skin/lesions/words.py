"""How the code of an excised lesion is said. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.procedures.skin.lesions.decide import Choice, Outcome
from assistant.rules.verdict import Billed, Stance, Verdict

_SITES = {
    "face": "face, ears, eyelids, nose, lips",
    "scalp_neck_hands_feet": "scalp, neck, hands, feet, genitalia",
    "trunk_arms_legs": "trunk, arms, legs",
}


def tell(outcome: Outcome, day: date) -> Verdict:
    """The outcome in words: the code first, then the diameter that decides."""
    choices, excision = outcome.choices, outcome.excision
    codes = frozenset(choice.code for choice in choices)
    missing = [name for name, fact in (("site", excision.site), ("pathology", excision.malignant)) if fact is None]
    return Verdict(
        key=f"lesions:{'/'.join(sorted(map(str, codes)))}",
        title=f"Excision of a skin lesion, {_cm(outcome.diameter)}",
        stance=Stance.AFFIRMS if len(choices) == 1 else Stance.CONDITIONS,
        conclusion=_conclusion(outcome),
        reasons=tuple(_reasons(outcome)),
        row=f"{outcome.parameter.edition.title}; excised diameter {_range(outcome)}.",
        mentions=codes | frozenset(outcome.named),
        basis=outcome.parameter.basis(day),
        locator="excision of lesions, sizes",
        about=codes | frozenset(outcome.named),
        denies=frozenset(outcome.named) - codes,
        billed=tuple(Billed(choice.code) for choice in choices) if len(choices) == 1 else (),
        missing=tuple(missing),
        rests_on=excision.rests_on,
    )


def _conclusion(outcome: Outcome) -> str:
    wrong = [code for code in outcome.named if code not in {choice.code for choice in outcome.choices}]
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    if len(outcome.choices) == 1:
        (choice,) = outcome.choices
        nature = "malignant" if choice.malignant else "benign"
        return (
            f"**{choice.code}**{instead}: an excised diameter of {_cm(outcome.diameter)} is in its range, "
            f"{_range(outcome)} ({nature}; {_SITES[choice.site]})."
        )
    told = "; ".join(f"**{choice.code}** {_branch(choice, outcome)}" for choice in outcome.choices)
    return f"It depends on {_open(outcome)}. With an excised diameter of {_cm(outcome.diameter)}: {told}."


def _open(outcome: Outcome) -> str:
    excision = outcome.excision
    if excision.malignant is None and excision.site is None:
        return "the pathology and the site"
    return "the pathology" if excision.malignant is None else "the site"


def _branch(choice: Choice, outcome: Outcome) -> str:
    nature = "if malignant" if choice.malignant else "if benign"
    site = f"on {_SITES[choice.site]}"
    if outcome.excision.site is not None:
        return nature
    return site if outcome.excision.malignant is not None else f"{nature}, {site}"


def _reasons(outcome: Outcome) -> list[str]:
    excision, reasons = outcome.excision, []
    if outcome.computed and excision.margin:
        reasons.append(
            f"Excised diameter: {_cm(excision.lesion or Decimal(0))} at its widest plus twice the narrowest margin of "
            f"{_cm(excision.margin)} is {_cm(outcome.diameter)}."
        )
    elif outcome.computed:
        reasons.append(
            "No margin is told: twice the narrowest margin is added to the widest diameter before the size is chosen."
        )
    if excision.malignant is None:
        reasons.append("Wait for the pathology report: the code follows what it finds.")
    reasons.append("Simple closure is included; layered or complex repair is reported besides, by its own length.")
    return reasons


def _range(outcome: Outcome) -> str:
    if outcome.high is None:
        return f"over {_cm(outcome.low)}"
    if not outcome.low:
        return f"{_cm(outcome.high)} or less"
    return f"{_number(outcome.low + Decimal('0.1'))} to {_cm(outcome.high)}"


def _cm(value: Decimal) -> str:
    return f"{_number(value)} cm"


def _number(value: Decimal) -> str:
    """At least one decimal place, as sizes are written: 1.0, 0.75."""
    text = f"{value.normalize():f}"
    return text if "." in text else f"{text}.0"
