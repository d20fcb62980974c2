"""Amounts of a drug and the containers they came from: what is a dose, and what only the size of a vial. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.understand.story import Amount, Kind, Role, Told

ALL_ROLES = (Role.TOLD, Role.TOTAL, Role.EACH, Role.BOUND)
# To one unit of each kind of measure: weights in mg.
_IN_MG = {"mg": Decimal(1), "mcg": Decimal("0.001"), "g": Decimal(1000)}
_THOUSANDS = {"million": Decimal(10) ** 6}
_ONE_USE = (("single", "dose"), ("single", "use"))
_VIALS_OF = len(" vials of ")
_GIVEN = frozenset("given gave administered used injected infused".split())


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of drug in mg, units, ml or meq."""

    value: Decimal
    measure: str


@dataclass(frozen=True, slots=True)
class Vials:
    """Containers that were opened: how many of which size, and whether they hold a single dose (None: not told)."""

    size: Quantity | None
    count: int
    single: bool | None


def measured(value: Decimal, unit: str) -> Quantity:
    """An amount in the measure that units of a code are compared in."""
    if unit in _IN_MG:
        return Quantity(value * _IN_MG[unit], "mg")
    return Quantity(value * 1000 if unit == "l" else value, "ml" if unit == "l" else unit)


def quantity_of(amount: Amount) -> Quantity:
    if amount.kind is Kind.DOSE:
        return measured(amount.value, amount.unit)
    factor = _THOUSANDS.get(amount.noun[0], Decimal(1)) if amount.noun else Decimal(1)
    return Quantity(amount.value * factor, "units")


def is_vial(amount: Amount) -> bool:
    """ "a 100 mg vial", "four 100 mg vials", "200 unit SDV"."""
    gave = () if _IN_MG.keys() & {*amount.before[-2:-1]} else amount.before[-1:]
    if _GIVEN & {*amount.noun[:1], *gave}:
        return False  # "400 mg vial, 350 mg given", "gave 350 mg"; not "3 mg used, 3.5 mg vial"
    if amount.noun[:1] and amount.noun[0].isdigit():
        return False  # "420 mg, 5 vials of 100"
    words = amount.noun[1:3] if amount.kind is Kind.COUNT else amount.noun[:2]
    if "vial" in amount.before[-2:]:
        return True  # "two vials of 100 mg"
    if words and words[-1] == "dose":
        words = amount.noun  # "10 mL multi dose vial"
    named = any(word in ("vial", "sdv", "mdv", "ampule", "syringe", "container") for word in words)
    return named or ("single", "dose") in (amount.noun[:2], amount.noun[1:3])


def said_to_be_given(told: Told, whole: Quantity) -> Quantity | None:
    """ "200u vial, 155 given": a number beside the word, in the measure of the container it came from."""
    for amount in told.amounts(Kind.COUNT, roles=ALL_ROLES):
        if not amount.unit and _GIVEN & {*amount.noun[:1], *amount.before[-1:]} and 0 < amount.value <= whole.value:
            return Quantity(amount.value, whole.measure)
    return None


def vials_of(told: Told, sizes: list[Amount], mine: list[Amount], given: Quantity | None) -> Vials | None:
    single = True if told.has("single_dose") else False if told.has("multiple_dose") else None
    if not sizes:
        return _bare_vials(told, given, single)
    size = sizes[0]
    counts = [
        count
        for count in told.amounts(Kind.COUNT, roles=ALL_ROLES)
        if (0 <= size.start - count.end <= 3 or count.noun[:1] == ("vial",)) and count.value == int(count.value)
    ]
    counts = [count for count in counts if not any(count.span == amount.span for amount in mine)]
    return Vials(quantity_of(size), max(1, int(counts[0].value)) if counts else 1, single)


def _is_bare_size(amount: Amount) -> bool:
    """ "5 vials of 100", "one 400 single dose vial"."""
    one = amount.value == 1  # "1 single dose vial" counts
    return amount.before[-2:] == ("vial", "of") or (not one and amount.noun[:2] in _ONE_USE)


def _bare_vials(told: Told, given: Quantity | None, single: bool | None) -> Vials | None:
    """ "5 vials of 100": a size without a unit is in the measure of the dose."""
    counts = told.amounts(Kind.COUNT, roles=ALL_ROLES)
    size = next((each for each in counts if not each.unit and _is_bare_size(each)), None)
    if size is None or given is None:
        return Vials(None, 1, single) if single is not None else None
    opened = [each for each in counts if each.noun[:1] == ("vial",) and 0 <= size.start - each.end <= _VIALS_OF]
    whole = [int(each.value) for each in opened if each.value == int(each.value) and each.value > 0]
    return Vials(Quantity(size.value, given.measure), whole[0] if whole else 1, single)
