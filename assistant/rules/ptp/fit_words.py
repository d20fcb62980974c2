"""The modifiers that suit a pair, in words. Sources: ``words.py``."""

from __future__ import annotations

from assistant.rules.ptp.decide import PtpVerdict
from assistant.rules.ptp.modifiers import Fit, Reason, is_visit, parts_named
from assistant.rules.verdict import bold, either

_OF_PARTS = {
    "side": "RT or LT for the side",
    "eyelid": "E1 to E4 for the eyelid",
    "finger": "FA or F1 to F9 for the finger",
    "toe": "TA or T1 to T9 for the toe",
    "coronary artery": "LC, LD, LM, RC or RI for the coronary artery",
}


def all_fits(verdict: PtpVerdict) -> tuple[Fit, ...]:
    """What fits in either setting, each reason once: the setting's own first."""
    twins = verdict.twin.fits if verdict.twin else ()
    own = {fit.reason for fit in verdict.fits}
    return verdict.fits + tuple(fit for fit in twins if fit.reason not in own)


def wanted(verdict: PtpVerdict) -> str:
    """The modifiers asked for, in a clause: the rest is for the reasons."""
    fit = all_fits(verdict)[0]
    code = bold(fit.on[0])
    match fit.reason:
        case Reason.SEPARATE_VISIT if is_visit(verdict.first) and is_visit(verdict.second):
            return f"modifier 25 on {code} fits"
        case Reason.SEPARATE_VISIT:
            return f"modifier 25 (or modifier 57 or 24) on {code} fits"
    if fit.reason is Reason.OTHER_LESION:
        return f"{either(fit.modifiers)} on {code} fits, for another lesion than that of the other code"
    reasons = [each.reason for each in verdict.fits]
    best = {Reason.REPEATED_TEST: "91 for a repeated test", Reason.OTHER_SITE: "an anatomic one"}.get(fit.reason, "")
    what_for = "" if fit.reason is Reason.REPEATED_TEST else " for another site or session"
    exact = "one of XE, XS, XP and XU" if Reason.DISTINCT_SERVICE in reasons else ""
    last = "at last 59" if Reason.LAST_RESORT in reasons else ""
    *options, final = filter(None, (best, exact, last))
    named = f"{', '.join(options)} or {final}" if options else final
    return f"a modifier fits, as a rule on {code}: {named}{what_for}"


def fit_words(fit: Fit, verdict: PtpVerdict) -> str:
    preferred = bold(fit.on[0])
    match fit.reason:
        case Reason.SEPARATE_VISIT if is_visit(verdict.first) and is_visit(verdict.second):
            return (
                f"Modifier 25 on {preferred} says that this visit was significant and separately identifiable from the "
                "other one."
            )
        case Reason.SEPARATE_VISIT:
            return (
                f"Modifier 25 goes on {preferred}, for a visit that was significant and separately identifiable beside "
                "a procedure with global days 000, 010 or XXX."
            )
        case Reason.DECISION_FOR_SURGERY:
            return f"Modifier 57 on {preferred} is for the visit that decided on an operation with global days 090."
        case Reason.UNRELATED_VISIT:
            return f"Modifier 24 on {preferred} is for a visit in a postoperative period, unrelated to that operation."
        case Reason.HOSPITAL_VISITS:
            return "Modifier 27, for hospitals only, marks separate outpatient visits on one date."
        case Reason.REPEATED_TEST:
            return "Modifier 91 is for a test that was medically necessary a second time on that date."
        case Reason.OTHER_SITE:
            named = parts_named(fit.modifiers, verdict.basis.day)
            told = ", ".join(_OF_PARTS[name] for name in named)
            return (
                f"An anatomic modifier tells two sites apart: {told}. The same one on both codes tells nothing apart."
            )
        case Reason.OTHER_LESION:
            return (
                f"Modifier {either(fit.modifiers)} is for another lesion than that of the other code, at a place of "
                f"its own that the record tells: both codes on one lesion are one service. {_placed(fit)}"
            )
        case Reason.DISTINCT_SERVICE:
            return (
                "Modifier XE is for another encounter on that date, XS for another organ or structure, XP for another "
                f"practitioner, XU for a service that does not overlap the usual parts of the main one. {_placed(fit)}"
            )
        case _:
            return _last_resort(fit, verdict)


def _last_resort(fit: Fit, verdict: PtpVerdict) -> str:
    text = "Modifier 59 may be used only where no other modifier describes the services better"
    if any(each.reason is Reason.DISTINCT_SERVICE for each in verdict.fits):
        return f"{text}: the four X modifiers are more exact and come before it, in place of it."
    return f"{text}. {_placed(fit)}"


def _placed(fit: Fit) -> str:
    if len(fit.on) == 1:
        return f"It goes on {bold(fit.on[0])}."
    preferred, other = map(bold, fit.on)
    elsewhere = f"on practitioner claims Medicare also takes it on {other}"
    return f"It goes on {preferred}, the code that would be denied; {elsewhere}."
