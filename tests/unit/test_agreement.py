"""A drafted sentence against a verdict: each row a sentence and whether it contradicts it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking.contradiction import contradicted
from assistant.checking.drafted import DraftCheck
from assistant.checking.likeness import Likeness
from assistant.rules.basis import Basis
from assistant.rules.verdict import Ruling, Stance, Verdict
from corpus.codes import Code, CptCode, Icd10CmCode
from corpus.editions import Edition
from corpus.relations import Table
from corpus.store.encoder import Encoder
from tests.support.drafted import DraftedSentence, drafted_sentences

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


def test_yes_without_a_code_is_left_alone_where_two_things_were_asked() -> None:
    assert contradicted("Yes. [1]", [DENIED, ALONE]) is None


# --- drafted sentences, half of them by somebody who had not seen the checker ---------------------------------------


@pytest.fixture(scope="module")
def checked(models: Path) -> list[tuple[DraftedSentence, list[str], bool]]:
    """Each committed sentence with what is shown of it, and whether it was found to contradict its verdict."""
    (exported,) = models.glob("*/")
    likeness = Likeness(Encoder(exported).encode)
    result = []
    for one in drafted_sentences():
        check = DraftCheck([one.evidence], one.ruling.about, [one.ruling], [], likeness=likeness)
        shown = [sentence.text for sentence in (*check.feed(f"{one.text} [1]\n"), *check.finish())]
        result.append((one, shown, check.contradiction is not None))
    return result


def test_no_contradiction_is_shown(checked: list[tuple[DraftedSentence, list[str], bool]]) -> None:
    assert len(checked) == 120
    assert [one.text for one, shown, _ in checked if one.contradicts and shown] == []


def test_right_sentences_are_hardly_ever_struck(checked: list[tuple[DraftedSentence, list[str], bool]]) -> None:
    right = [one for one, _, _ in checked if not one.contradicts]
    struck = [one.text for one, _, contradicts in checked if contradicts and not one.contradicts]
    assert len(struck) / len(right) <= 0.03, struck


def test_contradictions_in_plain_words_are_found_as_such(
    checked: list[tuple[DraftedSentence, list[str], bool]],
) -> None:
    """Not only hidden for lack of support: of the sentences on hand nearly all, of those of others few so far."""
    plain = [contradicts for one, _, contradicts in checked if one.contradicts and not one.blind]
    assert sum(plain) / len(plain) >= 0.9


@given(st.text(), st.sampled_from([DENIED, WITH_MODIFIER, NO_EDIT, ALONE, MUE, BILLABLE]))
def test_no_text_makes_it_fail(text: str, verdict: Ruling) -> None:
    contradicted(text, [verdict])
