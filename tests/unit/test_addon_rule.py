"""May a code stand alone? Each row: the pairs loaded, whether the code was checked, the date, the verdict."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.rules.addon import AddOnFinding, standing_alone
from corpus.codes import CptCode
from corpus.records import SourceRef
from corpus.relations import AddOnPair

ADD_ON, PRIMARY, OTHER = CptCode("64484"), CptCode("64483"), CptCode("20610")
SOURCE = SourceRef("aoc-2026q2", "add-on 64484")
DAY = date(2026, 5, 1)


def pair(primary: CptCode | None = PRIMARY, edit_type: int = 1, **dates: date) -> AddOnPair:
    return AddOnPair(ADD_ON, primary, edit_type, SOURCE, **dates)


CASES = [
    # pairs, checked, finding, primaries named
    ([pair()], True, AddOnFinding.NEEDS_PRIMARY, [PRIMARY]),
    ([pair(), pair(OTHER)], True, AddOnFinding.NEEDS_PRIMARY, [OTHER, PRIMARY]),
    ([pair(edit_type=2)], True, AddOnFinding.PAYER_DECIDES, [PRIMARY]),
    ([pair(None, 2)], True, AddOnFinding.PAYER_DECIDES, []),
    ([pair(), pair(None, 3)], True, AddOnFinding.NEEDS_PRIMARY, [PRIMARY]),
    ([], True, AddOnFinding.NOT_ADD_ON, []),
    ([], False, AddOnFinding.NOT_LOADED, []),
    # rows that are not in force on the day do not speak
    ([pair(deleted=date(2026, 4, 30))], True, AddOnFinding.NOT_ADD_ON, []),
    ([pair(effective=date(2026, 5, 2))], True, AddOnFinding.NOT_ADD_ON, []),
    ([pair(deleted=DAY)], True, AddOnFinding.NEEDS_PRIMARY, [PRIMARY]),
    ([pair(effective=DAY)], True, AddOnFinding.NEEDS_PRIMARY, [PRIMARY]),
]


@pytest.mark.parametrize(("pairs", "checked", "finding", "primaries"), CASES)
def test_verdict(pairs: list[AddOnPair], checked: bool, finding: AddOnFinding, primaries: list[CptCode]) -> None:
    verdict = standing_alone(ADD_ON, pairs, checked=checked, day=DAY)
    assert (verdict.finding, list(verdict.primaries)) == (finding, primaries)


@pytest.mark.parametrize(("pairs", "checked", "finding", "primaries"), CASES)
def test_only_a_checked_code_without_pairs_may_stand_alone(
    pairs: list[AddOnPair], checked: bool, finding: AddOnFinding, primaries: list[CptCode]
) -> None:
    verdict = standing_alone(ADD_ON, pairs, checked=checked, day=DAY)
    assert verdict.may_stand_alone == (finding is AddOnFinding.NOT_ADD_ON)


def test_rows_of_another_add_on_code_do_not_speak() -> None:
    assert standing_alone(OTHER, [pair()], checked=True, day=DAY).finding is AddOnFinding.NOT_ADD_ON
