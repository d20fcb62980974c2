"""Runs the table of the MUE rule, and holds its words to what they may say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.mue.decide import MueFinding, MueVerdict, mue_verdict, mue_verdicts
from assistant.rules.mue.words import tell_mue
from assistant.rules.verdict import Stance
from corpus.codes import CptCode
from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.records import SourceRef
from corpus.relations import MUE_TABLES, Loaded, MueLimit, Setting, procedure_code
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("mue")
CODE, DAY = CptCode("96372"), date(2026, 5, 1)


def loaded(setting: Setting, editions: list[dict[str, Any]]) -> Loaded[MueLimit]:
    table = MUE_TABLES[setting]
    known: list[Edition] = []
    rows: list[MueLimit] = []
    for given_ in editions:
        name = f"{table} {given_['from']}"
        known.append(Edition(name, table, "CMS", name, given_["from"], given_["to"], complete=given_["complete"]))
        for code, value, mai in given_["rows"]:
            source = SourceRef(name, f"row {code}")
            rows.append(MueLimit(procedure_code(code), value, mai, setting, source, "Clinical: Data"))
    return Loaded(table, tuple(known), tuple(rows))


def decide(case: Case) -> MueVerdict:
    setting = Setting(case.facts["setting"])
    code = procedure_code(case.facts["code"])
    return mue_verdict(code, loaded(setting, case.facts["editions"]), case.day, setting, case.facts["lines"])


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case) -> None:
    verdict = decide(case)
    assert verdict.finding == case.verdict
    found = {
        "value": verdict.row and verdict.row.value,
        "mai": verdict.row and verdict.row.mai,
        "compared": verdict.compared,
        "covers": verdict.basis.covers,
    }
    assert {name: found[name] for name in case.detail} == case.detail


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_the_words_say_no_more_than_the_verdict(case: Case) -> None:
    telling = tell_mue(decide(case))
    words = " ".join((telling.conclusion, *telling.reasons, telling.row))
    named = {mention.code for mention in find_codes(words)}
    assert named <= telling.mentions
    assert telling.conclusion.endswith(".")
    if telling.stance is Stance.NOT_LOADED:
        assert "No MUE" not in words
    if not decide(case).basis.covers and decide(case).basis.edition:
        assert "does not cover the date of service" in words


def test_two_settings_that_agree_are_told_as_one_and_others_apart() -> None:
    def of(setting: Setting, value: int) -> Loaded[MueLimit]:
        edition = {"from": date(2026, 4, 1), "to": date(2026, 6, 30), "complete": True}
        return loaded(setting, [edition | {"rows": [["96372", value, 3]]}])

    alike = mue_verdicts(CODE, of(Setting.PRACTITIONER, 4), of(Setting.HOSPITAL, 4), DAY, [3])
    assert [verdict.twin is not None for verdict in alike] == [True]
    apart = mue_verdicts(CODE, of(Setting.PRACTITIONER, 4), of(Setting.HOSPITAL, 5), DAY, [5])
    assert [verdict.finding for verdict in apart] == [MueFinding.OVER_CLINICAL, MueFinding.WITHIN]
    one = mue_verdicts(CODE, of(Setting.PRACTITIONER, 4), Loaded(MUE_TABLES[Setting.HOSPITAL]), DAY, [5])
    assert [verdict.setting for verdict in one] == [Setting.PRACTITIONER]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=4), st.integers(0, 30), st.sampled_from([1, 2, 3]))
def test_more_units_never_turn_over_into_within(lines: list[int], value: int, mai: int) -> None:
    edition = {"from": date(2026, 4, 1), "to": date(2026, 6, 30), "complete": True, "rows": [["96372", value, mai]]}
    table = loaded(Setting.PRACTITIONER, [edition])
    before = mue_verdict(CODE, table, DAY, Setting.PRACTITIONER, lines)
    after = mue_verdict(CODE, table, DAY, Setting.PRACTITIONER, [units + 1 for units in lines])
    assert after.finding == before.finding or before.finding is MueFinding.WITHIN
