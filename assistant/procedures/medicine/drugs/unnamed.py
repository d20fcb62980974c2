"""A drug that is told only by its unit: "10 mg per unit, 305 mg given out of four 100 mg vials". Pure.

given / unit, rounded up        -> the units of the first line
whole units of what was opened  -> those beyond it are discarded: a second line with JW
what is left inside a unit      -> no line: the last billed unit pays it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, floor

from assistant.procedures.case import Case, Span
from assistant.procedures.medicine.drugs.names import FAMILY, drugs_in
from assistant.procedures.medicine.drugs.vials import measured
from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.basis.parameters import sources
from assistant.rules.verdict import Stance, Verdict
from assistant.understand.story import Amount, Kind, Role, Told
from corpus.codes import HcpcsCode, Modifier

_SOURCE, _PLACE = "noridian-wastage", "discarded amounts"
_JW, _JZ = Modifier("JW"), Modifier("JZ")
_GIVEN_BEFORE = frozenset("gave given give administered dose injected received used pt patient".split())
_GIVEN_BEHIND = frozenset("given administered injected used dose".split())
_CONTAINERS = frozenset("vial sdv container syringe ampule".split())


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Amounts in one measure. ``opened`` is what all opened containers held."""

    unit: Decimal
    given: Decimal
    opened: Decimal
    measure: str
    rests_on: tuple[Span, ...]

    @property
    def units(self) -> int:
        return ceil(self.given / self.unit)

    @property
    def discarded(self) -> int:
        """Whole units of what was opened and not billed as given."""
        return max(0, floor(self.opened / self.unit) - self.units)


def unnamed_of(case: Case) -> Unnamed | None:
    """The drug that is told by its unit, dose and container; None where one of them is lacking, or a drug is named."""
    told = case.told(FAMILY)
    if drugs_in(case.story) or any(isinstance(code, HcpcsCode) for code in case.codes) or told.has("multiple_dose"):
        return None
    doses = told.amounts(Kind.DOSE, roles=tuple(Role))
    units = [each for each in doses if _is_unit(each)]
    vials = [each for each in doses if each not in units and _CONTAINERS.intersection(each.noun)]
    given = [each for each in doses if each not in (*units, *vials) and _is_given(each)]
    if not (len(units) == len(vials) == len(given) == 1):
        return None
    unit, vial, dose = (measured(each.value, each.unit) for each in (units[0], vials[0], given[0]))
    if len({unit.measure, vial.measure, dose.measure}) != 1 or min(unit.value, vial.value, dose.value) <= 0:
        return None
    count = max(_count(told, vials[0]), ceil(dose.value / vial.value))
    spans = (*(each.span for each in doses), *told.spans("jw", "jz", "waste", "vial", "single_dose", "asks_drug"))
    return Unnamed(unit.value, dose.value, vial.value * count, unit.measure, (*spans, *case.spans_of(case.modifiers)))


def _is_unit(amount: Amount) -> bool:
    """ "10mg/unit", "the code is per 10 mg", "1 unit = 10 mg"."""
    behind = amount.before[-1:] in (("per",), ("unit",)) or amount.before[-2:] == ("unit", "is")
    return behind or amount.noun[:1] == ("unit",)


def _is_given(amount: Amount) -> bool:
    return bool(_GIVEN_BEFORE.intersection(amount.before[-2:]) or _GIVEN_BEHIND.intersection(amount.noun[:1]))


def _count(told: Told, vial: Amount) -> int:
    """How many containers: the count right before their size, "four 100 mg vials"."""
    counts: Sequence[Amount] = [each for each in told.amounts(Kind.COUNT) if 0 <= vial.start - each.end <= 1]
    return int(counts[0].value) if counts else 1


def tell(found: Unnamed, day: date) -> Verdict:
    """The units of both lines in words."""
    edition = sources()[_SOURCE]
    amounts = f"{_plain(found.given)} {found.measure} at {_plain(found.unit)} {found.measure} a unit"
    whole = found.opened == found.given
    lines = f"{found.units} {'unit' if found.units == 1 else 'units'}"
    if found.discarded:
        left = f"{found.discarded} {'unit' if found.discarded == 1 else 'units'}"
        conclusion = (
            f"**{lines}** on the first line and **{left} with JW** on a second: {amounts}, rounded up, from "
            f"{_plain(found.opened)} {found.measure} opened."
        )
    elif whole:
        conclusion = f"**{lines} with JZ**: {amounts}, and nothing of {_plain(found.opened)} {found.measure} was left."
    else:
        conclusion = (
            f"**No JW, {lines} in all**: {amounts} are rounded up, and what is left lies inside that last unit."
        )
    return Verdict(
        key=f"{FAMILY}:unnamed",
        title="Units and discarded amount of a drug",
        stance=Stance.DENIES if not found.discarded and not whole else Stance.AFFIRMS,
        conclusion=conclusion,
        reasons=(
            "Medicare, single-dose containers: JW for whole discarded units, JZ when nothing was discarded.",
            "The record shows the amount given, the amount discarded and the size of the container.",
        ),
        row=f"{edition.title}, {_PLACE}.",
        mentions=frozenset((_JW, _JZ)),
        basis=Basis(GUIDANCE, day, edition),
        locator=_PLACE,
        about=frozenset((_JW,)),
        denies=frozenset() if found.discarded or whole else frozenset((_JW,)),
        rests_on=found.rests_on,
    )


def _plain(value: Decimal) -> str:
    return f"{int(value)}" if value == value.to_integral_value() else f"{value.normalize():f}"
