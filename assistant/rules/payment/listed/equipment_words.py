"""DMEPOS fees in words: of one state, or the range over all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.rules.payment.listed.decide import Area, Listed
from assistant.rules.payment.listed.said import Said, dollars
from assistant.rules.verdict import edition_phrase
from corpus.fees import EquipmentFee

_MOST_MODIFIERS = 6

_ADD = "`python -m ingest add FILE`"
_KINDS = {"NU": "new", "UE": "used", "RR": "rental, a month", "KH": "first month", "KI": "second and third month"}


def say_equipment(found: Listed[EquipmentFee]) -> Said:
    rows = found.rows
    mentions = frozenset(modifier for row in rows for modifier in row.modifiers)
    if found.place and not found.place_missing:
        told = "; ".join(_fee(row, found.area) for row in rows[:_MOST_MODIFIERS])
        said = f"Medicare's DMEPOS fee of **{found.subject}** in {found.place}{_in_area(found.area)} is {told}."
    else:
        ranges = "; ".join(_range(rows))
        asked = found.place_missing or "Name a state"
        said = f"Medicare's DMEPOS fee of **{found.subject}** depends on the state: {ranges}. {asked}."
    reasons = ["A fee is what Medicare allows; competitive bidding areas may have other amounts."]
    if any(row.rural for row in rows):
        reasons.append(_why(found.area))
    values = f"{found.subject}, category {rows[0].category or 'none'}, {'; '.join(_range(rows))}"
    return Said(said, tuple(reasons), values, f"row {found.subject}", mentions)


def _in_area(area: Area | None) -> str:
    if area is None or area.rural is None:
        return ""
    return f", ZIP code {area.zip_code} ({'rural' if area.rural else 'not rural'}),"


def _why(area: Area | None) -> str:
    """By what an address is rural, or what would tell it."""
    if area is None:
        return "Rural areas have a fee of their own: name the ZIP code."
    if area.rural is None:
        told = f"which tells whether {area.zip_code} is rural: {_ADD}"
        return f"I don't have CMS's list of DMEPOS rural ZIP codes, {told}."
    has = "lists" if area.rural else "does not list"
    return f"{edition_phrase(area.basis)} {has} {area.zip_code}."


def _fee(row: EquipmentFee, area: Area | None) -> str:
    if area is not None and area.rural is not None:
        return f"{dollars(row.rural if area.rural and row.rural else row.fee)}{_with(row)}"
    rural = f" ({dollars(row.rural)} rural)" if row.rural else ""
    return f"{dollars(row.fee)}{rural}{_with(row)}"


def _range(rows: Iterable[EquipmentFee]) -> Iterator[str]:
    """From the lowest to the highest fee, for each set of modifiers."""
    by_modifiers: dict[str, list[EquipmentFee]] = {}
    for row in rows:
        by_modifiers.setdefault(_with(row), []).append(row)
    for told, those in list(by_modifiers.items())[:_MOST_MODIFIERS]:
        low, high = min(row.fee for row in those), max(row.fee for row in those)
        yield (dollars(low) if low == high else f"{dollars(low)} to {dollars(high)}") + told


def _with(row: EquipmentFee) -> str:
    if not row.modifiers:
        return ""
    kinds = [_KINDS[str(one)] for one in row.modifiers if str(one) in _KINDS]
    return f" with {' '.join(map(str, row.modifiers))}{f' ({kinds[0]})' if kinds else ''}"
