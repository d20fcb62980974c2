"""How a job's facts are told to people. Pure."""

from __future__ import annotations

from desk.careers.job.job import Pay, PayUnit


def pay_told(pay: Pay | None) -> str:
    """ "$28.00 – $34.50 an hour (about $58,240 – $71,760 a year)"; "" where none is given."""
    if pay is None:
        return ""
    article = "an" if pay.unit is PayUnit.HOUR else "a"
    told = f"{_between(pay.low, pay.high, cents=pay.unit is PayUnit.HOUR)} {article} {pay.unit.value.lower()}"
    if pay.unit is PayUnit.YEAR:
        return told
    low, high = pay.by_year()
    return f"{told} (about {_between(low, high, cents=False)} a year)"


def _between(low: float | None, high: float | None, *, cents: bool) -> str:
    form = "${:,.2f}" if cents else "${:,.0f}"
    if low is None:
        return f"up to {form.format(high)}"
    if high is None:
        return f"from {form.format(low)}"
    return form.format(low) if low == high else f"{form.format(low)} – {form.format(high)}"
