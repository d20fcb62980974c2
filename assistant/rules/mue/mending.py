"""What would mend a line over its MUE: how many units, and what else may be paid."""

from __future__ import annotations

from assistant.rules.mue.decide import MueFinding, MueVerdict


def mend(verdict: MueVerdict) -> str:
    """The clause for a line over the value; empty where the units are within it or no value is known."""
    row = verdict.row
    if row is None:
        return ""
    unpaid = f"leave {verdict.code} off: its value of 0 says that it is not paid in this setting"
    most = f"{row.value} unit{'' if row.value == 1 else 's'}"
    match verdict.finding:
        case MueFinding.OVER_LINE | MueFinding.OVER_ABSOLUTE | MueFinding.OVER_CLINICAL if row.value == 0:
            return unpaid
        case MueFinding.OVER_LINE:
            return (
                f"{most} at most on a line; the others on a line of their own, with a modifier, if the record shows "
                "separate services"
            )
        case MueFinding.OVER_ABSOLUTE:
            return f"{most} at most on all lines of the date"
        case MueFinding.OVER_CLINICAL:
            return f"{most} at most on all lines of the date, or an appeal if the record shows that more were necessary"
    return ""
