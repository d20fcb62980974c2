"""What would mend a pair that a PTP edit denies: the modifier, the code it goes on, and what the record has to show."""

from __future__ import annotations

from assistant.rules.ptp.decide import PtpFinding, PtpVerdict
from assistant.rules.ptp.modifiers import Fit, Reason, parts_named
from assistant.rules.verdict import either

# What the record has to show, by reason; ``words.py`` names the sources. Those around an operation need a history that
# a claim does not tell.
_SHOWS = {
    Reason.SEPARATE_VISIT: "a visit that stands on its own",
    Reason.DECISION_FOR_SURGERY: "the decision on an operation with global days 090",
    Reason.UNRELATED_VISIT: "a visit in a postoperative period, unrelated to that operation",
    Reason.HOSPITAL_VISITS: "separate outpatient visits",
    Reason.REPEATED_TEST: "a test that was needed a second time",
    Reason.OTHER_LESION: "another lesion, apart from that of the other code",
    Reason.DISTINCT_SERVICE: "another encounter, structure or practitioner, or a service that does not overlap",
    Reason.LAST_RESORT: "separate services that no other modifier describes",
}
_ANATOMIC = "an anatomic modifier"
_MOST = 3


def mend(verdict: PtpVerdict) -> str:
    """The clause for the line of column 2; empty where no edit is in force."""
    row = verdict.row
    if row is None or verdict.finding not in (PtpFinding.DENIED, PtpFinding.WITH_MODIFIER):
        return ""
    if verdict.finding is PtpFinding.DENIED:
        return f"leave {row.column_2} off beside {row.column_1}: no modifier gets past this edit"
    if verdict.present:
        kept = " and ".join(f"{line.modifier} on {line.code}" for line in verdict.present)
        return f"keep {kept} only if the record supports it"
    first, *others = [fit for fit in verdict.fits if fit.reason in _SHOWS or fit.reason is Reason.OTHER_SITE][:_MOST]
    clauses = [f"{_named(first)} on {first.on[0]} if the record shows {_shows(first, verdict)}"]
    for fit in others:
        place = "" if fit.on[0] == first.on[0] else f" on {fit.on[0]}"
        clauses.append(f"{_named(fit)}{place} for {_shows(fit, verdict)}")
    return "; ".join(clauses)


def _shows(fit: Fit, verdict: PtpVerdict) -> str:
    if fit.reason is Reason.OTHER_SITE:
        return f"another {either(parts_named(fit.modifiers, verdict.basis.day))}"
    return _SHOWS[fit.reason]


def _named(fit: Fit) -> str:
    return _ANATOMIC if fit.reason is Reason.OTHER_SITE else either(fit.modifiers)
