"""What the Medicare fee schedule pays: relative values, each times its GPCI, added, times the conversion factor.

no fee schedule, or an excerpt without the code  -> NOT_LOADED
one of another year than the date of service     -> OTHER_YEAR: amounts change every January; a later quarter of
                                                    the year has the values of all of it
complete and silent                              -> NOT_LISTED
status other than A, R or T, or no values at all -> NOT_PRICED (only their RVUs are used for Medicare payment)
the setting is marked NA                         -> NOT_IN_SETTING
else                                             -> AMOUNT, in cents

Source: record layout of the relative value file (RVU25D), fields Status Code, RVUs, NA indicators, Conversion Factor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from assistant.rules.basis import Basis, Consulted, Voice, consult
from corpus.codes import Modifier
from corpus.editions import Edition
from corpus.relations import FeeScheduleRow, GpciRow, Loaded, ProcedureCode

# Layout, field Status Code: only RVUs of these statuses are used for Medicare payment.
PRICED = frozenset("ART")
_CENT = Decimal("0.01")


class PaymentFinding(StrEnum):
    """Whether the fee schedule gives an amount."""

    AMOUNT = "amount"
    NOT_IN_SETTING = "not_in_setting"
    NOT_PRICED = "not_priced"
    NOT_LISTED = "not_listed"
    OTHER_YEAR = "other_year"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount with its arithmetic. ``locality`` is None for the national figure, whose indices are all 1."""

    facility: bool
    dollars: Decimal
    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal
    factor: Decimal
    locality: GpciRow | None = None


@dataclass(frozen=True, slots=True)
class PaymentVerdict:
    """The finding for a code, or its 26, TC or 53 part. ``amounts`` are one for each setting and locality.

    ``place_missing`` says what place was named for which there is no locality: the amounts are then national;
    ``found_by`` by which row of which table a ZIP code was placed.
    """

    code: ProcedureCode
    modifier: Modifier | None
    finding: PaymentFinding
    basis: Basis
    row: FeeScheduleRow | None = None
    amounts: tuple[Amount, ...] = ()
    gpci_basis: Basis | None = None
    place_missing: str = ""
    found_by: str = ""


def payment_verdict(
    code: ProcedureCode,
    modifier: Modifier | None,
    loaded: Loaded[FeeScheduleRow],
    localities: tuple[GpciRow, ...],
    facility: bool | None,
    day: date,
    gpci_basis: Basis | None = None,
    place_missing: str = "",
) -> PaymentVerdict:
    """The amount nationally, or in each of ``localities``; for one setting, or for both where it is not known."""
    of_code = tuple(row for row in loaded.rows if row.code == code and row.modifier == modifier)
    consulted = _consulted(replace(loaded, rows=of_code), day)
    verdict = PaymentVerdict(code, modifier, PaymentFinding.NOT_LOADED, consulted.basis)
    verdict = replace(verdict, gpci_basis=gpci_basis, place_missing=place_missing)
    if consulted.voice is Voice.NOT_LOADED:
        return verdict
    if not of_the_year(consulted.basis.edition, day):
        return replace(verdict, finding=PaymentFinding.OTHER_YEAR)
    if consulted.basis.begins_later:
        # A later quarter of the same year: the values of a year are set for all of it.
        verdict = replace(verdict, basis=replace(consulted.basis, dated=True))
    if not consulted.rows:
        return replace(verdict, finding=PaymentFinding.NOT_LISTED)
    row = consulted.rows[0]
    verdict = replace(verdict, row=row)
    # Restricted codes (R) are priced by the contractor if covered: most have no values at all.
    unvalued = not any((row.work_rvu, row.nonfacility_pe_rvu, row.facility_pe_rvu, row.malpractice_rvu))
    if row.status not in PRICED or row.conversion_factor is None or unvalued:
        return replace(verdict, finding=PaymentFinding.NOT_PRICED)
    settings = [facility] if facility is not None else [False, True]
    possible = [setting for setting in settings if not (row.facility_na if setting else row.nonfacility_na)]
    if not possible:
        return replace(verdict, finding=PaymentFinding.NOT_IN_SETTING)
    places: tuple[GpciRow | None, ...] = localities or (None,)
    amounts = tuple(_amount(row, setting, place) for place in places for setting in possible)
    return replace(verdict, finding=PaymentFinding.AMOUNT, amounts=amounts)


def _consulted(loaded: Loaded[FeeScheduleRow], day: date) -> Consulted[FeeScheduleRow]:
    """What rules the day; where that is of another year, a later quarter of the day's year goes before it."""
    consulted = consult(loaded, day)
    later = tuple(edition for edition in loaded.editions if of_the_year(edition, day))
    if of_the_year(consulted.basis.edition, day) or not later:
        return consulted
    own = {edition.id for edition in later}
    of_year = replace(loaded, editions=later, rows=tuple(row for row in loaded.rows if row.source.edition_id in own))
    found = consult(of_year, day)
    return consulted if found.voice is Voice.NOT_LOADED else found


def of_the_year(edition: Edition | None, day: date) -> bool:
    """True for an edition that begins in the year of the day: relative values and indices are set a year at a time."""
    return edition is not None and (edition.effective_from or day).year == day.year


def _amount(row: FeeScheduleRow, facility: bool, locality: GpciRow | None) -> Amount:
    zero, one = Decimal(0), Decimal(1)
    expense = row.facility_pe_rvu if facility else row.nonfacility_pe_rvu
    work = (row.work_rvu or zero) * (locality.work if locality else one)
    practice = (expense or zero) * (locality.practice_expense if locality else one)
    malpractice = (row.malpractice_rvu or zero) * (locality.malpractice if locality else one)
    factor = row.conversion_factor or zero
    dollars = ((work + practice + malpractice) * factor).quantize(_CENT, ROUND_HALF_UP)
    return Amount(facility, dollars, work, practice, malpractice, factor, locality)
