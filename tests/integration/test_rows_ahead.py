"""Rows that are read for many codes at once are those that each look-up of its own finds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from assistant.answering.compose import compose
from assistant.answering.gather.gathering import Gatherer
from assistant.answering.grounded import begun, grounded
from assistant.bootstrap import open_retriever
from assistant.procedures.registry import read_all
from assistant.understand.query import Conversation
from corpus.codes import CptCode
from corpus.relations import PTP_TABLES, Setting
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from corpus.store.tables import Tables
from tests.golden.record import TODAY

CODES = tuple(map(CptCode, "11102 11103 11104 20610 27447 96372 99211 99213 01999".split()))


@pytest.fixture
def tables(desk_home: Path) -> Iterator[tuple[Tables, Tables]]:
    """The same tables twice: one that reads ahead, one that does not."""
    both = Tables(Shelf.open(Home(desk_home))), Tables(Shelf.open(Home(desk_home)))
    yield both
    for one in both:
        one.close()


def test_reading_ahead_changes_no_look_up(tables: tuple[Tables, Tables]) -> None:
    ahead, alone = tables
    ahead.read_ahead(CODES, PTP_TABLES)
    for code in CODES:
        assert ahead.fee_schedule(code) == alone.fee_schedule(code)
        assert ahead.add_on_pairs_of(code) == alone.add_on_pairs_of(code)
        assert ahead.add_on_pairs_with_primary(code) == alone.add_on_pairs_with_primary(code)
        for setting in Setting:
            assert ahead.mue_limits(code, setting) == alone.mue_limits(code, setting)
    for one, other in permutations(CODES, 2):
        for setting in PTP_TABLES:
            assert ahead.ptp_edits(one, other, setting) == alone.ptp_edits(one, other, setting)
    assert any(alone.ptp_edits(*pair, Setting.PRACTITIONER).rows for pair in permutations(CODES, 2))


QUESTIONS = (
    "11102 and 11104 same visit?",
    "Can I bill 0709T alone?",
    "20610 x3?",
    "does 99213 need modifier 25 with 20610?",
    "what is 20610?",
    "established patient, 40 minutes, medicare",
    "excision of a 1.2 cm basal cell carcinoma of the cheek with margins of 0.4 cm each side",
    "guidelines for E/M services",
)


def test_what_is_said_first_is_the_beginning_of_the_whole(desk_home: Path) -> None:
    read_all()
    knowledge = KnowledgeBase.open(desk_home)
    gatherer = Gatherer(knowledge, open_retriever(knowledge))
    early = 0
    for text in QUESTIONS:
        question = gatherer.read(Conversation(), text, TODAY)
        findings = gatherer.gather(question, TODAY)
        whole = grounded(compose(question, findings).blocks, findings, question)
        began = begun(question, gatherer.decide(question, TODAY), drafted=False)
        early += began.left is not None
        after, _, left = began.rest()
        assert (*began.first, *left) == whole
        assert after == findings
        assert not (began.is_whole and left)
    assert early >= 4  # those that a verdict answers
    knowledge.close()
