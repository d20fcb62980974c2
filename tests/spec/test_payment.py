"""Runs the table of the fee schedule payment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.rules.payment.decide import PaymentVerdict, payment_verdict
from assistant.rules.payment.words import tell_payment
from corpus.editions import Edition
from corpus.records import SourceRef
from corpus.relations import FeeScheduleRow, GpciRow, Loaded, Table, procedure_code
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("payment")
EDITION = Edition("pfs", Table.FEE_SCHEDULE, "CMS", "Fee schedule", date(2025, 10, 1), date(2025, 12, 31))


def decide(case: Case) -> PaymentVerdict:
    code, values = procedure_code(case.facts["code"]), case.facts.get("row")
    editions = (EDITION,) if case.facts.get("loaded", True) else ()
    rows = ()
    if values:
        rows = (
            FeeScheduleRow(
                code,
                None,
                values["status"],
                SourceRef("pfs", f"row {code}"),
                work_rvu=Decimal(values["work"]),
                nonfacility_pe_rvu=Decimal(values["pe"]),
                facility_pe_rvu=Decimal(values["facility_pe"]),
                malpractice_rvu=Decimal(values["mp"]),
                nonfacility_na=values.get("na", False),
                conversion_factor=Decimal("32.3465"),
            ),
        )
    localities = ()
    if "gpci" in case.facts:
        localities = (
            GpciRow("10112", "00", "AL", "PLACE", *map(Decimal, case.facts["gpci"]), SourceRef("gpci", "row")),
        )
    facility = case.facts.get("facility")
    return payment_verdict(code, None, Loaded(Table.FEE_SCHEDULE, editions, rows), localities, facility, case.day)


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case) -> None:
    verdict = decide(case)
    assert verdict.finding == case.verdict
    assert [str(amount.dollars) for amount in verdict.amounts] == case.detail.get("dollars", [])
    telling = tell_payment(verdict)
    assert all(dollars in telling.conclusion for dollars in case.detail.get("dollars", []))
