"""The cases of add-on pairing, run through the rule and its words; and the publisher's whole file through both."""

from __future__ import annotations

import re
from datetime import date, datetime

import openpyxl
import pytest

from assistant.rules.addon.decide import AddOnListing, PairingFinding, PairingVerdict, add_on_verdict, add_ons_of
from assistant.rules.addon.listing_words import tell_add_ons
from assistant.rules.addon.words import tell_add_on
from assistant.rules.verdict import Verdict
from corpus.editions import Edition
from corpus.records import SourceRef
from corpus.relations import AddOnPair, FeeScheduleRow, Loaded, Table, procedure_code
from tests.conftest import shared_file
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("add-on-pairing")

_SPANS = {"2026Q2": (date(2026, 4, 1), date(2026, 6, 30)), "2026Q3": (date(2026, 7, 1), date(2026, 9, 30))}

# "20701/11010 1 2020-01-01..2022-12-31 -2022-12-31 @2026Q3 a note": pair, type, span of the edit, deletion date of the
# add-on code, edition, note.
_ROW = re.compile(
    r"(?P<add_on>\w{5})/(?P<primary>\w{5}) (?P<type>\d) (?P<begins>[\d-]*)\.\.(?P<ends>[\d-]*)"
    r"(?: -(?P<code_ends>[\d-]+))?(?: @(?P<edition>\w+(?: part)?))?(?: (?P<note>.+))?"
)


