"""Identifiers of persons are replaced, and nothing else is: a table, and the measured sets in small."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.privacy.hiding import age_said, hide, kept_words
from corpus.mentions import find_codes
from tests.support.private_texts import private_texts, questions

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "expected", "told"),
    [
        (
            "Pt Maria Lopez, DOB 3/4/1960, 20610 on 10/3/2026",
            "Pt [name], age 66, 20610 on 10/3/2026",
            "1 name, 1 date of birth",
        ),
        (
            "pt john smith 45yo, mrn 00123456, 99213-25",
            "pt [name] 45yo, mrn [record number], 99213-25",
            "1 name, 1 record number",
        ),
        ("Doe, Jane F MBI 1EG4-TE5-MK73", "[name] MBI [member number]", "1 name, 1 member number"),
        ("lives at 1420 Elm Street, Apt 3, Austin, TX 78701. 99213?", "lives at [address]. 99213?", "1 address"),
        ("born 11/2/2026, circumcision 54150", "age 28 days, circumcision 54150", "1 date of birth"),
        (
            "call 512-555-0142 or fax 512-555-0143",
            "call [phone number] or fax [fax number]",
            "1 phone number, 1 fax number",
        ),
        (
            "Name,DOB,CPT,Units\nJane Doe,3/4/2026,99213,1\n",
            "Name,DOB,CPT,Units\n[name],age 8 months,99213,1\n",
            "1 name, 1 date of birth",
        ),
    ],
)
def test_identifiers_give_way_to_what_they_are(text: str, expected: str, told: str) -> None:
    hidden = hide(text, TODAY)
    assert (hidden.text, hidden.told) == (expected, told)


@pytest.mark.parametrize(
    "text",
    [
        "Bell's palsy, Crohn's disease, Colles fracture, Robert Jones dressing, Jackson Pratt drain",
        "Dr. Patel saw her and John Smith MD read the film",
        "NDC 00074-4339-02, NPI 1234567893, ZIP 75201, POS 11, 99213 on 3/4/2026",
        "claim 99213-25, account for 2 units, member of the group, chart 64483 and 64484",
        "Blue Cross denied 20610, Aetna paid; Humana wants 59",
        "payment of 99213 in Austin, Texas",
        "RN reached pt Mon 3/10, visit Tue 3/18",
    ],
)
def test_what_is_no_identifier_stays(text: str) -> None:
    assert hide(text, TODAY).text == text


def test_identifiers_are_found_and_no_code_is_damaged() -> None:
    """A fifth of what scripts/measure_privacy.py measures, on other seeds."""
    told, left, damaged = 0, [], []
    for private in private_texts(300, seed=7):
        hidden = hide(private.text, TODAY).text
        told += len(private.secrets)
        left += [secret for _, secret in private.secrets if secret in hidden]
        wanted = Counter(mention.text for mention in find_codes(private.story))
        if wanted - Counter(mention.text for mention in find_codes(hidden)):
            damaged.append(private.text)
    assert len(left) <= 0.03 * told, left
    assert damaged == []


def test_questions_without_identifiers_raise_no_alarm() -> None:
    for source, asked in questions().items():
        alarms = [text for text in asked if hide(text, TODAY).found]
        assert len(alarms) <= 0.01 * len(asked), (source, alarms)


@pytest.mark.parametrize(
    ("birth", "said"),
    [
        (date(1960, 3, 4), "age 66"),
        (date(2026, 4, 30), "age 7 months"),
        (date(2026, 11, 18), "age 12 days"),
        (date(2024, 11, 30), "age 2"),
    ],
)
def test_the_age_that_codes_go_by_stays(birth: date, said: str) -> None:
    assert age_said(birth, TODAY) == said


def test_of_a_pasted_claim_file_nothing_is_kept() -> None:
    text = "ISA*00*          *00*          *ZZ*S              *ZZ*R              *261102*1200*^*00501*000000001*0*P*:~"
    assert kept_words(f"{text}NM1*QC*1*DOE*JANE~") == "[a pasted claim file, not kept]"


@given(st.text(max_size=400))
def test_any_text_is_taken_and_hidden_once(text: str) -> None:
    hidden = hide(text, TODAY)
    assert len(hidden.found) == len(set(hidden.found))
    if not hidden.found:
        assert hidden.text == text
