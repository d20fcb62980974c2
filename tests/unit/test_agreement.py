"""A drafted sentence against a verdict: each row a sentence and whether it contradicts it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import CheckKind, Sentence
from assistant.checking.contradiction import agree, contradicted
from assistant.rules.basis import Basis
from assistant.rules.verdict import Ruling, Stance, Verdict
from corpus.codes import Code, CptCode, Icd10CmCode
from corpus.editions import Edition
from corpus.relations import Table

EDITION = Edition("ptp", Table.PTP_PRACTITIONER, "CMS", "PTP 2026 Q2", date(2026, 4, 1), date(2026, 6, 30))
BASIS = Basis(Table.PTP_PRACTITIONER, date(2026, 5, 1), EDITION)
A, B, ADD_ON, PRIMARY = CptCode("11104"), CptCode("11102"), CptCode("0709T"), CptCode("0708T")


def ruling(rule: str, stance: Stance, *codes: Code, words: str = "The verdict.") -> Ruling:
    key = f"{rule}:{'/'.join(map(str, codes))}"
    named = frozenset(codes)
    telling = Verdict(key, "title", stance, words, ("why",), "the row", named, BASIS, "row", about=named)
    return Ruling(telling, 1)


DENIED = ruling("ptp", Stance.DENIES, A, B)
WITH_MODIFIER = ruling("ptp", Stance.CONDITIONS, A, B)
NO_EDIT = ruling("ptp", Stance.SILENT, A, B)
NOT_LOADED = ruling("ptp", Stance.NOT_LOADED, A, B)
ALONE = ruling("add-on", Stance.DENIES, ADD_ON)
MUE = ruling("mue", Stance.AFFIRMS, CptCode("96372"), words="The limit is 4 units, MAI 3.")
BILLABLE = ruling("icd10cm", Stance.AFFIRMS, Icd10CmCode("E11.9"))
HEADER = ruling("icd10cm", Stance.DENIES, Icd10CmCode("E11"))

CASES = [
    # sentence, verdict, contradicts it
    ("Yes, 11104 and 11102 can be billed together. [1]", DENIED, True),
    ("11104 and 11102 may be reported on the same day with modifier 59. [1]", DENIED, True),
    ("11102 is not paid beside 11104. [1]", DENIED, False),
    ("11102 cannot be billed with 11104, not even with modifier 59. [1]", DENIED, False),
    ("There is no NCCI edit between 11104 and 11102.", DENIED, True),
    ("No. 11102 is column 2 of 11104. [1]", DENIED, False),
    ("Yes. [1]", DENIED, True),
    ("11104 is a punch biopsy. [2]", DENIED, False),
    ("11104 is allowed. [2]", DENIED, False),  # says nothing of the pair
    ("11102 may be reported with 11104 if a modifier shows a separate lesion. [1]", WITH_MODIFIER, False),
    ("11102 and 11104 can be billed together. [1]", WITH_MODIFIER, True),
    ("11102 and 11104 can never be billed together. [1]", WITH_MODIFIER, True),
    ("11102 cannot be billed with 11104 unless modifier 59 is supported. [1]", WITH_MODIFIER, False),
    ("11102 and 11104 are always bundled. [1]", WITH_MODIFIER, True),
    ("Yes, 11102 and 11104 are allowed together. [1]", NO_EDIT, True),
    (
        "No edit pairs 11102 and 11104 in this table. [1]",
        NO_EDIT,
        True,
    ),  # reads as permission without what it leaves out
    ("11102 and 11104 are not listed as a pair, which is not the same as allowed. [1]", NO_EDIT, False),
    ("11102 is never paid with 11104. [1]", NO_EDIT, True),
    ("I don't have the table loaded, so 11102 with 11104 cannot be decided.", NOT_LOADED, False),
    ("11102 and 11104 can be billed together.", NOT_LOADED, True),
    ("Yes, 0709T can be billed alone. [1]", ALONE, True),
    ("Yes, it can be reported by itself. [1]", ALONE, True),
    ("0709T may be billed without 0708T. [1]", ALONE, True),
    ("0709T can be billed with its primary code 0708T. [1]", ALONE, False),
    ("0709T cannot be billed alone. [1]", ALONE, False),
    ("0709T is billed in addition to 0708T. [1]", ALONE, False),
    ("Can 0709T be billed alone?", ALONE, False),
    ("Up to 6 units of 96372 may be billed per day. [1]", MUE, True),
    ("The MUE of 96372 is 4 units. [1]", MUE, False),
    ("96372 is reported for each injection. [2]", MUE, False),
    ("E11.9 is not billable. [1]", BILLABLE, True),
    ("E11.9 is billable. [1]", BILLABLE, False),
    ("E11 is billable. [1]", HEADER, True),
    ("E11 is not billable. [1]", HEADER, False),
    ("E11 can be reported. [1]", HEADER, True),
]


@pytest.mark.parametrize(("sentence", "verdict", "otherwise"), CASES)
def test_a_sentence_against_a_verdict(sentence: str, verdict: Ruling, otherwise: bool) -> None:
    assert (contradicted(sentence, [verdict]) is not None) == otherwise


def test_the_verdict_is_shown_in_place_of_what_contradicts_it() -> None:
    shown = agree(Sentence("Yes, 11104 and 11102 can be billed together. [2]", "\n\n", (2,)), [DENIED])
    assert (shown.text, shown.lead, shown.citations) == ("The verdict. [1]", "\n\n", (1,))
    assert [check.kind for check in shown.checks] == [CheckKind.CONTRADICTED]


def test_a_sentence_that_agrees_is_left_alone() -> None:
    sentence = Sentence("No. 11102 is not paid beside 11104. [1]", "", (1,))
    assert agree(sentence, [DENIED, ALONE]) is sentence


def test_yes_without_a_code_is_left_alone_where_two_things_were_asked() -> None:
    assert contradicted("Yes. [1]", [DENIED, ALONE]) is None


@given(st.text(), st.sampled_from([DENIED, WITH_MODIFIER, NO_EDIT, ALONE, MUE, BILLABLE]))
def test_no_text_makes_it_fail(text: str, verdict: Ruling) -> None:
    contradicted(text, [verdict])
