"""How the codes of care in pregnancy are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.surgery.maternity.decide import MULTIPLE, Outcome
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, CptCode, Modifier

_WAYS = {
    "vaginal": "vaginal birth",
    "cesarean": "cesarean",
    "vbac": "vaginal birth after a former cesarean",
    "failed_vbac": "cesarean after an attempted vaginal birth and a former cesarean",
}
# AMA, questions and answers on the maternity codes of CPT 2027: the packages are deleted on January 1, 2027.
_LAST_DAY = "The packages are still valid to December 31, 2026; CPT deletes them on January 1, 2027 (AMA)."
_DISTINCT, _REDUCED = Modifier("59"), Modifier("52")
_BEFORE = (CptCode("59425"), CptCode("59426"))


def tell(outcome: Outcome, case: Case, day: date) -> Verdict:
    """The care in words: the codes, then what was given."""
    care = outcome.care
    codes = frozenset(line.code for line in (*outcome.first_payer, *outcome.lines))
    named = [code for code in case.procedures if isinstance(code, CptCode)]
    judged = outcome.every | {*_BEFORE, CptCode("59430")}
    wrong = [code for code in named if code in judged and code not in codes and code != outcome.choice]
    mentions: set[Code] = {*codes, *named, *([outcome.choice] if outcome.choice else [])}
    mentions.update([MULTIPLE, _DISTINCT] if care.extra else [])
    mentions.update([*_BEFORE, _REDUCED])
    return Verdict(
        key=f"maternity:{'/'.join(sorted(map(str, codes))) or 'single visits'}",
        title="Care in pregnancy by its parts",
        stance=Stance.CONDITIONS if outcome.choice else Stance.AFFIRMS,
        conclusion=_conclusion(outcome, _instead(outcome, wrong)),
        reasons=tuple(_reasons(outcome))[:4],
        row=f"{outcome.parameter.edition.title}; {_told(outcome)}.",
        mentions=frozenset(mentions),
        basis=outcome.parameter.basis(day),
        locator="maternity care",
        about=codes | frozenset(wrong),
        denies=frozenset(wrong),
        billed=(*outcome.first_payer, *outcome.lines),
        missing=("whether all care before birth was yours",) if outcome.choice else (),
        rests_on=(
            *care.rests_on,
            *case.spans_of([code for code in named if str(code).startswith(("594", "595", "596"))]),
        ),
    )


def _instead(outcome: Outcome, wrong: list[CptCode]) -> str:
    if wrong:
        return f", not {', '.join(map(str, wrong))}"
    whole = outcome.package or outcome.choice or outcome.single_visits or outcome.care.insurance
    return "" if whole or not outcome.care.shared or not outcome.care.delivered else ", not the global package"


def _conclusion(outcome: Outcome, instead: str) -> str:
    said = ", ".join(_line(line) for line in outcome.lines)
    if outcome.single_visits:
        visits = f"**E/M codes** for the {_visits(outcome.single_visits)} before birth"
        said = f"{visits}, {said}" if said else visits
    if outcome.care.first_payer is not None:
        lines = ", ".join(_line(line) for line in outcome.first_payer) or "**E/M codes**"
        first = f"{lines} for {_visits(outcome.care.first_payer)}"
        return f"First payer: {first}; second payer: {said}{instead}. {_told(outcome).capitalize()} under the second."
    if outcome.care.extra:
        said += f" ({_DISTINCT} where the payer asks for it)"
    if outcome.choice:
        return (
            f"**{outcome.choice}** if all care before birth was yours; shared with another practice: {said}{instead}."
        )
    still = f" {_LAST_DAY}" if outcome.package and outcome.care.ending else ""
    return f"{said}{instead}: {_told(outcome)}.{still}"


def _line(line: Billed) -> str:
    return f"**{'-'.join((str(line.code), *map(str, line.modifiers)))}**"


def _visits(number: int) -> str:
    return f"{number} visit{'s' if number != 1 else ''}"


def _told(outcome: Outcome) -> str:
    care = outcome.care
    if outcome.package:
        return f"the whole care by one practice, {_WAYS[care.way or '']}{_further(care.extra)}"
    parts = [f"{_visits(care.visits)} before birth"] if care.visits else []
    if care.delivered:
        after = "with care afterward" if care.afterward else "birth alone"
        parts.append(f"{_WAYS[care.way or '']}, {after}{_further(care.extra)}")
    else:
        parts.append("no birth by this practice")
    return "; ".join(parts)


def _further(extra: tuple[str, ...]) -> str:
    return f", and {len(extra)} further bab{'y' if len(extra) == 1 else 'ies'} through the vagina" if extra else ""


def _reasons(outcome: Outcome) -> list[str]:
    care, reasons = outcome.care, []
    if care.visits is not None and not outcome.package:
        reasons.append(
            "Visits before birth: 1 to 3 are single E/M visits, 4 to 6 are 59425, 7 or more 59426, one unit."
        )
    if outcome.package:
        reasons.append(
            "The package holds routine visits, admission, labor, birth and care afterward; it is billed once."
        )
        if not care.ending:
            reasons.append(_LAST_DAY)
    if care.insurance:
        reasons.append(
            "Each payer gets the part given while it covered; some take the package with 52, so ask the new one."
        )
    elif care.shared:
        reasons.append("A package needs all the care by one practice or group.")
    if care.extra:
        reasons.append("CPT and ACOG have 51 on the further birth, some payers 59; each baby is told as A and B.")
    if care.delivered and care.afterward is None and not outcome.package:
        reasons.append(
            "If care after birth was yours too, the code of birth with care afterward takes the place of birth alone."
        )
    return reasons or ["Who gave which part chooses the code; each part is reported once."]
