"""What the lines of a read 835 ask for: the denials' verdicts at the lines that they are told at. Pure.

a line that was paid      -> its contractual and patient's shares are no denial; any other reason asks for its step
a line that was not paid  -> the step of the code that says most, with the remarks of its claim behind its own
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.procedures.billing.denials.decide import code_lists, decide, known_codes
from assistant.procedures.billing.denials.facts import Reason, Remittance, System
from assistant.procedures.billing.denials.words import tell
from assistant.rules.claim.verdicts import AtLines
from assistant.rules.verdict import Stance, Verdict
from assistant.understand.claims.files.adjusted import Remitted
from assistant.understand.claims.text import ClaimText

# The difference to the allowed amount and the sequestration: on nearly every paid line, and never what was denied.
_ON_PAID_LINES = frozenset({"45", "253"})
_NO_DENIAL = frozenset({"bill", "write_off", "none"})
_NOWHERE = (0, 0)


def remitted_verdicts(claim: ClaimText, day: date) -> Iterator[AtLines]:
    """The verdict of each line of a remittance, once for lines that say the same; those of the whole claim at all."""
    if claim.remittance is None:
        return
    every = range(1, len(claim.lines) + 1)
    of_claim = claim.remittance.claim
    told: dict[tuple[tuple[Reason, ...], bool], list[int]] = {}
    for line in claim.remittance.lines:
        beside = of_claim.remarks if line.paid <= 0 else ()
        if line.line and (reasons := _reasons(line, beside, day)):
            told.setdefault((reasons, line.paid > 0), []).append(line.line)
    if of_claim.adjustments and (reasons := _reasons(of_claim, (), day)):
        told.setdefault((reasons, of_claim.paid > 0), []).extend(every)
    for (reasons, paid), lines in told.items():
        if verdict := _verdict(reasons, day, paid=paid):
            yield AtLines(replace(verdict, key=f"{verdict.key}{'+' if paid else ''}"), frozenset(lines))


def unknown_reasons(claim: ClaimText, day: date) -> tuple[str, ...]:
    """Reason and remark codes of a remittance that our lists do not explain, each in a sentence."""
    if claim.remittance is None:
        return ()
    known = known_codes(day)
    all_lines = (claim.remittance.claim, *claim.remittance.lines)
    reasons = [one.label for line in all_lines for one in line.adjustments if one.reason not in known["carc"]]
    remarks = [remark for line in all_lines for remark in line.remarks if remark not in known["rarc"]]
    named = ", ".join(dict.fromkeys((*reasons, *remarks)))
    return (f"Not among the reason and remark codes explained here, look them up: {named}.",) if named else ()


def _reasons(line: Remitted, beside: tuple[str, ...], day: date) -> tuple[Reason, ...]:
    """The known codes of a line, those that deny first."""
    known = known_codes(day)
    found = [Reason("carc", one.reason, one.group, _NOWHERE) for one in line.adjustments if one.reason in known["carc"]]
    found.sort(key=_weight)
    if not found:
        return ()
    remarks = dict.fromkeys((*line.remarks, *beside))
    return (*dict.fromkeys(found), *(Reason("rarc", one, "", _NOWHERE) for one in remarks if one in known["rarc"]))


def _weight(reason: Reason) -> int:
    act = _act(reason)
    if reason.number in _ON_PAID_LINES:
        return 3
    return 2 if act in ("bill", "none") else 1 if act == "write_off" else 0


def _act(reason: Reason) -> str:
    system: System = reason.system
    return code_lists()[system].entries[reason.number].act


def _verdict(reasons: tuple[Reason, ...], day: date, *, paid: bool) -> Verdict | None:
    outcome = decide(Remittance(reasons, asks_patient=False, asks_appeal=False, rests_on=()), day)
    if outcome is None:
        return None
    verdict = tell(outcome, day)
    if paid and outcome.entry.act in _NO_DENIAL:
        return replace(verdict, stance=Stance.AFFIRMS)
    return verdict
