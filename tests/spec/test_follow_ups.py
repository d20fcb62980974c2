"""Follow-ups as a table: what a message changes of the case before it, and what it keeps (follow-ups.yaml)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.understand.query import Conversation, Line, Query, Turn
from assistant.understand.story import Kind, Role
from corpus.codes import Modifier
from corpus.yaml_loader import LOADER
from tests.support.reading import reader
from tests.support.told_cases import TODAY

CASES: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parent / "follow-ups.yaml").read_text(encoding="utf-8"), Loader=LOADER
)
_MONTHS = 12
_MEASURED = (Kind.MINUTES, Kind.CLOCK, Kind.DOSE)


def read(history: list[str], ask: str) -> tuple[Query, Query]:
    """The query of a message, and that of the message before it."""
    conversation = Conversation()
    for earlier in history:
        conversation = conversation.after(Turn.of(reader().read(conversation, earlier, TODAY)))
    last = conversation.last
    assert last is not None
    assert last.query is not None
    return reader().read(conversation, ask, TODAY), last.query


def told_of(query: Query, before: Query) -> dict[str, Any]:
    """What of a query a case may hold, in its words."""
    said = query.circumstances
    amounts = [one for one in query.story.amounts if one.role in (Role.TOLD, Role.TOTAL)]
    ages = [one.value / _MONTHS for one in amounts if one.kind is Kind.AGE]
    modifiers = [*query.modifiers, *(one for line in query.lines for one in line.modifiers)]
    return {
        "wish": query.intent.value,
        "same": query.intent is before.intent,
        "codes": [str(code) for code in query.codes if not isinstance(code, Modifier)],
        "lines": [_line(line) for line in query.lines],
        "modifiers": sorted({str(one) for one in modifiers}),
        "minutes": query.minutes or "none",
        "payer": "open"
        if said.payer is None and said.payer_name
        else said.payer.name.lower()
        if said.payer
        else "none",
        "payer_name": said.payer_name,
        "day": query.date_of_service or "none",
        "setting": said.setting.name.lower() if said.setting else "none",
        "facility": said.facility,
        "patient": said.patient.value if said.patient else "none",
        "age": int(ages[-1]) if len(ages) == 1 else ages or "none",
        "counts": [
            int(one.value) for one in amounts if one.kind is Kind.COUNT and one.value == Decimal(int(one.value))
        ],
        "amounts": [f"{one.value.normalize():f} {one.kind.value}" for one in amounts if one.kind in _MEASURED],
        "lengths": [f"{one.value.normalize():f}" for one in query.story.amounts if one.kind is Kind.LENGTH],
        "of_answer": query.of_answer.value if query.of_answer else "none",
        "relation": query.relation.value if query.relation else "none",
        "system": query.system.value if query.system else "none",
    }


def _line(line: Line) -> str:
    units = f" x{line.units}" if line.units is not None else ""
    return "-".join(map(str, (line.code, *line.modifiers))) + units


@pytest.mark.parametrize("case", CASES, ids=[f"{case['history'][-1]} || {case['ask']}" for case in CASES])
def test_a_follow_up_changes_what_it_names_and_keeps_the_rest(case: dict[str, Any]) -> None:
    query, before = read(case["history"], case["ask"])
    told = told_of(query, before)
    wanted = {key: value for key, value in case.items() if key in told}
    assert {key: told[key] for key in wanted} == wanted
    assert set(case.get("told", ())) <= query.story.affirmed
    assert not set(case.get("not_told", ())) & query.story.affirmed
