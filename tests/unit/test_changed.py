"""Which editions are news to who last looked on a day."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.lookup.changed import compared_editions, ruling_today, since_known
from corpus.editions import Edition
from corpus.relations import Table


def edition(name: str, begin: date, table: Table = Table.MUE_PRACTITIONER) -> Edition:
    return Edition(name, table.value, "CMS", name, begin)


QUARTERS = {f"q{number}": edition(f"q{number}", date(2026, 3 * number - 2, 1)) for number in (1, 2, 3, 4)}
OTHERS = (edition("ptp", date(2026, 10, 1), Table.PTP_PRACTITIONER), edition("aoc", date(2026, 10, 1), Table.ADD_ON))
TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("loaded", "known", "looked", "news"),
    [
        ("q3", "q3", date(2026, 11, 1), []),
        ("q3 q4", "q3", date(2026, 11, 1), ["q4"]),  # loaded since, though it began before the last look
        ("q3 q4", "q3 q4", date(2026, 9, 20), ["q4"]),  # known then, begun since
        ("q3 q4", "q3 q4", date(2026, 10, 1), []),
        ("q1 q2 q3 q4", "q2", date(2026, 5, 1), ["q4", "q3"]),
        ("q1 q2 q3", "q3", date(2026, 11, 1), []),  # older ones that came later
        ("q1 q2 q3", "", date(2026, 11, 1), ["q3"]),  # the table itself is new
    ],
)
def test_news_are_what_came_or_began_since(loaded: str, known: str, looked: date, news: list[str]) -> None:
    editions = [QUARTERS[name] for name in loaded.split()]
    assert [one.id for one in since_known(editions, known.split(), looked, TODAY)] == news


def test_diagnoses_are_told_by_their_addenda_where_there_are_such() -> None:
    day, earlier = date(2026, 10, 1), date(2025, 10, 1)
    lists = [edition("list", day, Table.ICD10CM_CODES), edition("former", earlier, Table.ICD10CM_CODES)]
    addenda = [edition(name, day, Table.ICD10CM_CHANGES) for name in ("addenda", "kept")]
    assert [one.id for one in compared_editions([*lists, *addenda])] == ["addenda", "former"]


def test_what_rules_today_and_what_is_to_come() -> None:
    assert {one.id for one in ruling_today([*QUARTERS.values(), *OTHERS], date(2026, 8, 1))} == {"q3", "q4", "aoc"}
