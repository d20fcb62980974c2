"""A message of several cases: where it is cut, and how the answers become one."""

from __future__ import annotations

import time

import pytest

from assistant.answer import Answer, AnswerKind, Citation, Part, Sentence
from assistant.answering.several import AnsweredCase, one_answer
from assistant.understand.conversation.several import cases_in

ONE = (
    "A/P: 1. HTN stable, refill 2. DM uncontrolled, increase metformin 3. HLD stable. 99214?",
    "1. 99213-25 2. 11102 3. 11103 x2",
    "lesion 1. 2 cm on the arm, lesion 2. 3 cm on the leg, both benign",
    "what is 0709T?",
    "Part A. Medicare pays the hospital",
    "another patient had 45 minutes, same doctor",
    "",
)
SEVERAL = (
    ("(1) knee injection with ultrasound, 20611? (2) the hip was done blind, 20610 too?", ["1", "2"]),
    ("Medicare, two charts: a) wart frozen, 17110? b) skin tags x9, 11200?", ["A", "B"]),
    ("2 cases: 1. CKD 4 with hypertension 2. heart failure with hypertension", ["1", "2"]),
    ("99213 with 20610 for the knee? Different pt: 11102 with 17000, which one takes 59?", ["1", "2"]),
    ("Q1: is 96372 paid with 99213? Q2: and 36415 with 80053?", ["1", "2"]),
    ("is 93000 right in the ED? Separate question: which code for a strep test?", ["1", "2"]),
)


@pytest.mark.parametrize("text", ONE)
def test_one_case(text: str) -> None:
    assert [case.text for case in cases_in(text)] == [text]


@pytest.mark.parametrize(("text", "labels"), SEVERAL)
def test_several_cases(text: str, labels: list[str]) -> None:
    assert [case.label for case in cases_in(text)] == labels


def test_the_head_belongs_to_every_case() -> None:
    cases = cases_in("Medicare, two charts: a) wart frozen, 17110? b) skin tags x9, 11200?")
    assert all(case.text.startswith("Medicare, two charts: ") for case in cases)
    assert "17110" not in cases[1].text


@pytest.mark.parametrize("sign", ["1. ", "(1) ", "a) ", "\n", "; ", "next one. ", "? another pt ", " "])
def test_reading_cases_is_linear(sign: str) -> None:
    text = (sign * 8_000)[:8_000]
    began = time.process_time()
    cases_in(text)
    assert time.process_time() - began < 0.05


def _answer(text: str, number: int) -> Answer:
    sentences = (
        Sentence(f"{text} [{number}]", citations=(number,), part=Part.CONCLUSION),
        Sentence("99213: status A", "\n\n", part=Part.FACTS),
        Sentence(f"Because. [{number}]", "\n\n- ", (number,), part=Part.WHY),
    )
    return Answer(AnswerKind.ANSWER, sentences, citations=(Citation(number, "t", "e", "", "text"),))


def test_conclusions_first_and_sources_numbered_through() -> None:
    answer = one_answer([AnsweredCase("A", _answer("Yes.", 2)), AnsweredCase("B", _answer("No.", 2))], {"total": 1.0})
    assert answer.text == "**A.** Yes. [2]\n\n**B.** No. [4]\n\n- **A.** Because. [2]\n- **B.** Because. [4]"
    assert [citation.number for citation in answer.citations] == [2, 4]
    assert "status A" in answer.details
    assert all(number in (2, 4) for sentence in answer.sentences for number in sentence.citations)
