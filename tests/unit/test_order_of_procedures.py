"""The order of several procedures follows the fee schedule's totals; add-ons stand behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from assistant.procedures.surgery.multiple.ranking import ranking_of
from corpus.records import SourceRef
from corpus.relations import FeeScheduleRow, ProcedureCode
from tests.support.told_cases import AuthoredFigures, read_case

DAY = date(2025, 11, 3)


class _Priced(AuthoredFigures):
    """Figures with the totals of some codes: facility and outside, and the global indicator."""

    def __init__(self, rows: Mapping[str, tuple[str, str, str]]) -> None:
        super().__init__({code: {"status": "A"} for code in rows})
        self._rows = rows

    def fee_row(self, code: ProcedureCode, day: date) -> FeeScheduleRow | None:
        if str(code) not in self._rows:
            return None
        facility, outside, days = self._rows[str(code)]
        return FeeScheduleRow(
            code,
            None,
            "A",
            SourceRef("pfs-2025-10", "row"),
            facility_total=Decimal(facility),
            nonfacility_total=Decimal(outside),
            global_days=days,
        )


ROWS = {"49505": ("15.94", "15.94", "090"), "47562": ("20.06", "20.06", "090"), "64484": ("1.5", "7.2", "ZZZ")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("49505 and 47562 same session, what order on the claim", ["47562", "49505"]),
        ("64484, 49505 and 47562, which goes first", ["47562", "49505", "64484"]),
    ],
)
def test_the_highest_total_is_first(text: str, expected: list[str]) -> None:
    ranking = ranking_of(read_case(text, DAY), DAY, _Priced(ROWS))
    assert ranking is not None
    assert [str(code) for code, _ in ranking.codes] == expected


@pytest.mark.parametrize("text", ["49505 and 47562 same session", "49505 and 20610, which goes first", "49505 order"])
def test_nothing_is_ranked_without_a_question_or_a_value(text: str) -> None:
    assert ranking_of(read_case(text, DAY), DAY, _Priced(ROWS)) is None
