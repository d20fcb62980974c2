"""What a job pays, from words and numbers: "$28 - $34.50 an hour", "65k", {"min": 60000 ...}. Pure."""

from __future__ import annotations

import re

from desk.careers.job.job import JobError, Pay, PayUnit

# What is paid for full-time work lies between these, in dollars by unit: outside them a number is something else.
_SENSIBLE = {
    PayUnit.HOUR: (5, 400),
    PayUnit.DAY: (40, 4_000),
    PayUnit.WEEK: (200, 15_000),
    PayUnit.MONTH: (800, 60_000),
    PayUnit.YEAR: (10_000, 600_000),
}
_UNITS = {
    PayUnit.HOUR: ("hour", "hr", "ph", "hourly"),
    PayUnit.DAY: ("day", "pd", "daily", "per diem"),
    PayUnit.WEEK: ("week", "wk", "weekly", "pw"),
    PayUnit.MONTH: ("month", "mo", "monthly", "pm"),
    PayUnit.YEAR: ("year", "yr", "annual", "annually", "annum", "yearly", "pa", "salary"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_NUMBER = re.compile(r"\$?\s?(\d{1,3}(?:,\d{3})+|\d{1,7})(\.\d{1,2})?\s?([kK])?(?![\w%])", re.ASCII)
_WORD = re.compile(r"[a-z]+")


def pay_in(text: str, told_unit: str = "") -> Pay | None:
    """The pay that a short text tells: one or two amounts and their unit. None for an empty text.

    Raises JobError (``pay``) for one that can't be read. Without a unit, there or in ``told_unit``, the size tells it.
    """
    if not text.strip():
        return None
    amounts = [_amount(match) for match in _NUMBER.finditer(text[:200])]
    if not 1 <= len(amounts) <= 2:
        raise JobError("pay", f"“{text.strip()[:60]}” can't be read; write it like $28 - $34.50 an hour.")
    unit = unit_of(text) or unit_of(told_unit)
    if "k" in text.casefold() and len(amounts) == 2 and amounts[0] < 1_000 <= amounts[1]:
        amounts[0] *= 1_000  # "60-70k"
    only_top = re.search(r"\bup to\b", text, re.IGNORECASE) is not None
    low, high = (amounts[0], amounts[-1]) if len(amounts) == 2 else (None if only_top else amounts[0], amounts[0])
    return pay_of(low, high, unit)


def pay_of(low: float | None, high: float | None, unit: PayUnit | str | None) -> Pay | None:
    """A pay from its parts; None without any amount, or with zeros as feeds write them for "not told".

    Raises JobError (``pay``) where the amounts make no sense for their unit.
    """
    low, high = low or None, high or None
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        raise JobError("pay", f"goes from {low:,.2f} down to {high:,.2f}; the smaller amount comes first.")
    told = unit_of(unit) if isinstance(unit, str) else unit
    kind = told or _guessed(high if high is not None else low or 0.0)
    least, most = _SENSIBLE[kind]
    if not all(least <= amount <= most for amount in (low, high) if amount is not None):
        raise JobError("pay", f"{(low or high):,.2f} a {kind.value.lower()} can't be; check the amount and its unit.")
    return Pay(low, high, kind)


def unit_of(text: str) -> PayUnit | None:
    """A unit as feeds write it: "HOUR", "Per Year", "per-year-salary", "PH"."""
    words = _WORD.findall(text.casefold())
    return next((_UNIT_OF[word] for word in words if word in _UNIT_OF), None)


def _amount(match: re.Match[str]) -> float:
    amount = float(match[1].replace(",", "") + (match[2] or ""))
    return amount * 1_000 if match[3] else amount


def _guessed(amount: float) -> PayUnit:
    return PayUnit.YEAR if amount >= _SENSIBLE[PayUnit.YEAR][0] else PayUnit.HOUR
