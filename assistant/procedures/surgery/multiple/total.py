"""What several procedures of one session come to under the multiple procedure rule, from told fees. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.procedures.surgery.dollars import dollars_of, share
from assistant.procedures.surgery.multiple.facts import FAMILY, FOLDER
from assistant.rules.basis.parameters import parameters

_FEWEST = 2
_RULED_OUT = ("co_surgeons", "assistant", "therapy", "both_sides", "endoscopy_word", "anesthesia_word")


@dataclass(frozen=True, slots=True)
class Total:
    """``lines`` are fee and payment of the ranked procedures, ``add_ons`` the fees that are never reduced."""

    lines: tuple[tuple[Decimal, Decimal], ...]
    add_ons: tuple[Decimal, ...]
    percent: str
    rests_on: tuple[Span, ...]

    @property
    def total(self) -> Decimal:
        return sum((paid for _, paid in self.lines), sum(self.add_ons, Decimal(0)))


def total_of(case: Case, day: date) -> Total | None:
    """The total; None where fewer than two fees are told, or another rule is asked."""
    told = case.told(FAMILY)
    percent, most = (parameters(FOLDER).at(name, day) for name in ("reduced_percent", "reduced_up_to"))
    money = dollars_of(case)
    asked = told.has("half_paid", "many", "fifty_one") and told.has("expected_total", "how_much", "half_paid")
    if percent is None or most is None or not asked or told.has(*_RULED_OUT):
        return None
    add_ons = [at for at, (_, span) in enumerate(money) if _is_add_on(case, span, money[at - 1][1] if at else None)]
    fees = sorted((fee for at, (fee, _) in enumerate(money) if at not in add_ons), reverse=True)
    if not _FEWEST <= len(fees) <= most.value:
        return None
    paid = [(fee, fee if place == 0 else share(fee, percent.value)) for place, fee in enumerate(fees)]
    return Total(
        lines=tuple(paid),
        add_ons=tuple(money[at][0] for at in add_ons),
        percent=str(percent.value),
        rests_on=(
            *(span for _, span in money),
            *told.spans("half_paid", "many", "fifty_one", "expected_total", "how_much", "add_on_word", "medicare"),
            *told.spans("surgery", "exempt"),
        ),
    )


def _is_add_on(case: Case, span: Span, before: Span | None) -> bool:
    """Whether an amount is told of an add-on: the word stands between the amount before it and this one."""
    starts = before[1] if before else 0
    return any(starts <= mention.start < span[0] for mention in case.told(FAMILY).mentions("add_on_word"))
