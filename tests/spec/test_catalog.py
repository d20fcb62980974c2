"""The catalog of services told by name: every row answers the questions that it says it answers, and is said shortly."""

from __future__ import annotations

import pytest

from assistant.procedures.catalog.named.facts import facts_of
from assistant.procedures.catalog.named.rows import Service, services
from assistant.procedures.catalog.named.words import say
from assistant.procedures.registry import lexicon
from corpus.mentions import find_codes
from tests.support.told_cases import TODAY, read_case

_LONGEST_CONCLUSION = 60  # words: with why, an answer has 120


@pytest.mark.parametrize("row", services(), ids=lambda row: row.id)
def test_a_row_answers_its_questions(row: Service) -> None:
    for text in row.asked:
        facts = facts_of(read_case(text), TODAY)
        assert facts is not None, text
        assert facts.service.id == row.id, text
        said = say(facts)
        assert len(said.conclusion.split()) <= _LONGEST_CONCLUSION
        named = {str(mention.code) for mention in find_codes(" ".join((said.conclusion, *said.why))) if mention.certain}
        billed = {part for line in said.billed for part in line.partition(" x")[0].split("-")}
        assert named <= {*billed, *said.denies, *said.mentions, *facts.proposed}, text


def test_every_concept_of_the_catalog_has_phrases() -> None:
    known = {name.partition(".")[2] for name in lexicon().concepts if name.startswith(("named.", "common."))}
    asked = {concept for row in services() for group in row.when for concept in group}
    assert asked | {concept for row in services() for concept in row.unless} <= known
