"""Runs the table of the payment tables beside the fee schedule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assistant.rules.payment.listed.decide import Listed, in_state, listed
from assistant.rules.payment.listed.words import tell
from corpus.codes import Modifier
from corpus.editions import Edition
from corpus.fees import AnesthesiaUnits, AscRow, CodeFamily, DrugPrice, EquipmentFee, LaboratoryFee
from corpus.records import SourceRef
from corpus.relations import Loaded, Table, procedure_code
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("listed")
KINDS: dict[Table, Any] = {
    Table.ASC: AscRow,
    Table.LABORATORY: LaboratoryFee,
    Table.ANESTHESIA_UNITS: AnesthesiaUnits,
    Table.ASP_PRICES: DrugPrice,
    Table.EQUIPMENT: EquipmentFee,
    Table.FAMILIES: CodeFamily,
}
AMOUNTS = {"rate", "units", "limit", "coinsurance", "fee", "rural"}


def decide(case: Case) -> Listed[Any]:
    facts, table = case.facts, Table[case.facts["table"]]
    code = procedure_code(facts.get("code", "66984"))
    begin, end = date(2026, 1, 1), date(2026, 3, 31)
    edition = Edition(
        "e", table.value, "CMS", f"{table.value}, January 2026", begin, end, complete=facts.get("complete", True)
    )
    rows = []
    if values := facts.get("row"):
        read: dict[str, Any] = {name: Decimal(value) if name in AMOUNTS else value for name, value in values.items()}
        if "modifiers" in read:
            read["modifiers"] = tuple(map(Modifier, read["modifiers"]))
        rows = [KINDS[table](code=code, source=SourceRef("e", f"row {code}"), **read)]
    editions = (edition,) if facts.get("loaded", True) else ()
    found: Listed[Any] = listed(code, Loaded(table, editions, tuple(rows)), case.day)
    return in_state(found, facts["state"]) if "state" in facts else found


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case) -> None:
    found = decide(case)
    assert found.finding == case.verdict
    verdict = tell(found)
    assert [said for said in case.detail["says"] if said not in verdict.conclusion] == [], verdict.conclusion
    assert all(any(said in reason for reason in verdict.reasons) for said in case.detail.get("why", ()))
