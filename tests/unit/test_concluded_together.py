"""Verdicts on several services of one case: which stand in one conclusion, and what they do to a visit."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.leading.parts import parts_of
from assistant.procedures.beside import beside
from assistant.procedures.case import Case
from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.verdict import Billed, Ruling, Stance, Verdict
from assistant.understand.story import Story
from corpus.codes import Code, CptCode, HcpcsCode, Modifier
from tests.support.told_cases import AuthoredFigures

DAY = date(2026, 11, 30)


def verdict(
    rule: str,
    *lines: Billed,
    spans: tuple[tuple[int, int], ...] = ((0, 5),),
    stance: Stance = Stance.AFFIRMS,
    denies: frozenset[Code] = frozenset(),
) -> Verdict:
    said = ", ".join(f"**{line}**" for line in lines)
    return Verdict(
        key=f"{rule}:{said}",
        title=rule,
        stance=stance,
        conclusion=f"{said}: because.",
        reasons=("Why.",),
        row="Row.",
        mentions=frozenset(line.code for line in lines) | denies,
        basis=Basis(GUIDANCE, DAY, None),
        locator="",
        denies=denies,
        billed=lines,
        rests_on=spans,
    )


VISIT, SHOT, DRUG = CptCode("99213"), CptCode("96372"), HcpcsCode("J0696")
LEAD = verdict("infusion", Billed(SHOT), spans=((0, 9), (20, 22)))
PARTS = (
    (verdict("drugs", Billed(DRUG, 4), spans=((0, 9), (10, 13))), True, "another service from a further fact"),
    (verdict("drugs", Billed(DRUG, 4), spans=((0, 9),)), False, "nothing that the lead does not use"),
    (verdict("other", Billed(SHOT), spans=((30, 40),)), False, "no further code"),
    (verdict("other", Billed(Modifier("25")), spans=((30, 40),)), False, "a modifier alone"),
    (verdict("other", Billed(DRUG), spans=((30, 40),), denies=frozenset({SHOT})), False, "turns the lead down"),
    (verdict("other", Billed(DRUG), spans=((30, 40),), stance=Stance.CONDITIONS), False, "not decided"),
    (verdict("other", Billed(DRUG), Billed(SHOT, 2), spans=((30, 40),)), False, "other units of the lead's code"),
)


@pytest.mark.parametrize(("other", "joins", "why"), PARTS, ids=[why for _, _, why in PARTS])
def test_what_joins_a_conclusion(other: Verdict, joins: bool, why: str) -> None:
    rulings = [Ruling(LEAD, 1), Ruling(other, 2)]
    assert bool(parts_of(rulings, rulings[0])) is joins, why


def test_what_a_third_verdict_turns_down_does_not_join() -> None:
    drug = verdict("drugs", Billed(DRUG, 4), spans=((10, 13),))
    against = verdict("mue", spans=((10, 13),), stance=Stance.DENIES, denies=frozenset({DRUG}))
    rulings = [Ruling(LEAD, 1), Ruling(drug, 2), Ruling(against, 3)]
    assert not parts_of(rulings, rulings[0])


@pytest.mark.parametrize(
    ("days", "line"), [("090", "99213-57"), ("010", "99213-25"), ("000", "99213-25"), ("XXX", "99213"), ("", "99213")]
)
def test_a_visit_beside_a_procedure(days: str, line: str) -> None:
    figures = AuthoredFigures({"25600": {"global_days": days}})
    told = [verdict("levels", Billed(VISIT)), verdict("fractures", Billed(CptCode("25600")))]
    if not days:
        told = told[:1]
    first = beside(told, Case(Story()), DAY, figures)[0]
    assert [str(each) for each in first.billed] == [line]
    assert f"**{line}**" in first.conclusion


def test_a_problem_beside_a_preventive_visit() -> None:
    told = [verdict("preventive", Billed(CptCode("99396"))), verdict("levels", Billed(VISIT))]
    assert str(beside(told, Case(Story()), DAY, AuthoredFigures())[1].billed[0]) == "99213-25"
