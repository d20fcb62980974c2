"""May an add-on code stand as it is told, and do units beyond the MUE stand a chance? Pure.

add-on, a primary beside it   -> yes, without 51 and 59
add-on, no primary named      -> no: it is denied without one of them; asked of 51 alone: no 51
units within the MUE          -> allowed by the edit
beyond, MAI 1                 -> further lines with the right modifier
beyond, MAI 2                 -> never; MAI 3: by appeal with records; all units of the day are denied

Sources: corpus/text/guidelines/add-on-codes.md and mue.md, and the sources they name.
"""

from __future__ import annotations

from assistant.procedures.surgery.distinct.facts import AddOn, Limit

_BY_LINE, _ABSOLUTE = "1", "2"


def add_on_outcome(add_on: AddOn) -> str:
    """The name of the outcome for an add-on code."""
    if add_on.beside:
        return "add-on-no-fifty-one" if add_on.asks_fifty_one else "add-on-with-primary"
    if add_on.others:
        return "add-on-without-primary"
    return "add-on-takes-no-fifty-one" if add_on.asks_fifty_one else "add-on-alone"


def limit_outcome(limit: Limit) -> str:
    """The name of the outcome for units against the edit."""
    if limit.told is not None and limit.told <= limit.units:
        return "units-within"
    if limit.mai == _BY_LINE:
        return "units-by-line"
    return "units-absolute" if limit.mai == _ABSOLUTE else "units-by-records"
