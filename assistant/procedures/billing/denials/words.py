"""How the step after a denial is said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.billing.denials.decide import Limit, Outcome
from assistant.procedures.billing.denials.facts import Reason
from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.verdict import Stance, Verdict
from corpus.codes import Code, Modifier

_ANSWERS = {
    ("patient", "CO"): "No, the patient is not liable (CO)",
    ("patient", "PR"): "Yes, the patient may be billed (PR)",
    ("patient", "OA"): "No, OA alone does not make the patient liable",
    ("patient", "PI"): "No, PI is the payer's reduction, unless the contract says otherwise",
    ("appeal", "corrected"): "No appeal",
    ("appeal", "appeal"): "Yes, appeal",
    ("appeal", "check"): "Appeal only if the claim was right as billed",
    ("appeal", "payer"): "No appeal",
    ("appeal", "bill"): "No appeal unless the benefit was applied wrongly",
    ("appeal", "write_off"): "Appeal only if that is wrong",
    ("appeal", "none"): "No appeal",
}
_MOST_MEANINGS = 2


def tell(outcome: Outcome, day: date) -> Verdict:
    """The codes in words: the step first, then what they mean, then who bears the amount."""
    labels = "/".join(reason.label for reason, _ in outcome.told)
    return Verdict(
        key=f"denials:{labels}",
        title=f"Denial {labels}",
        stance=Stance.DENIES if outcome.entry.act == "write_off" else Stance.CONDITIONS,
        conclusion=_conclusion(outcome),
        mend=_uncapital(_step(outcome)),
        reasons=tuple(_reasons(outcome)),
        row=f"{outcome.edition.title}, {outcome.leading.number}.",
        mentions=frozenset(code for _, entry in outcome.told for code in entry.names) | _read_as_modifiers(outcome),
        basis=Basis(GUIDANCE, day, outcome.edition),
        locator=f"code {outcome.leading.number}",
        rests_on=outcome.remittance.rests_on,
    )


def _read_as_modifiers(outcome: Outcome) -> frozenset[Code]:
    """Group codes that are also written as modifiers: CO and PI."""
    groups = {reason.group for reason, _ in outcome.told}
    return frozenset(Modifier(group) for group in groups & {"CO", "PI"})


def _conclusion(outcome: Outcome) -> str:
    step = _step(outcome)
    if outcome.remittance.names_what_is_missing:
        return (
            f"**No appeal with MA130: {_uncapital(step)}**, as a new claim. "
            f"{_capital(_name(outcome.leading))}: {outcome.entry.means}; the claim was "
            "unprocessable, so there is no decision to appeal."
        )
    answer = _answer(outcome)
    if answer and outcome.remittance.asks_patient and outcome.group:
        step = f"{answer}**. **{step}"
    elif answer:
        step = f"{answer}: {_uncapital(step)}"
    meanings = "; ".join(f"{_name(reason)}: {entry.means}" for reason, entry in outcome.told[:_MOST_MEANINGS])
    if outcome.remittance.asks_meaning:
        return f"{_capital(meanings)}. **{step}**."
    return f"**{step}**. {_capital(meanings)}."


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _uncapital(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


def _name(reason: Reason) -> str:
    if reason.group:
        return reason.label
    return f"code {reason.number}" if reason.system == "carc" else f"remark {reason.number}"


def _answer(outcome: Outcome) -> str:
    if outcome.remittance.asks_patient and outcome.group:
        return _ANSWERS["patient", outcome.group]
    if outcome.remittance.asks_appeal:
        return _ANSWERS["appeal", outcome.entry.act]
    return ""


def _step(outcome: Outcome) -> str:
    """The entry's step, turned where the group code moves the amount to the other side."""
    entry, group = outcome.entry, outcome.group
    if group == "CO" and entry.act == "bill" and not outcome.patients_share:
        return "Check code, benefit and contract, then correct or write it off; with CO the patient is not billed"
    if group == "PR" and entry.act == "write_off" and not outcome.patients_share:
        return "Check the denial, then bill the patient: the payer put it on the patient"
    if group == "PR" and entry.act == "check" and not outcome.patients_share and "bill the patient" not in entry.do:
        return f"{entry.do}; if the denial is right, bill the patient"
    return entry.do


def _reasons(outcome: Outcome) -> list[str]:
    reasons = [outcome.group_says] if outcome.group_says else []
    further = [f"{_name(reason)}: {entry.do}." for reason, entry in outcome.told if entry is not outcome.entry]
    reasons += further[:1]
    if outcome.entry.act == "corrected":
        reasons.append("A claim that is wrong or incomplete is corrected; an appeal is for a claim that was right.")
    elif outcome.entry.act in ("appeal", "check"):
        reasons.append(
            f"Medicare: redetermination within {outcome.appeal_days} days of the remittance; other payers by contract."
        )
    return reasons


def tell_limit(limit: Limit, day: date) -> Verdict:
    """Whether a Medicare time limit is over."""
    days, most = int(limit.days), limit.limit.value
    late = days > most
    return Verdict(
        key=f"denials:limit-{'appeal' if limit.elapsed.appeals else 'filing'}",
        title="Time limit of a Medicare appeal" if limit.elapsed.appeals else "Time limit of a Medicare claim",
        stance=Stance.DENIES if late else Stance.AFFIRMS,
        conclusion=_appeal_limit(days, most, late) if limit.elapsed.appeals else _filing_limit(days, most, late),
        reasons=_limit_reasons(limit, late),
        row=f"{limit.limit.edition.title}.",
        mentions=frozenset(),
        basis=limit.limit.basis(day),
        locator="time limits",
        rests_on=limit.elapsed.rests_on,
    )


def _appeal_limit(days: int, most: int, late: bool) -> str:
    if late:
        return (
            f"**No, too late for a redetermination**: about {days} days have gone by and the limit is {most} days "
            "from receipt of the remittance. Only good cause for the delay extends it."
        )
    return (
        f"**Yes**: a redetermination must be asked for within {most} days of the remittance; about {days} have gone by."
    )


def _filing_limit(days: int, most: int, late: bool) -> str:
    if late:
        return (
            "**No, past timely filing**: Medicare takes claims for one calendar year from the date of service, and "
            f"about {days} days have gone by. Only the listed exceptions help, and the patient is not billed."
        )
    return (
        f"**Yes, still in time**: Medicare takes claims for one calendar year ({most} days); about {days} have gone by."
    )


def _limit_reasons(limit: Limit, late: bool) -> tuple[str, ...]:
    if limit.elapsed.appeals:
        reopening = limit.reopening.value
        further = f"A clerical error may still be reopened: for any reason within {reopening} days." if late else ""
        return tuple(filter(None, (further, "A reopening does not stop the appeal's time limit.")))
    return (
        "Exceptions: error of Medicare or its contractor, retroactive entitlement, recoupment by Medicaid or a "
        "Medicare Advantage plan after retroactive changes.",
    )
