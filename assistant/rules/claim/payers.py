"""What a verdict by Medicare's own tables comes to where another payer was named: attention, never that payer's denial.

Of whose the edits are: Medicare NCCI Policy Manual, January 2026, introduction: state Medicaid programs apply NCCI
edits that CMS publishes apart from Medicare's; other insurers may choose to use the edits, and how is theirs to say.
That codes are valid and complete, and that an add-on code has its primary code, holds for every payer. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.rules.verdict import Stance, Verdict
from assistant.understand.circumstances import Circumstances
from assistant.understand.circumstances.payer_words import PayerKind, payer_in
from assistant.understand.circumstances.payers import Payer

# The rules whose tables bind Medicare alone: pairs, units, the indicators of its fee schedule, its code editor, what it
# covers and pays.
_MEDICARES = frozenset(("ptp", "mue", "modifier", "global", "code-edit", "coverage", "payment", "status"))
_NO = ("No. ", "No, ")


def another_payer(said: Circumstances) -> str:
    """The name of a payer that is not Medicare ("the payer" where only its kind is told); empty where none is told."""
    if said.payer is Payer.MEDICARE or not (said.payer or said.payer_name):
        return ""
    return said.payer_name or "the payer"


def whose_rules(said: Circumstances) -> str:
    """A sentence on what a check by Medicare's tables is worth for another payer; empty for Medicare and where none."""
    name = another_payer(said)
    if not name:
        return ""
    if _is_medicaid(said):
        rest = "Medicaid has NCCI edits of its own, which are not loaded"
    else:
        rest = f"whether {name} follows them stands in its own policies"
    return (
        f"Payer {name}: the NCCI edits, unit limits and fee schedule here are Medicare's, so what they turn down needs "
        f"attention and is no denial; {rest}."
    )


def for_payer(verdict: Verdict, said: Circumstances) -> Verdict:
    """The verdict as it holds for the payer of a claim: a no of Medicare's tables is only a condition for another."""
    name = another_payer(said)
    if not name or verdict.rule not in _MEDICARES or verdict.stance is not Stance.DENIES:
        return verdict
    if _is_medicaid(said):
        whose = "Medicaid's own NCCI edits are not loaded"
        first = "look it up in Medicaid's own edits"
    else:
        whose = f"whether {name} follows it stands in its own policies"
        first = f"look up whether {name} follows Medicare here"
    return replace(
        verdict,
        stance=Stance.CONDITIONS,
        conclusion=f"{_without_no(verdict)} That is Medicare's rule; {whose}.",
        mend=f"{first}; if so, {verdict.mend}" if verdict.mend else first,
        denies=frozenset(),
    )


def _is_medicaid(said: Circumstances) -> bool:
    named = payer_in(said.payer_name)
    return named is not None and named.kind is PayerKind.MEDICAID


def _without_no(verdict: Verdict) -> str:
    """What a verdict says without its no, which is Medicare's."""
    told = verdict.bare or verdict.conclusion
    for no in _NO:
        if told.startswith(no):
            rest = told.removeprefix(no)
            return rest[0].upper() + rest[1:]
    return told
