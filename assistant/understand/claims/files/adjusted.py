"""What a remittance says of a service line: paid, adjusted by group and reason, remark codes. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One adjustment of a CAS segment: group (CO, PR, OA, PI), reason (CARC), dollars, and units where it has any."""

    group: str
    reason: str
    amount: Decimal
    units: Decimal | None = None

    @property
    def label(self) -> str:
        return f"{self.group}-{self.reason}"


@dataclass(frozen=True, slots=True)
class Remitted:
    """What a payer decided of one service line, or of a whole claim (``line`` 0; service lines count from 1).

    ``remarks`` are RARC in order. ``paid_as`` is the procedure with modifiers that was paid where another was billed.
    Amounts are in dollars; ``allowed`` is None where the remittance does not say it.
    """

    line: int
    billed: Decimal
    paid: Decimal
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    paid_as: str = ""
    paid_units: Decimal | None = None
    allowed: Decimal | None = None

    @property
    def adjusted(self) -> str:
        """Adjustments and remark codes as they are told: "CO-45 $25.00, PR-2 $16.00; N130"."""
        told = ", ".join(f"{one.label} {money(one.amount)}" for one in self.adjustments)
        return "; ".join(filter(None, (told, ", ".join(self.remarks))))

    @property
    def left(self) -> Decimal:
        """Dollars of which no adjustment says where they went; 0 in a remittance that balances."""
        return self.billed - self.paid - sum((one.amount for one in self.adjustments), Decimal(0))


@dataclass(frozen=True, slots=True)
class Remittance:
    """A claim's part of an 835: the whole claim, its status (CLP02) in words, patient's share (CLP05), its lines."""

    claim: Remitted
    status: str = ""
    patient_owes: Decimal | None = None
    lines: tuple[Remitted, ...] = ()

    @property
    def patients_share(self) -> Decimal:
        """As the claim says it, else what its lines put on the patient."""
        if self.patient_owes is not None:
            return self.patient_owes
        lines = (self.claim, *self.lines)
        return sum((one.amount for line in lines for one in line.adjustments if one.group == "PR"), Decimal(0))


def money(amount: Decimal) -> str:
    """Dollars and cents: "$1,250.00", "-$80.00"."""
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"
