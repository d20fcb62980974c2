"""What the fee schedule's status and relative values of a code say: each row a status and what is told of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.rules.basis import Basis, Voice
from assistant.rules.indicators.values import STATUS_MEANS, tell_status, tell_values
from assistant.rules.verdict import Stance
from corpus.codes import CptCode
from corpus.editions import Edition
from corpus.records import SourceRef
from corpus.relations import FeeScheduleRow, Table

CODE = CptCode("99024")
EDITION = Edition("pfs", Table.FEE_SCHEDULE, "CMS", "Fee schedule, October 2025", date(2025, 10, 1), date(2025, 12, 31))
BASIS = Basis(Table.FEE_SCHEDULE, date(2025, 11, 1), EDITION)
NOWHERE = Basis(Table.FEE_SCHEDULE, date(2025, 11, 1))

STATUSES = [
    # status, stance, said in the conclusion or the reasons
    ("A", Stance.AFFIRMS, "paid separately when covered"),
    ("B", Stance.DENIES, "Medicare pays no line of its own"),
    ("C", Stance.CONDITIONS, "priced by the contractor"),
    ("E", Stance.AFFIRMS, "Another schedule may pay it"),
    ("I", Stance.DENIES, "not valid for Medicare"),
    ("N", Stance.DENIES, "not covered by Medicare"),
    ("P", Stance.DENIES, "bundled or excluded"),
    ("R", Stance.CONDITIONS, "restricted coverage"),
    ("T", Stance.CONDITIONS, "nothing else is paid on that day"),
    ("X", Stance.AFFIRMS, "Another schedule may pay it"),
]


def row(status: str, **values: object) -> FeeScheduleRow:
    return FeeScheduleRow(CODE, None, status, SourceRef("pfs", "row 99024"), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(("status", "stance", "said"), STATUSES)
def test_status(status: str, stance: Stance, said: str) -> None:
    verdict = tell_status(CODE, row(status), Voice.SPEAKS, BASIS)
    assert verdict.stance is stance
    assert said in " ".join((verdict.conclusion, *verdict.reasons))
    assert f"status {status}" in verdict.conclusion
    assert verdict.row == f"{EDITION.title}: 99024, status {status}."


def test_every_status_of_the_layout_has_a_meaning() -> None:
    assert set("ABCEIJMNPQRTX") <= set(STATUS_MEANS)


def test_relative_values() -> None:
    values = {"work_rvu": Decimal("1.92"), "nonfacility_total": Decimal("3.87"), "facility_na": True}
    verdict = tell_values(CODE, row("A", facility_total=Decimal(0), **values), Voice.SPEAKS, BASIS)
    assert verdict.stance is Stance.AFFIRMS
    assert "work RVU 1.92, total RVU 3.87 in the office (non-facility), NA in a facility" in verdict.conclusion


def test_a_row_without_values() -> None:
    assert tell_values(CODE, row("X"), Voice.SPEAKS, BASIS).stance is Stance.SILENT


@pytest.mark.parametrize("tell", [tell_status, tell_values])
def test_without_a_table_the_remedy_is_told(tell: object) -> None:
    verdict = tell(CODE, None, Voice.NOT_LOADED, NOWHERE)  # type: ignore[operator]
    assert verdict.stance is Stance.NOT_LOADED
    assert "`python -m ingest fetch fee-schedule`" in " ".join(verdict.reasons)


@pytest.mark.parametrize("tell", [tell_status, tell_values])
def test_a_code_that_the_table_does_not_have(tell: object) -> None:
    verdict = tell(CODE, None, Voice.SILENT, BASIS)  # type: ignore[operator]
    assert verdict.stance is Stance.SILENT
    assert verdict.locator == "no row 99024"
