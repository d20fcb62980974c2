"""What would mend a diagnosis that cannot stand as it is: alone, beside another, or in its place in the order."""

from __future__ import annotations

from assistant.rules.diagnosis.decide import BillableFinding, BillableVerdict, PairFinding, PairVerdict
from assistant.rules.diagnosis.sequencing import SequenceFinding, SequenceVerdict
from assistant.rules.verdict import either


def mend_code(verdict: BillableVerdict) -> str:
    """The longer code, or the entry that may be meant; empty where the code is billable or nothing is known."""
    below = tuple(record.code for record in verdict.children)
    match verdict.finding:
        case BillableFinding.HEADER | BillableFinding.NEEDS_SEVENTH if below:
            return f"in place of {verdict.code}, the code below it that the record supports: {either(below)}"
        case BillableFinding.UNKNOWN if verdict.meant:
            return f"in place of {verdict.code}, {either(record.code for record in verdict.meant)} if that is meant"
        case BillableFinding.UNKNOWN if verdict.nearest is not None:
            return f"check {verdict.code} against the record; the nearest entry is {verdict.nearest.code}"
    return ""


def mend_pair(verdict: PairVerdict) -> str:
    """Which of two codes stays; empty where both may."""
    first, second = verdict.first, verdict.second
    match verdict.finding:
        case PairFinding.SAME_CODE:
            return f"report {first} once"
        case PairFinding.EXCLUDES1:
            return f"keep {first} or {second}; both only if the record shows two unrelated conditions"
        case PairFinding.BOTH_SIDES if verdict.bilateral:
            return f"in place of both, {verdict.bilateral.code}"
    return ""


def mend_order(verdict: SequenceVerdict) -> str:
    """What goes before what; empty where the order stands."""
    match verdict.finding:
        case SequenceFinding.OUT_OF_ORDER if verdict.wrong:
            return f"put {verdict.wrong[0].earlier} before {verdict.wrong[0].later}"
        case SequenceFinding.OUT_OF_ORDER:
            return f"put the cause of {verdict.codes[0]} before it"
        case SequenceFinding.NEEDS_FIRST:
            code = verdict.without_cause[0].code if verdict.without_cause else verdict.manifestations[0]
            return f"add the cause of {code} before it"
    return ""
