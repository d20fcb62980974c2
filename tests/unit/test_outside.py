"""What is not answered here is recognized by its words; what is about coding never is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from assistant.understand.outside import no_modifier, outside
from corpus.codes import Code, Modifier

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("snomed code for asthma", "SNOMED"),
        ("what is the DRG weight of 470", "DRG"),
        ("icd-11 code for gaming disorder", "ICD-11"),
        ("which antibiotic for a uti", "medical advice"),
        ("what are the symptoms of lupus", "medical advice"),
        ("should I sue the payer", "legal advice"),
        ("average salary of a certified coder", "careers"),
        ("what CPT codes will be new in 2031", "2031"),
        ("what is G9999Z", "G9999Z"),
        ("what should I give for a uti", "medical advice"),
        ("recommended treatment for hypertension", "medical advice"),
        ("what does the Aetna policy say about bariatric surgery", "Aetna's policies"),
        ("cigna prior authorization criteria for an MRI", "Cigna's policies"),
    ],
)
def test_what_is_outside_is_said(text: str, said: str) -> None:
    reason = outside(text, TODAY, names_codes=False)
    assert reason is not None
    assert said in reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("taxonomy code for a nurse practitioner", "TAXONOMY"),
        ("should my patient stop eliquis before the colonoscopy", "medical advice"),
        ("can I be sued for refusing to code that", "legal advice"),
        ("what does Cigna pay for a knee scope", "Cigna"),
    ],
)
def test_what_is_near_to_coding_and_outside_is_said_too(text: str, said: str) -> None:
    assert said in (outside(text, TODAY, names_codes=False) or "")


def test_what_a_private_payer_pays_is_not_here() -> None:
    assert "Aetna" in (outside("how much does Aetna pay for 99214", TODAY, names_codes=True) or "")


@pytest.mark.parametrize(
    "text",
    [
        "how many mg is one unit of ceftriaxone, what code",
        "code for side effects of chemo",
        "does Aetna cover 99417",
        "how much does Medicare pay for 99213",
        "what changes in 2027",
        "how do I bill a treatment step by step",
        "do I report the NDC on the claim",
        "asthma",
        "code for treatment of a nosebleed",
        "the plan's policy for a second opinion",
    ],
)
def test_questions_of_coding_are_answered(text: str) -> None:
    assert outside(text, TODAY, names_codes=False) is None


@pytest.mark.parametrize("text", ["is 96372 safe to bill with 99213", "which drug is J0696"])
def test_a_named_code_makes_it_a_question_of_coding(text: str) -> None:
    assert outside(text, TODAY, names_codes=True) is None


def test_a_payer_whose_document_is_loaded_is_answered_from_it() -> None:
    text = "what does the Aetna policy say about bariatric surgery"
    assert outside(text, TODAY, names_codes=False, titles=["Aetna clinical policy bulletin 157"]) is None


def _known(codes: Iterable[Code]) -> frozenset[Code]:
    return frozenset(codes) & {Modifier("25"), Modifier("LT")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("is modifier ZZ7 allowed with 99213", "two characters"),
        ("modifier Q99", "two characters"),
        ("can I use modifier 98", "98"),
        ("modifier ZQ on a visit", "ZQ"),
    ],
)
def test_a_made_up_modifier_is_said_to_be_none(text: str, said: str) -> None:
    assert said in (no_modifier(text, _known) or "")


@pytest.mark.parametrize(
    "text", ["modifier 25 on 99213", "MODIFIER ON 20610", "modifier of the year", "modifiers LT, 25"]
)
def test_other_words_behind_modifier_are_left_alone(text: str) -> None:
    assert no_modifier(text, _known) is None
