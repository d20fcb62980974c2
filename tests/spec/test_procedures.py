"""Procedures as tables of told cases: ``tests/spec/procedures/*.yaml``, one file a family, printed as docs/procedures.md.

family: lesions
title: Excision of skin lesions
cases:
  - told: "benign lesion of the cheek, 0.8 cm, excised with 0.1 cm margins"
    day: 2026-05-15                 # the date of service; left out: 2026-11-30
    billed: ["11441"]               # lines concluded by the family's leading verdict, in order: "96361 x2", "45385-PT"
    stance: affirms                 # affirms | conditions | denies
    says: ["0.6 to 1.0"]            # words of its conclusion or reasons
    never: ["11440 is right"]       # words that must not be there
    missing: ["pathology"]          # facts it asks for
    figures: {"27447": {bilateral: "1"}}
  - told: "lipoma of the back removed, 4 cm"
    silent: true                    # the family says nothing
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.procedures.decisions import FILE, concepts_of, decision_table
from assistant.procedures.registry import FAMILIES, family_folder, lexicon
from assistant.rules.basis.parameters import FILE as PARAMETERS
from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Verdict
from corpus.mentions import find_codes
from corpus.yaml_loader import LOADER
from tests.support.told_cases import TODAY, AuthoredFigures, decided, read_case

FOLDER = Path(__file__).parent / "procedures"
_LONGEST_CONCLUSION = 60  # words: with why, an answer has 120


def chapters() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(FOLDER.glob("*.yaml")):
        chapter = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        for case in chapter["cases"]:
            yield chapter["family"], case


CASES = list(chapters())


def leading(family: str, verdicts: tuple[Verdict, ...]) -> Verdict | None:
    """Of a family's verdicts the one that accounts for most of what was told."""
    own = [verdict for verdict in verdicts if verdict.rule == family]
    return max(own, key=lambda verdict: sum(end - start for start, end in set(verdict.rests_on)), default=None)


@pytest.mark.parametrize(("family", "case"), CASES, ids=[f"{family}: {case['told'][:60]}" for family, case in CASES])
def test_a_told_case_is_decided(family: str, case: dict[str, Any]) -> None:
    verdict = leading(family, decided(case["told"], case.get("day", TODAY), case.get("figures")))
    if case.get("silent"):
        assert verdict is None, verdict
        return
    assert verdict is not None, "nothing was decided"
    words = " ".join((verdict.conclusion, *verdict.reasons))
    if "billed" in case:
        assert [str(line) for line in verdict.billed] == case["billed"], verdict.conclusion
    if "stance" in case:
        assert verdict.stance.value == case["stance"], verdict.conclusion
    for said in case.get("says", ()):
        assert said.lower() in words.lower(), words
    for said in case.get("never", ()):
        assert said.lower() not in words.lower(), words
    for fact in case.get("missing", ()):
        assert fact in verdict.missing


@pytest.mark.parametrize("family", sorted({family for family, _ in CASES}))
def test_what_is_said_is_short_and_names_only_what_it_declares(family: str) -> None:
    for told_family, case in CASES:
        if told_family != family or case.get("silent"):
            continue
        verdict = leading(family, decided(case["told"], case.get("day", TODAY), case.get("figures")))
        assert verdict is not None
        assert len(verdict.conclusion.split()) <= _LONGEST_CONCLUSION, verdict.conclusion
        named = {m.code for m in find_codes(" ".join((verdict.conclusion, *verdict.reasons))) if m.certain}
        assert named <= verdict.mentions, (case["told"], named - verdict.mentions)


TABLES = [name for name in FAMILIES if (family_folder(name) / FILE).is_file()]
ROWS = [(name, row) for name in TABLES for row in decision_table(family_folder(name)).rows]


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[f"{row.family}:{row.id}" for _, row in ROWS])
def test_a_row_answers_what_it_says_it_answers(name: str, row: Any) -> None:
    for text in row.asked:
        day = max(min(row.until, TODAY), row.since)
        case = read_case(text, day)
        verdicts = tuple(decision_table(family_folder(name)).decide(case, day))
        assert [verdict.key for verdict in verdicts] == [f"{row.family}:{row.id}"], text
    told = " ".join((row.conclusion, *row.why))
    named = {m.code for m in find_codes(told) if m.certain}
    assert named <= {*row.billed, *row.denies, *row.mentions}, named
    assert len(row.conclusion.split()) <= _LONGEST_CONCLUSION


@pytest.mark.parametrize("name", TABLES)
def test_every_concept_of_a_table_has_phrases(name: str) -> None:
    family = name.split(".")[-1]
    lacking = {
        concept
        for concept in concepts_of(decision_table(family_folder(name)).rows)
        if not {f"{family}.{concept}", f"common.{concept}", concept} & lexicon().concepts
    }
    assert not lacking


@pytest.mark.parametrize("name", [name for name in FAMILIES if (family_folder(name) / PARAMETERS).is_file()])
def test_every_parameter_has_form_and_source(name: str) -> None:
    assert parameters(family_folder(name)).names


def test_figures_of_the_text_are_found() -> None:
    from datetime import date

    from corpus.codes import CptCode

    figure = AuthoredFigures().figure(CptCode("0709T"), "global_days", date(2025, 11, 1))
    assert figure is not None
    assert figure.value == "ZZZ"
