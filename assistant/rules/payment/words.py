"""Fee schedule payment in words, with its arithmetic. Source of the formula: ``decide.py``."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.basis import Basis
from assistant.rules.basis.bringing import not_here
from assistant.rules.payment.decide import Amount, PaymentFinding, PaymentVerdict
from assistant.rules.verdict import Stance, Verdict, edition_phrase, edition_title
from corpus.codes import Code

_STANCES = {
    PaymentFinding.AMOUNT: Stance.AFFIRMS,
    PaymentFinding.NOT_IN_SETTING: Stance.CONDITIONS,
    PaymentFinding.NOT_PRICED: Stance.CONDITIONS,
    PaymentFinding.NOT_LISTED: Stance.SILENT,
    PaymentFinding.OTHER_YEAR: Stance.NOT_LOADED,
    PaymentFinding.NOT_LOADED: Stance.NOT_LOADED,
}
# States have up to some thirty localities; more than these are in the row.
_NAMED = 6


def tell_payment(verdict: PaymentVerdict) -> Verdict:
    """What Medicare's fee schedule allows for a code."""
    codes: set[Code] = {verdict.code}
    if verdict.modifier:
        codes.add(verdict.modifier)
    of_another = verdict.finding is PaymentFinding.OTHER_YEAR
    return Verdict(
        key=f"payment:{verdict.code}",
        title=f"Medicare fee schedule amount of {_name(verdict)}",
        stance=_STANCES[verdict.finding],
        conclusion=_verdict(verdict),
        reasons=tuple(_reasons(verdict)),
        row=_row(verdict),
        mentions=frozenset(codes),
        about=frozenset({verdict.code}),
        # The amount of another year is no answer as of that year: for the day nothing is loaded.
        basis=Basis(verdict.basis.table, verdict.basis.day) if of_another else verdict.basis,
        locator=f"row {_name(verdict)}" if verdict.row else f"no row {_name(verdict)}",
    )


def _name(verdict: PaymentVerdict) -> str:
    return f"{verdict.code}-{verdict.modifier}" if verdict.modifier else str(verdict.code)


def _verdict(verdict: PaymentVerdict) -> str:
    name, row = f"**{_name(verdict)}**", verdict.row
    match verdict.finding:
        case PaymentFinding.AMOUNT:
            told = "; ".join(_told(amount) for amount in verdict.amounts[:_NAMED])
            more = f"; and {len(verdict.amounts) - _NAMED} more below" if len(verdict.amounts) > _NAMED else ""
            missing = f" {verdict.place_missing}, so this is the national figure." if verdict.place_missing else ""
            return f"Medicare's fee schedule amount of {name} is {told}{more}.{missing}"
        case PaymentFinding.NOT_IN_SETTING:
            return f"The fee schedule has no amount of {name} for this setting: it is marked NA there."
        case PaymentFinding.NOT_PRICED:
            return f"The fee schedule sets no amount for {name}: its status is {row.status if row else ''}."
        case PaymentFinding.NOT_LISTED:
            return f"{name} is not in the fee schedule, so it gives no amount."
        case PaymentFinding.OTHER_YEAR:
            year = verdict.basis.day.year
            return (
                f"I don't have Medicare's fee schedule of {year} loaded, so I cannot say what it pays for {name} then."
            )
        case _:
            return f"I don't have the Medicare Physician Fee Schedule loaded, so I cannot say what it pays for {name}."


def _told(amount: Amount) -> str:
    place = f" in {amount.locality.name.title()}, {amount.locality.state}" if amount.locality else " nationally"
    return f"${amount.dollars}{place} ({'facility' if amount.facility else 'non-facility'})"


def _reasons(verdict: PaymentVerdict) -> Iterator[str]:
    for amount in verdict.amounts[:_NAMED]:
        kind = "facility" if amount.facility else "non-facility"
        yield (
            f"{_told(amount)}: ({amount.work.normalize():f} work + {amount.practice_expense.normalize():f} {kind} "
            f"practice expense + {amount.malpractice.normalize():f} malpractice) x {amount.factor}."
        )
    row = verdict.row
    if verdict.amounts and row is not None and (row.nonfacility_na or row.facility_na):
        yield f"In the {'facility' if row.facility_na else 'non-facility'} setting the fee schedule marks it NA."
    if verdict.amounts and row is not None and row.status == "T":
        yield "Status T: it is paid only if nothing else payable was billed that day by the same provider."
    if verdict.finding is PaymentFinding.NOT_PRICED and row is not None and row.status in "CR":
        yield "The Medicare contractor sets the price of such a code."
    if verdict.amounts:
        yield (
            "It leaves out what lowers or raises a payment: sequestration, the patient's share, multiple procedures, "
            "the outpatient cap on imaging, and modifiers."
        )
    if verdict.finding is PaymentFinding.OTHER_YEAR:
        yield (
            f"Amounts change every January; nearest to that day is {edition_title(verdict.basis)}. Ask for a day of "
            f"its year, or add the file of {verdict.basis.day.year}."
        )
    elif verdict.finding is PaymentFinding.NOT_LOADED:
        yield not_here(verdict.basis.table)
    else:
        yield "This is Medicare's fee schedule; another payer has its own amounts."


def _row(verdict: PaymentVerdict) -> str:
    edition, row = edition_phrase(verdict.basis), verdict.row
    if verdict.finding is PaymentFinding.OTHER_YEAR:
        return f"{edition}."
    if row is None:
        return f"{edition}: no row {_name(verdict)}." if verdict.basis.edition else f"{edition}."
    values = (
        f"status {row.status}, work RVU {row.work_rvu}, practice expense RVU non-facility {row.nonfacility_pe_rvu}, "
        f"facility {row.facility_pe_rvu}, malpractice RVU {row.malpractice_rvu}, conversion factor "
        f"{row.conversion_factor}"
    )
    told = f"{edition}: {_name(verdict)}, {values}."
    indices = [
        f"{place.contractor}-{place.locality} {place.name.title()} work {place.work}, practice expense "
        f"{place.practice_expense}, malpractice {place.malpractice}"
        for place in dict.fromkeys(amount.locality for amount in verdict.amounts)
        if place is not None
    ]
    if indices and verdict.gpci_basis:
        told += f" {edition_phrase(verdict.gpci_basis)}: {'; '.join(indices)}."
    return f"{told} {verdict.found_by}." if verdict.found_by else told
