"""Add-on verdicts in words, and what holds of the rule whatever the rows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.addon.decide import (
    AddOnListing,
    ListingFinding,
    PairingFinding,
    PairingVerdict,
    add_on_verdict,
    add_ons_of,
)
from assistant.rules.addon.listing_words import tell_add_ons
from assistant.rules.addon.words import tell_add_on, tell_primaries
from assistant.rules.verdict import Stance, Verdict
from corpus.codes import CptCode, HcpcsCode
from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.records import SourceRef
from corpus.relations import AddOnPair, FeeScheduleRow, Loaded, ProcedureCode, Table

DAY = date(2026, 5, 1)
ADD_ON = CptCode("64484")
OTHERS: tuple[ProcedureCode, ...] = (CptCode("64483"), CptCode("20610"), CptCode("0708T"), HcpcsCode("G0463"))
SOURCE = SourceRef("aoc", "row")
WHOLE = Edition("aoc", Table.ADD_ON, "CMS", "NCCI add-on code edits, 2026 Q2", date(2026, 4, 1), date(2026, 6, 30))
PART = replace(WHOLE, complete=False)
PFS = Edition("pfs", Table.FEE_SCHEDULE, "CMS", "Medicare Physician Fee Schedule, October 2025", date(2025, 10, 1))

dates = st.one_of(st.none(), st.none(), st.integers(-900, 900).map(lambda days: DAY + timedelta(days)))
pairs = st.builds(
    AddOnPair,
    st.sampled_from((ADD_ON, CptCode("11103"))),
    st.one_of(st.none(), st.sampled_from(OTHERS)),
    st.sampled_from((1, 2, 3)),
    st.just(SOURCE),
    dates,
    dates,
    st.sampled_from(("", "", "96360 (Practitioner Only)", "Contractor Defined Primary Codes")),
    dates,
    dates,
)
tables = st.builds(
    lambda editions, rows: Loaded(Table.ADD_ON, editions, tuple(rows)),
    st.sampled_from(((), (WHOLE,), (WHOLE,), (PART,))),
    st.lists(pairs, max_size=5),
)
fee_tables = st.sampled_from(("", "ZZZ", "000")).map(
    lambda days: Loaded(
        Table.FEE_SCHEDULE, (PFS,), (FeeScheduleRow(ADD_ON, None, "A", SourceRef("pfs", "row"), global_days=days),)
    )
)
verdicts = st.builds(
    lambda table, beside, fee: add_on_verdict(ADD_ON, table, DAY, beside, fee),
    tables,
    st.lists(st.sampled_from(OTHERS), max_size=3, unique=True),
    st.one_of(st.none(), fee_tables),
)
listings = st.builds(lambda table: add_ons_of(OTHERS[0], table, DAY), tables)


def said_by(telling: Verdict) -> str:
    return " ".join((telling.conclusion, *telling.reasons))


def keeps_to_its_codes(telling: Verdict) -> None:
    said = said_by(telling)
    assert all((telling.conclusion, telling.row, telling.title, telling.locator))
    assert {mention.code for mention in find_codes(f"{said} {telling.row} {telling.title}")} <= telling.mentions
    assert not re.search(r"\[|\]|^#|\bNone\b", said)
    assert said.count("**") % 2 == 0


@given(verdicts)
def test_the_words_keep_to_their_codes_and_their_finding(verdict: PairingVerdict) -> None:
    telling = tell_add_on(verdict)
    keeps_to_its_codes(telling)
    assert f"**{verdict.code}**" in telling.conclusion
    if verdict.finding is PairingFinding.NOT_LOADED:
        assert telling.conclusion.startswith("I don't have")
        assert not re.search(r"allow|no edit|not an add-on", said_by(telling).casefold())


@given(verdicts)
def test_an_add_on_code_never_stands_alone(verdict: PairingVerdict) -> None:
    if verdict.rows:
        alone = replace(verdict, beside=())
        assert verdict.finding is not PairingFinding.NOT_ADD_ON
        assert (verdict.finding is PairingFinding.WITH_PRIMARY) == bool(verdict.present)
        if not alone.present and verdict.finding is not PairingFinding.WITH_PRIMARY:
            assert tell_add_on(alone).stance is Stance.DENIES
            assert tell_add_on(alone).conclusion.startswith("No")


@given(tables, st.lists(st.sampled_from(OTHERS), unique=True))
def test_more_codes_beside_never_take_a_primary_away(table: Loaded[AddOnPair], beside: list[ProcedureCode]) -> None:
    some = add_on_verdict(ADD_ON, table, DAY, beside[:1])
    more = add_on_verdict(ADD_ON, table, DAY, beside)
    assert set(some.present) <= set(more.present)
    assert (some.rows, some.primaries) == (more.rows, more.primaries)


@given(verdicts)
def test_every_primary_is_named_when_they_are_asked_for(verdict: PairingVerdict) -> None:
    telling = tell_primaries(verdict)
    keeps_to_its_codes(telling)
    assert all(f"**{primary}**" in telling.conclusion for primary in verdict.primaries)


@given(listings)
def test_a_listing_is_sorted_each_once_and_says_so(listing: AddOnListing) -> None:
    telling = tell_add_ons(listing)
    keeps_to_its_codes(telling)
    assert list(listing.rows) == sorted(listing.rows, key=lambda row: (row.edit_type, str(row.add_on)))
    assert len(set(listing.add_ons)) == len(listing.add_ons)
    assert all(f"**{code}**" in telling.conclusion for code in listing.add_ons)
    assert not set(listing.add_ons) & set(listing.payer_decides)
    if listing.finding is ListingFinding.NOT_LOADED:
        assert telling.stance is Stance.NOT_LOADED
        assert "No add-on code" not in telling.conclusion
    if listing.finding is ListingFinding.NONE_LISTED:
        assert "the payer decides" in telling.conclusion


@given(tables)
def test_the_two_directions_agree(table: Loaded[AddOnPair]) -> None:
    forward = add_on_verdict(ADD_ON, table, DAY)
    backward = add_ons_of(OTHERS[0], table, DAY)
    assert (OTHERS[0] in forward.primaries) == (ADD_ON in backward.add_ons)


def test_a_long_list_is_told_in_part_and_stands_in_the_row_whole() -> None:
    primaries = [CptCode(str(number)) for number in range(33361, 33401)]
    rows = tuple(AddOnPair(ADD_ON, primary, 1, SOURCE) for primary in primaries)
    verdict = add_on_verdict(ADD_ON, Loaded(Table.ADD_ON, (WHOLE,), rows), DAY)
    assert "and 16 more" in tell_add_on(verdict).conclusion
    assert all(str(primary) in tell_add_on(verdict).row for primary in primaries)
    assert all(str(primary) in tell_primaries(verdict).conclusion for primary in primaries)


@pytest.mark.parametrize("finding", PairingFinding)
def test_every_finding_has_its_words(finding: PairingFinding) -> None:
    row = AddOnPair(ADD_ON, OTHERS[0], 1, SOURCE)
    ended = replace(row, deleted=date(2020, 1, 1))
    rows = {
        PairingFinding.WITH_PRIMARY: row,
        PairingFinding.PRIMARY_MISSING: row,
        PairingFinding.PAYER_DECIDES: replace(row, primary=None, edit_type=2),
        PairingFinding.ENDED: ended,
    }
    editions = () if finding is PairingFinding.NOT_LOADED else (WHOLE,)
    beside = OTHERS[:1] if finding is PairingFinding.WITH_PRIMARY else ()
    fee_row = FeeScheduleRow(ADD_ON, None, "A", SourceRef("pfs", "row"), global_days="ZZZ")
    fee = Loaded(Table.FEE_SCHEDULE, (PFS,), (fee_row,)) if finding is PairingFinding.ZZZ_ONLY else None
    loaded = Loaded(Table.ADD_ON, editions, tuple(filter(None, [rows.get(finding)])))
    verdict = add_on_verdict(ADD_ON, loaded, DAY, beside, fee)
    assert verdict.finding is finding
    assert len(tell_add_on(verdict).conclusion) > 40
