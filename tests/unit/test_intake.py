"""What may be asked, as a table of messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.__main__ import main
from assistant.understand.intake import LONGEST_QUESTION, QuestionError, read_question

READ_AS = [
    ("what is 0709T?", "what is 0709T?"),
    ("  what is 0709T?\r\n", "what is 0709T?"),
    ("two\r\nlines\rthree", "two\nlines\nthree"),
    ("\ufeffwhat\u200b is 0709T?", "what is 0709T?"),
    ("a long enough line with one stray \x07 bell in it", "a long enough line with one stray  bell in it"),
    ("¿Qué es 0709T? 心 😀", "¿Qué es 0709T? 心 😀"),
    ("x" * LONGEST_QUESTION, "x" * LONGEST_QUESTION),
]

REFUSED = [
    ("", "nothing to read"),
    (" \n\t ", "nothing to read"),
    ("\u200b\u2060", "nothing to read"),
    ("x" * (LONGEST_QUESTION + 1), "8,001 characters"),
    ("PK\x03\x04\x00\x00", "inside of a file"),
    ("\ufffd" * 50 + "text", "inside of a file"),
]


@pytest.mark.parametrize(("raw", "expected"), READ_AS)
def test_readable_text_is_a_question(raw: str, expected: str) -> None:
    assert read_question(raw) == expected


@pytest.mark.parametrize(("raw", "reason"), REFUSED)
def test_anything_else_is_refused_in_one_sentence(raw: str, reason: str) -> None:
    with pytest.raises(QuestionError, match=reason) as refused:
        read_question(raw)
    assert "\n" not in str(refused.value)


@given(st.text(max_size=300))
def test_a_text_is_either_refused_or_read_as_itself_again(raw: str) -> None:
    try:
        question = read_question(raw)
    except QuestionError:
        return
    assert question
    assert read_question(question) == question


@pytest.mark.parametrize("command", ["ask", "search"])
def test_the_command_line_refuses_what_is_too_long(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "x" * (LONGEST_QUESTION + 1)]) == 1
    told = capsys.readouterr().err
    assert "reads up to 8,000 at a time" in told
    assert told.count("\n") == 1
