"""What CasePilot ships as facts: its text read and written, its agreement with itself, and with the publishers' files."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.add_on_facts import ADD_ON_FACTS_FILE, NOTES, read_pairs, write_pairs
from corpus.authored import TEXT_FOLDER
from corpus.codes import CptCode, Icd10CmCode
from corpus.errors import RowError
from corpus.icd10cm_changes import ChangeKind, CodeChange, read_changes
from corpus.records import CodeRecord, RecordStatus, SourceRef
from corpus.relations import AddOnPair, CodeListing, Table
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from corpus.store.tables import Tables
from ingest.progress import Progress
from ingest.shipping import SHIPPED, ship, shipments
from ingest.sources.shipped import shipped_changes, shipped_codes
from tests.support import publisher

CHANGES = TEXT_FOLDER / "icd10cm" / "changes_fy2027.csv"
FEW = frozenset({"M72", "M67", "Z68", "T52", "S23"})


def shipped_pairs() -> list[AddOnPair]:
    rows = list(read_pairs((TEXT_FOLDER / ADD_ON_FACTS_FILE).read_text(encoding="utf-8"), "aoc-2026q2"))
    assert [row for row in rows if isinstance(row, RowError)] == []
    return [row for row in rows if isinstance(row, AddOnPair)]


def test_the_shipped_pairs_are_all_of_the_release() -> None:
    pairs = shipped_pairs()
    active = [pair for pair in pairs if pair.last_day is None]
    assert (len(pairs), len(active), len({pair.add_on for pair in active})) == (9_000, 7_740, 723)
    assert {pair.note for pair in pairs} == {"", *(words for _, words in NOTES.values())}


def test_the_file_of_pairs_is_written_as_it_is_read() -> None:
    text = (TEXT_FOLDER / ADD_ON_FACTS_FILE).read_text(encoding="utf-8")
    assert list(write_pairs(shipped_pairs())) == [line for line in text.splitlines() if not line.startswith("#")]


DAYS = st.none() | st.dates(date(2013, 1, 1), date(2030, 1, 1))


@given(
    st.sets(st.integers(10_000, 99_999), min_size=1, max_size=40),
    DAYS,
    DAYS,
    DAYS,
    st.sampled_from(["", *NOTES.values()]),
)
def test_any_pairs_are_read_back_as_they_were(
    primaries: set[int], deleted: date | None, of_add_on: date | None, of_primary: date | None, note: object
) -> None:
    words = note[1] if isinstance(note, tuple) else ""
    pairs = {
        AddOnPair(CptCode("0709T"), CptCode(str(code)), 1, SourceRef("x", f"row 0709T/{code}"), date(2022, 1, 1),
                  deleted, words, of_add_on, of_primary)
        for code in primaries
    }  # fmt: skip
    assert set(read_pairs("\n".join(write_pairs(pairs)), "x")) == pairs


@pytest.mark.parametrize(
    "line", ["99354 4 2013-04-01: 90837", "99354 1 2013-04-01", "9935 1 2013-04-01: 90837", "nonsense"]
)
def test_a_line_that_is_none_is_refused(line: str) -> None:
    (row,) = read_pairs(line, "x")
    assert isinstance(row, RowError)
    assert row.line == 1


def test_the_shipped_changes_are_whole_and_agree_with_each_other() -> None:
    changes = [change for change in read_changes(CHANGES) if isinstance(change, CodeChange)]
    kinds = [change.kind for change in changes]
    counts = {kind.value: kinds.count(kind) for kind in ChangeKind}
    assert counts == {
        "new": 190, "new header": 48, "header": 15, "deleted": 15, "deleted header": 6, "title": 4,
    }  # fmt: skip
    new = {change.code for change in changes if change.kind in (ChangeKind.NEW, ChangeKind.NEW_HEADER)}
    titles = [change.title for change in changes if change.title]
    assert all(successor in new for change in changes for successor in change.replaced_by)
    assert len(titles) == len(set(titles)) == len(new) + 4


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("M72.2", RecordStatus.HEADER), ("Z68.1", RecordStatus.HEADER), ("M67.A01", RecordStatus.BILLABLE),
        ("M67.A0", RecordStatus.HEADER), ("T52.8X1A", RecordStatus.TERMINATED), ("S23.420A", RecordStatus.TERMINATED),
    ],
)  # fmt: skip
def test_the_records_know_what_became_of_a_code(code: str, status: RecordStatus) -> None:
    items = [item for item in shipped_changes(CHANGES, FEW) if isinstance(item, CodeRecord)]
    record = next(item for item in items if str(item.code) == code)
    assert record.status is status
    if code == "M67.A01":
        assert str(record.parent) == "M67.A0"
        assert "plantar fasciitis" in record.synonyms
        assert not record.official


def test_the_code_list_of_the_year_has_the_changes_in_it() -> None:
    rows = {str(row.code): row for row in shipped_codes(CHANGES, FEW) if isinstance(row, CodeListing)}
    assert (rows["M72.2"].billable, rows["M72.20"].billable, rows["M72.9"].billable) == (False, True, True)
    assert rows["M67.A01"].added == date(2026, 10, 1)
    assert "T52.8X1A" not in rows
    assert "T52.891A" in rows


def test_what_is_shipped_stands_on_the_shelf_once_and_never_in_place_of_an_added_edition(tmp_path: Path) -> None:
    home, few = Home(tmp_path), tuple(shipments(FEW))
    assert [edition.id for edition in ship(home, Progress(io.StringIO()), few)] == [
        "aoc-2026q2", "asp-ndc-2026-01", "icd10cm-changes-fy2027", "icd10cm-order-fy2027",
    ]  # fmt: skip
    assert ship(home, Progress(io.StringIO()), few) == ()
    tables = Tables(Shelf.open(home))
    assert len(tables.add_on_pairs_of(CptCode("99354")).rows) == 39
    assert tables.listings(Icd10CmCode("M72.2"), Table.ICD10CM_CHANGES).rows[0].replaced_by
    tables.close()
    shelf = Shelf.open(home)
    entry = next(entry for entry in shelf.entries if entry.edition.id == "aoc-2026q2")
    assert all(name.startswith(SHIPPED) for name in entry.sources)
    theirs = type(entry)(
        entry.file, entry.size, entry.edition, entry.rows, 0, {"AOC_V2026Q2-MCR.xlsx": "x"}, entry.added_at
    )
    shelf.with_entry(theirs).write()
    assert ship(home, Progress(io.StringIO()), few) == ()
    Shelf.open(home).without("aoc-2026q2").write()
    assert [edition.id for edition in ship(home, Progress(io.StringIO()), few)] == ["aoc-2026q2"]


def test_the_publisher_agrees_on_every_active_pair() -> None:
    theirs = publisher.active_add_on_pairs()
    ours: dict[str, set[str]] = {}
    for pair in shipped_pairs():
        if pair.last_day is None:
            ours.setdefault(str(pair.add_on), set()).add(str(pair.primary or "CCCCC"))
    assert ours == theirs


def test_the_publishers_list_of_the_year_agrees_on_every_category() -> None:
    path = publisher.shared_file("rekeyed/icd10cm_fy2027_codes.csv")
    ours = {row.code.undotted: row.billable for row in shipped_codes(CHANGES, FEW) if isinstance(row, CodeListing)}  # type: ignore[union-attr]
    with path.open(encoding="utf-8", newline="") as stream:
        theirs = {row["code"]: row["billable"] == "1" for row in csv.DictReader(stream) if row["code"][:3] in FEW}
    assert ours == theirs