def _edition(name: str) -> Edition:
    begins, ends = _SPANS[name.removesuffix(" part")]
    title = f"{Table.ADD_ON}, {name}"
    return Edition(name, Table.ADD_ON, "CMS", title, begins, ends, complete=not name.endswith("part"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _pair(text: str) -> AddOnPair:
    row = _ROW.fullmatch(text)
    assert row, f"cannot read the row {text!r}"
    primary = None if row["primary"] == "CCCCC" else procedure_code(row["primary"])
    return AddOnPair(
        procedure_code(row["add_on"]),
        primary,
        int(row["type"]),
        SourceRef(row["edition"] or "2026Q2", f"row {row['add_on']}/{row['primary']}"),
        _day(row["begins"]),
        _day(row["ends"]),
        row["note"] or "",
        _day(row["code_ends"]),
    )


def _loaded(case: Case) -> Loaded[AddOnPair]:
    editions = tuple(_edition(name) for name in case.facts.get("editions", ["2026Q2"]))
    return Loaded(Table.ADD_ON, editions, tuple(map(_pair, case.facts["rows"])))


def _fee_rows(case: Case) -> Loaded[FeeScheduleRow] | None:
    if "fee" not in case.facts:
        return None
    edition = Edition("pfs-2025-10", Table.FEE_SCHEDULE, "CMS", "PFS, October 2025", date(2025, 10, 1))
    code = procedure_code(case.facts["ask"])
    row = FeeScheduleRow(code, None, "A", SourceRef(edition.id, f"row {code}"), global_days=case.facts["fee"])
    return Loaded(Table.FEE_SCHEDULE, (edition,), (row,))


def _decide(case: Case) -> tuple[PairingVerdict | AddOnListing, Verdict]:
    if "primary" in case.facts:
        listing = add_ons_of(procedure_code(case.facts["primary"]), _loaded(case), case.day)
        return listing, tell_add_ons(listing)
    beside = tuple(map(procedure_code, case.facts.get("beside", ())))
    verdict = add_on_verdict(procedure_code(case.facts["ask"]), _loaded(case), case.day, beside, _fee_rows(case))
    return verdict, tell_add_on(verdict)


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case) -> None:
    verdict, telling = _decide(case)
    assert verdict.finding == case.verdict
    assert verdict.basis.covers == case.detail.get("covers", bool(case.facts.get("editions", True)))
    said = " ".join((telling.conclusion, *telling.reasons, telling.row))
    assert case.detail.get("says", "") in said
    assert case.detail.get("never_says", "\0") not in said
    carried = {
        "stance": telling.stance,
        "edition": verdict.basis.edition and verdict.basis.edition.id,
        "rows": len(verdict.rows),
    }
    if isinstance(verdict, PairingVerdict):
        carried["primaries"] = list(map(str, verdict.primaries))
        carried["present"] = list(map(str, verdict.present))
        carried["alone"] = verdict.finding is PairingFinding.NOT_ADD_ON
    else:
        carried["add_ons"] = list(map(str, verdict.add_ons))
        carried["payer_decides"] = list(map(str, verdict.payer_decides))
    for name in case.detail.keys() & carried.keys():
        assert carried[name] == case.detail[name], name
    assert case.detail.keys() <= {*carried, "covers", "says", "never_says"}


def test_there_are_cases_enough() -> None:
    assert len(SPECIFICATION.cases) >= 40
    assert sum(case.detail.get("covers") is False for case in SPECIFICATION.cases) >= 3


@pytest.fixture(scope="module")
def whole_file() -> tuple[AddOnPair, ...]:
    """Every row of AOC 2026 Q2, read here plainly so that the rule is checked against the file and not a parser."""
    sheet = openpyxl.load_workbook(shared_file("cms/AOC_V2026Q2-MCR.xlsx"), read_only=True).worksheets[0]
    rows = [[str(cell).strip() if cell else "" for cell in row] for row in sheet.iter_rows(min_row=3, values_only=True)]

    def day(text: str) -> date | None:
        return datetime.strptime(text, "%Y%j").date() if text else None

    return tuple(
        AddOnPair(
            procedure_code(add_on),
            None if primary == "CCCCC" else procedure_code(primary),
            int(edit_type),
            SourceRef("2026Q2", f"row {add_on}/{primary}"),
            day(effective),
            day(deleted),
            note,
            day(add_on_deleted),
            day(primary_deleted),
        )
        for edit_type, add_on, add_on_deleted, primary, primary_deleted, effective, deleted, note in rows
        if add_on
    )


def test_the_rows_of_the_cases_are_the_publishers(whole_file: tuple[AddOnPair, ...]) -> None:
    known = {(row.add_on, row.primary, row.edit_type, row.effective, row.deleted) for row in whole_file}
    notes = {row.note for row in whole_file if row.note}
    for case in SPECIFICATION.cases:
        if "made up" in case.name + case.input:
            continue
        for row in map(_pair, case.facts["rows"]):
            assert (row.add_on, row.primary, row.edit_type, row.effective, row.deleted) in known, case.name
            assert not row.note or row.note in notes, case.name


def test_every_add_on_code_of_the_file_has_its_primaries_and_never_stands_alone(
    whole_file: tuple[AddOnPair, ...],
) -> None:
    today = date(2026, 5, 1)
    expected: dict[str, set[str]] = {}
    for row in whole_file:
        ends = [day for day in (row.deleted, row.add_on_deleted, row.primary_deleted) if day]
        if (row.effective is None or row.effective <= today) and all(today <= day for day in ends):
            listed = expected.setdefault(str(row.add_on), set())
            listed |= {str(row.primary)} if row.primary else set()
    assert len(expected) == 723
    of_code: dict[str, list[AddOnPair]] = {}
    of_primary: dict[str, list[AddOnPair]] = {}
    for row in whole_file:
        of_code.setdefault(str(row.add_on), []).append(row)
        of_primary.setdefault(str(row.primary), []).append(row)
    for code, primaries in expected.items():
        loaded = Loaded(Table.ADD_ON, (_edition("2026Q2"),), tuple(of_code[code]))
        verdict = add_on_verdict(procedure_code(code), loaded, today)
        assert {str(primary) for primary in verdict.primaries} == primaries, code
        assert verdict.finding is not PairingFinding.NOT_ADD_ON
        assert tell_add_on(verdict).conclusion.startswith("No")
    for primary in set().union(*expected.values()):
        loaded = Loaded(Table.ADD_ON, (_edition("2026Q2"),), tuple(of_primary[primary]))
        listing = add_ons_of(procedure_code(primary), loaded, today)
        assert set(map(str, listing.add_ons)) == {code for code, listed in expected.items() if primary in listed}
