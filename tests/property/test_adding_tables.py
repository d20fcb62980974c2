"""Adding a table, any table in any order, never turns a right answer into silence or its opposite.

Every set of the small dated tables is a knowledge base of its own. What is asked of each: an answer is right, or there
is none, but never wrong; and what a set answers right, every set with one more table answers right too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from assistant.rules.addon.words import tell_add_on
from assistant.rules.engine import Decider
from assistant.rules.verdict import Stance, Verdict
from assistant.understand.circumstances import Circumstances
from corpus.codes import Code, Icd10CmCode, Modifier
from corpus.relations import procedure_code
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from corpus.store.tables import Tables
from tests.support.dated_tables import ADDENDA, GPCI, ICD10CM, PROCEDURES

Answers = Callable[[Decider], str | None]


def _code(text: str) -> Code:
    if len(text) == 2:
        return Modifier(text)
    return Icd10CmCode(text) if "." in text or len(text) == 3 else procedure_code(text)


def _polarity(verdict: Verdict | None) -> str | None:
    return {Stance.AFFIRMS: "yes", Stance.DENIES: "no"}.get(verdict.stance) if verdict else None


def status(text: str, day: date) -> Answers:
    """Whether a code can be reported on a day: yes, no, or nothing said for certain."""
    return lambda decider: _polarity(decider.status(_code(text), day))


def alone(text: str, day: date) -> Answers:
    """Whether a code can stand alone."""
    return lambda decider: _polarity(tell_add_on(decider.pairing(procedure_code(text), day)))


def amount(text: str, day: date) -> Answers:
    """What is paid in a facility or out of one, as the first amount that is told."""

    def told(decider: Decider) -> str | None:
        verdict = next(decider.payment(procedure_code(text), (), Circumstances(facility=False), day))
        return verdict.conclusion.partition("$")[2].partition(" ")[0] or None

    return told


DIAGNOSES: Sequence[tuple[Answers, str]] = (
    (status("G35", date(2025, 9, 1)), "yes"),
    (status("G35", date(2025, 11, 1)), "no"),
    (status("E11.A", date(2024, 10, 1)), "no"),
    (status("E11.A", date(2025, 10, 1)), "yes"),
    (status("E11.9", date(2025, 9, 30)), "yes"),
    (status("E11.9", date(2026, 11, 30)), "yes"),
    (status("M72.2", date(2025, 11, 1)), "yes"),
    (status("M72.2", date(2026, 10, 1)), "no"),
    (status("M67.A01", date(2026, 10, 1)), "yes"),
)
SERVICES: Sequence[tuple[Answers, str]] = (
    (status("99241", date(2026, 11, 2)), "no"),
    (status("99201", date(2021, 1, 1)), "no"),
    (status("37220", date(2025, 12, 1)), "yes"),
    (status("37220", date(2026, 3, 1)), "no"),
    (status("37254", date(2026, 5, 1)), "yes"),
    (status("99213", date(2025, 11, 1)), "yes"),
    (status("99213", date(2026, 8, 1)), "yes"),
    (status("J1885", date(2025, 11, 1)), "yes"),
    (status("JG", date(2025, 3, 1)), "no"),
    (status("JG", date(2024, 12, 1)), "yes"),
    (alone("99354", date(2026, 5, 15)), "no"),
    (alone("11101", date(2026, 8, 1)), "no"),
    (alone("99417", date(2026, 8, 1)), "no"),
    (amount("99213", date(2025, 11, 1)), "88.95"),
    (amount("99213", date(2026, 8, 1)), "95.19"),
)


# With the list of changes, which is silent on all that stays as it was.
CHANGED = (*ICD10CM[1:], ADDENDA)
CHANGES: Sequence[tuple[Answers, str]] = (
    (status("M72.2", date(2025, 11, 1)), "yes"),
    (status("M72.2", date(2026, 10, 1)), "no"),
    (status("M67.A01", date(2026, 9, 30)), "no"),
    (status("M67.A01", date(2026, 10, 1)), "yes"),
    (status("E11.9", date(2026, 11, 30)), "yes"),
)
# With the localities' factors: the national amount stays what it is where no place is named.
PAID = (*(name for name in PROCEDURES if name.startswith("PPRRVU")), GPCI)
PAYMENTS: Sequence[tuple[Answers, str]] = (
    (amount("99213", date(2025, 11, 1)), "88.95"),
    (amount("99213", date(2026, 8, 1)), "95.19"),
)


@pytest.fixture(scope="module")
def knowledge(small_home: Path) -> Iterator[KnowledgeBase]:
    with closing(KnowledgeBase.open(small_home)) as opened:
        yield opened


def _answered(
    knowledge: KnowledgeBase, shelf: Shelf, names: Sequence[str], asked: Sequence[Answers]
) -> dict[frozenset[str], list[str | None]]:
    """What each set of the tables answers."""
    answered = {}
    for count in range(len(names) + 1):
        for chosen in combinations(names, count):
            entries = tuple(entry for entry in shelf.entries if not set(entry.sources).isdisjoint(chosen))
            with closing(Tables(replace(shelf, entries=entries))) as tables:
                editions = (*knowledge.catalog.editions(), *tables.editions())
                decider = Decider(knowledge.catalog, tables, editions)
                answered[frozenset(chosen)] = [answers(decider) for answers in asked]
    return answered


@pytest.mark.parametrize(
    ("names", "asked"),
    [(ICD10CM, DIAGNOSES), (CHANGED, CHANGES), (PROCEDURES, SERVICES), (PAID, PAYMENTS)],
    ids=["diagnoses", "changes", "services", "payments"],
)
def test_a_table_more_is_never_worse(
    knowledge: KnowledgeBase, dated_home: Path, names: Sequence[str], asked: Sequence[tuple[Answers, str]]
) -> None:
    answered = _answered(knowledge, Shelf.open(Home(dated_home)), names, [answers for answers, _ in asked])
    for question, (_, right) in enumerate(asked):
        told = {chosen: said[question] for chosen, said in answered.items()}
        assert {chosen for chosen, said in told.items() if said not in (right, None)} == set(), question
        assert told[frozenset(names)] == right, question
        worse = [
            (set(chosen), more)
            for chosen, said in told.items()
            for more in set(names) - chosen
            if said == right and told[chosen | {more}] != right
        ]
        assert worse == [], question
