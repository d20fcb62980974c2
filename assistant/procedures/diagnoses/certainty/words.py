"""How an uncertain diagnosis is said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.decisions import code_of
from assistant.procedures.diagnoses.certainty.decide import GUIDELINES, Outcome
from assistant.procedures.diagnoses.certainty.facts import FAMILY, Place
from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.basis.parameters import sources
from assistant.rules.verdict import Billed, Stance, Verdict

_OUTPATIENT = "Outpatient and office: code the highest degree of certainty, so signs, symptoms or abnormal results."
_INPATIENT = "Inpatient: a diagnosis still uncertain at discharge is coded as if it existed."
_EXCEPTIONS = "HIV, COVID-19, Zika and identified influenza viruses need confirmation in every setting."


def tell(outcome: Outcome, case: Case, day: date) -> Verdict:
    """The codes or the rule first, then the setting that decides."""
    doubt = outcome.doubt
    codes = tuple(code_of(code) for code in outcome.codes)
    inpatient = doubt.place is Place.INPATIENT and not doubt.ruled_out
    unknown = doubt.place is Place.UNKNOWN and not doubt.ruled_out
    edition = sources()[GUIDELINES]
    denied = frozenset() if inpatient or unknown else frozenset(case.diagnoses) - frozenset(codes)
    return Verdict(
        key=f"{FAMILY}:{'ruled-out' if doubt.ruled_out else doubt.place}",
        title="Uncertain diagnosis",
        stance=Stance.CONDITIONS if unknown else Stance.AFFIRMS,
        conclusion=_conclusion(outcome),
        reasons=_reasons(outcome),
        row=f"{edition.title}, {_locator(outcome)}.",
        mentions=frozenset((*codes, *case.diagnoses)),
        basis=Basis(GUIDANCE, day, edition),
        locator=_locator(outcome),
        about=frozenset((*codes, *case.diagnoses)),
        denies=denied,
        billed=() if inpatient else tuple(Billed(code) for code in codes),
        missing=("setting",) if unknown else (),
        rests_on=(*doubt.rests_on, *case.spans_of(case.diagnoses)),
    )


def _locator(outcome: Outcome) -> str:
    if outcome.doubt.place is Place.INPATIENT:
        return "sections II.H and III.C"
    return "section IV.H" if outcome.doubt.place is Place.OUTPATIENT else "sections II.H and IV.H"


def _conclusion(outcome: Outcome) -> str:
    doubt = outcome.doubt
    said = ", ".join(f"**{code}**" for code in outcome.codes)
    if doubt.ruled_out:
        symptom = said or "The **sign or symptom**"
        return f"{symptom}: a diagnosis that was ruled out is not coded; what led to the test is."
    if doubt.place is Place.OUTPATIENT:
        symptom = said or "The **sign, symptom or abnormal result**"
        return f"{symptom}, not the uncertain diagnosis: probable, suspected or rule out is not coded in this setting."
    if doubt.place is Place.INPATIENT:
        return "**Yes, as if it existed**: a diagnosis still uncertain at discharge is coded in an inpatient stay."
    symptom = said or "the sign or symptom"
    return (
        f"Outpatient, office or professional claim: {symptom}, not the uncertain diagnosis. "
        "Hospital inpatient, still uncertain at discharge: the diagnosis as if it existed."
    )


def _reasons(outcome: Outcome) -> tuple[str, ...]:
    doubt = outcome.doubt
    if doubt.ruled_out:
        return (
            "This holds in every setting.",
            "With no sign or symptom at all it may be a Z03 or Z04 observation code.",
        )
    if doubt.place is Place.OUTPATIENT:
        return (
            _OUTPATIENT,
            "If a physician has read the test and the final report is at hand, its confirmed diagnosis.",
        )
    if doubt.place is Place.INPATIENT:
        return (
            "The words must stand in the final diagnostic statement.",
            _EXCEPTIONS,
            "Professional claims do not follow it.",
        )
    return (_OUTPATIENT, _INPATIENT)
