"""How diagnoses in order are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.decisions import code_of
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code


def tell(listed: Listed, case: Case, day: date) -> Verdict:
    """The codes first, then the reason that decides; a named code that does not fit is turned down."""
    codes = tuple(code_of(code) for code in listed.codes)
    wrong = tuple(code for code in case.diagnoses if _is_judged(str(code), listed) and code not in codes)
    return Verdict(
        key=f"{FAMILY}:{listed.name}",
        title=f"Diagnosis order: {listed.name.replace('-', ' ')}",
        stance=Stance.AFFIRMS,
        conclusion=_conclusion(codes, wrong, listed),
        reasons=listed.reasons,
        row=f"{listed.parameter.edition.title}, {listed.place}.",
        mentions=frozenset((*codes, *wrong, *case.diagnoses)) | _named(listed),
        basis=listed.parameter.basis(day),
        locator=listed.place,
        about=frozenset((*codes, *wrong)),
        denies=frozenset(wrong),
        billed=tuple(Billed(code) for code in codes),
        missing=listed.missing,
        rests_on=(*listed.rests_on, *case.spans_of(case.diagnoses)),
    )


def _is_judged(code: str, listed: Listed) -> bool:
    return code.startswith(listed.judged)


def _named(listed: Listed) -> frozenset[Code]:
    return frozenset(code_of(code) for code in listed.codes)


def _conclusion(codes: tuple[Code, ...], wrong: tuple[Code, ...], listed: Listed) -> str:
    said = ", ".join(f"**{code}**" for code in codes)
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    order = " in this order" if len(codes) > 1 else ""
    return f"{said}{order}{instead}: {listed.lead}."
