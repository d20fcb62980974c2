"""The cases that models are measured on: the eval questions, told cases of a file, and adversarial questions.

A told case is a line of JSON: ``id``, ``question`` (or ``turns`` of ``q``), and patterns: all of ``lead`` stand within
the first 320 characters, all of ``must`` anywhere, none of ``must_not``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.evals.questions import QuestionCase, read_questions
from tests.evals.told_cases import told_faults


@dataclass(frozen=True, slots=True)
class ModelCase:
    """One conversation; ``checks`` are those of each turn, None where a turn is only on the way to the next."""

    id: str
    turns: tuple[str, ...]
    checks: tuple[dict[str, Any], ...] = ()
    question: QuestionCase | None = None

    def faults(self, texts: tuple[str, ...]) -> list[str]:
        """What is wrong with the answers to the turns, as texts; of a model alone and of CasePilot in the same way."""
        if self.question is not None:
            return _question_faults(self.question, texts[-1])
        return [fault for check, text in zip(self.checks, texts, strict=True) for fault in told_faults(check, text)]


def read_cases(file: Path | None, *, questions: bool = True) -> Iterator[ModelCase]:
    """The eval questions unless they are left out, then the told cases of a file."""
    for number, case in enumerate(read_questions() if questions else (), start=1):
        if not case.abstain:
            yield ModelCase(f"question-{number}", (*case.history, case.ask), question=case)
    if file is not None:
        for line in file.read_text("utf-8").splitlines():
            told = json.loads(line)
            turns = told.get("turns") or [{**told, "q": told["question"]}]
            yield ModelCase(str(told["id"]), tuple(turn["q"] for turn in turns), tuple(turns))


def _question_faults(case: QuestionCase, text: str) -> list[str]:
    said = text.lower()
    return [
        *(f"lacks {code}" for code in case.codes if code.lower() not in said),
        *(f"does not say {words!r}" for words in case.must if words.lower() not in said),
        *(f"says {words!r}" for words in case.must_not if words.lower() in said),
    ]
