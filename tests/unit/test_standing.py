"""What stands for all questions: how it is read, what it fills in, and what it never takes the place of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from assistant.procedures.registry import lexicon
from assistant.understand.circumstances.payers import Payer
from assistant.understand.conversation.standing import StandingError, standing_of
from assistant.understand.query import Conversation, Query, Turn
from assistant.understand.reader import understand
from corpus.relations import Setting
from tests.support.told_cases import TODAY, everything_exists

MEDICARE = {"on": "2025-03-01", "payer": "medicare", "setting": "office", "place": "TX"}


def _read(conversation: Conversation, text: str) -> Query:
    return understand(conversation, text, everything_exists, TODAY, lexicon())


def test_it_fills_in_what_a_question_does_not_tell() -> None:
    query = _read(Conversation(standing=standing_of(MEDICARE)), "payment of 99213")
    assert query.date_of_service == date(2025, 3, 1)
    assert query.circumstances.payer is Payer.MEDICARE
    assert (query.circumstances.setting, query.circumstances.facility) == (Setting.PRACTITIONER, False)
    assert query.circumstances.state == "TX"


@pytest.mark.parametrize(
    ("text", "day", "payer_name", "setting", "state"),
    [
        ("99213 on 6/1/2026", date(2026, 6, 1), "Medicare", Setting.PRACTITIONER, "TX"),
        ("99213 for an Aetna patient", date(2025, 3, 1), "Aetna", Setting.PRACTITIONER, "TX"),
        ("mue of 99213, outpatient hospital", date(2025, 3, 1), "Medicare", Setting.HOSPITAL, "TX"),
        ("payment of 99213 in Ohio", date(2025, 3, 1), "Medicare", Setting.PRACTITIONER, "OH"),
    ],
)
def test_what_a_question_tells_wins(text: str, day: date, payer_name: str, setting: Setting, state: str) -> None:
    query = _read(Conversation(standing=standing_of(MEDICARE)), text)
    said = query.circumstances
    assert (query.date_of_service, said.payer_name, said.setting, said.state) == (day, payer_name, setting, state)


def test_a_pasted_claim_takes_it_over() -> None:
    claim = _read(Conversation(standing=standing_of(MEDICARE)), "99213-25\n20610-RT x1\nDx: M17.11").claim
    assert claim is not None
    assert claim.day == date(2025, 3, 1)
    assert claim.circumstances.payer is Payer.MEDICARE


def test_another_standing_takes_its_place_in_the_case_that_goes_on() -> None:
    conversation = Conversation(standing=standing_of({"payer": "medicare"}))
    conversation = conversation.after(Turn.of(_read(conversation, "99205, 80 minutes, prolonged?")))
    assert _read(conversation, "and 95 minutes?").circumstances.payer is Payer.MEDICARE
    now = conversation.under(standing_of({"payer": "cpt"}))
    assert _read(now, "and 95 minutes?").circumstances.payer is Payer.CPT
    assert _read(conversation.under(standing_of({})), "and 95 minutes?").circumstances.payer is None


def test_another_patient_leaves_the_case_behind_and_not_what_stands() -> None:
    conversation = Conversation(standing=standing_of({"payer": "medicare"}))
    conversation = conversation.after(Turn.of(_read(conversation, "99205, 80 minutes")))
    query = _read(conversation, "another patient: 99214 and 20610")
    assert query.circumstances.payer is Payer.MEDICARE


@pytest.mark.parametrize("values", [{}, {"on": "", "payer": None, "setting": " ", "place": ""}])
def test_nothing_set_changes_nothing(values: Mapping[str, str | None]) -> None:
    assert standing_of(values).told == ()
    assert _read(Conversation(standing=standing_of(values)), "99213") == _read(Conversation(), "99213")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"on": "30.11.2026"}, "year-month-day"),
        ({"payer": "aetna"}, "medicare, cpt"),
        ({"setting": "moon"}, "office, facility, hospital, dme"),
        ({"place": "???"}, "a state, a town, a ZIP code"),
    ],
)
def test_what_cannot_be_read_says_what_can(values: Mapping[str, str], says: str) -> None:
    with pytest.raises(StandingError, match=says):
        standing_of(values)
