"""How the code of a contact by minutes is said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.services.minutes import number
from assistant.procedures.services.telehealth.decide import Obstacle, Outcome
from assistant.procedures.services.telehealth.facts import Contact
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import CptCode, Modifier

_NAMES = {
    Contact.CHECK_IN: "a check-in by a practitioner",
    Contact.E_VISIT: "messages answered by a practitioner in 7 days",
    Contact.E_VISIT_OTHER: "messages answered by a clinician who cannot report visits, in 7 days",
    Contact.PHONE: "a telephone visit",
    Contact.CONSULTATION: "advice between practitioners in 7 days",
}
_REASONS = {
    Contact.CHECK_IN: (
        "Established patient who agreed; no related visit in the 7 days before, and none in the 24 hours after.",
        "It is no telehealth visit: no modifier for audio or video.",
    ),
    Contact.E_VISIT: (
        "Minutes of the practitioner are summed from the first review of the message, staff's are not.",
        "Not for results, refills or scheduling, nor beside a visit for the problem within 7 days.",
    ),
    Contact.E_VISIT_OTHER: ("Not for results, refills or scheduling, nor beside a related service within 7 days.",),
    Contact.PHONE: ("Not after a related visit of the 7 days before, nor when a visit follows within 24 hours.",),
    Contact.CONSULTATION: (
        "Reported by the consultant; more than half of the time is talk, and a written answer follows.",
        "Not when the consultant saw or takes over the patient within 14 days.",
    ),
}
_AUDIO, _CHECK_IN = Modifier("93"), CptCode("98016")
_BY_PHONE = (
    "For Medicare the practitioner could use video, and the patient cannot or does not want to; the note says so.",
    "Decision making may support another level. A call of 5 to 10 minutes that is no visit is 98016.",
)
_OBSTACLES = {
    Obstacle.ENDS_IN_VISIT: "the contact leads to a visit and is part of that visit",
    Obstacle.AFTER_VISIT: "the contact belongs to the visit of the 7 days before",
    Obstacle.STAFF: "only time of the practitioner counts, not of staff",
}


def tell(outcome: Outcome, day: date) -> Verdict:
    """The outcome in words: the code first, then its minutes."""
    told = outcome.minutes
    billed = outcome.obstacle is None and outcome.code is not None
    codes = frozenset((*outcome.every, *told.named))
    return Verdict(
        key=f"telehealth:{told.contact.value}",
        title=f"Minutes of {_NAMES[told.contact]}",
        stance=Stance.AFFIRMS if billed else Stance.DENIES,
        conclusion=_conclusion(outcome),
        reasons=(_BY_PHONE if outcome.instead else _REASONS[told.contact]) if billed else (),
        row=f"{outcome.parameter.edition.title}.",
        mentions=codes | ({outcome.instead, _AUDIO, _CHECK_IN} if outcome.instead else set()),
        basis=outcome.parameter.basis(day),
        locator="minutes",
        about=codes,
        denies=frozenset(told.named) - {outcome.code} if billed else frozenset(told.named),
        billed=(Billed(outcome.code, 1, (_AUDIO,) if outcome.instead else ()),) if billed and outcome.code else (),
        rests_on=told.rests_on,
    )


def _conclusion(outcome: Outcome) -> str:
    told = outcome.minutes
    minutes = f"{number(told.minutes)} minutes of {_NAMES[told.contact]}"
    if outcome.obstacle is Obstacle.SHORT:
        return f"**No code**: {minutes} are below the {outcome.least} that the first code needs."
    if outcome.obstacle:
        return f"**Not billable**: {_OBSTACLES[outcome.obstacle]}."
    bounds = f"{outcome.low} to {outcome.high}" if outcome.high else f"{outcome.low} or more"
    wrong = [code for code in told.named if code != outcome.code]
    if outcome.instead:
        ended = f", not {', '.join(map(str, wrong))}, which ended with 2024" if wrong else ""
        return (
            f"**{outcome.code}-{_AUDIO}** with POS 10 (patient at home){ended}: {number(told.minutes)} minutes by "
            f"telephone, {bounds}. Plans that take the codes of 2025: **{outcome.instead}**."
        )
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    return f"**{outcome.code}**{instead}: {minutes} are in its range, {bounds}."
