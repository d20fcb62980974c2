"""A code that the day does not have is never concluded without saying so, and what took its place is named."""

from __future__ import annotations

from datetime import date

from assistant.answer import Part
from assistant.answering.compose.form import concluded
from assistant.answering.findings import Findings
from assistant.answering.leading import leading
from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.validity.decide import code_status, words_of_listings
from assistant.rules.validity.words import tell_validity
from assistant.rules.verdict import Billed, Ruling, Stance, Verdict
from assistant.understand.query import Query
from assistant.understand.wishes.wish import Wish
from corpus.codes import CptCode, HcpcsCode, Modifier
from corpus.editions import Edition
from corpus.records import SourceRef
from corpus.relations import CodeListing, Loaded, Table

DAY = date(2025, 11, 1)
HCPCS = Edition(
    "hcpcs-2025-10", Table.HCPCS, "CMS", "HCPCS Level II, October 2025", date(2025, 10, 1), date(2025, 12, 31)
)


def _concluding(*billed: Billed) -> Verdict:
    return Verdict(
        key="drugs:a",
        title="A drug",
        stance=Stance.AFFIRMS,
        conclusion=f"{', '.join(map(str, billed))}: so it is counted.",
        reasons=(),
        row="Row.",
        mentions=frozenset(line.code for line in billed),
        basis=Basis(GUIDANCE, DAY, HCPCS),
        locator="row",
        billed=billed,
        rests_on=((0, 30),),
    )


def _status(code: HcpcsCode | Modifier, ended: date, *replaced_by: HcpcsCode) -> Verdict:
    row = CodeListing(
        code, SourceRef(HCPCS.id, f"row {code}"), added=date(2015, 1, 1), terminated=ended, replaced_by=replaced_by
    )
    words = words_of_listings(code, Loaded(Table.HCPCS, (HCPCS,), (row,)))
    return tell_validity(code_status(code, words, DAY, Table.HCPCS))


def test_a_concluded_code_and_a_concluded_modifier_that_ended_are_told_beside_the_conclusion() -> None:
    gone, modifier = HcpcsCode("J9170"), Modifier("JG")
    verdicts = [
        _concluding(Billed(gone, 2, (modifier,)), Billed(CptCode("96372"), 1)),
        _status(gone, date(2024, 12, 31), HcpcsCode("J9171")),
        _status(modifier, date(2024, 12, 31)),
    ]
    rulings = tuple(Ruling(verdict, number) for number, verdict in enumerate(verdicts, start=1))
    lead = leading(Wish.WHICH_CODE, rulings[:1])
    assert lead is not None
    blocks = concluded(Query("x", "x", Wish.WHICH_CODE), Findings((), {}, rulings=rulings, lead=lead, day=DAY), lead)
    told = " ".join(block.text for block in blocks if block.part is Part.CONCLUSION)
    assert "But not valid on 2025-11-01: **J9170** was deleted, and its last day was 2024-12-31." in told
    assert "In its place: **J9171**" in told
    assert "modifier **JG** was deleted" in told
    assert "96372** was" not in told


def test_asked_of_its_day_a_code_that_ended_leads_before_what_is_known_of_it() -> None:
    modifier = Modifier("JG")
    rulings = [Ruling(_concluding(Billed(CptCode("96372"), 1)), 1), Ruling(_status(modifier, date(2024, 12, 31)), 2)]
    lead = leading(Wish.BILLABLE, rulings)
    assert lead is not None
    assert lead.number == 2
