"""Asks the dated validity questions of tests/evals/cases/validity.csv of a knowledge base, and prints how it answers.

    python -m scripts.measure_dated [HOME]

Right: the answer begins as the publishers' files say. Not loaded: it says plainly that no edition of that day is here.
Wrong is everything else; exit status 1 where anything is. The questions are drawn by tests/evals/draw_validity.py.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

from assistant.bootstrap import open_retriever
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.configuration import StoreSettings
from corpus.store.knowledge_base import KnowledgeBase
from tests.evals.draw_validity import NO, UNKNOWN, YES, Question, read_questions

TODAY = date(2026, 11, 30)
_WORDINGS = (
    "is {code} valid on {day}?",
    "was {code} active on {day}?",
    "{code} valid for dos {day}?",
    "can {code} be billed on {day}?",
)
_YES = ("Yes",)
_NO = ("No.", "No:", "Not valid on", "Not as far as")
_NOT_LOADED = ("As of ", "No edition for ", "I don't have ")


def grade(question: Question, text: str) -> str:
    """right, not loaded or wrong."""
    said = text.replace("*", "").lstrip()
    if said.startswith(_NOT_LOADED):
        return "right" if question.expected == UNKNOWN else "not loaded"
    begins = {YES: _YES, NO: _NO, UNKNOWN: ()}[question.expected]
    if said.startswith(begins):
        return "right"
    # A code that no loaded edition has at any time: as good as a no where it is not there on the day.
    return "right" if question.expected == NO and " is not in the loaded editions" in said else "wrong"


async def asked(casepilot: CasePilot, text: str) -> str:
    async for event in casepilot.ask(Conversation(), text, today=TODAY):
        if isinstance(event, AnswerReady):
            return event.answer.text
    raise AssertionError("every question is answered")


def wording(question: Question, number: int) -> str:
    day = f"{question.day.month}/{question.day.day}/{question.day.year}"
    code = f"modifier {question.code}" if question.code_set == "HCPCS modifier" else question.code
    return _WORDINGS[number % len(_WORDINGS)].format(code=code, day=day)


async def measure(casepilot: CasePilot) -> int:
    began, grades = time.monotonic(), Counter[tuple[str, str]]()
    for number, question in enumerate(read_questions()):
        text = wording(question, number)
        said = await asked(casepilot, text)
        grades[question.code_set, graded := grade(question, said)] += 1
        if graded != "right":
            print(f"{graded}: {text} {question.expected} ({question.kind}, {question.facts})\n    {said[:160]!r}")
    print("| code set | asked | right | plainly not loaded | wrong |\n|---|---|---|---|---|")
    for code_set in dict.fromkeys(name for name, _ in grades):
        counts = [grades[code_set, name] for name in ("right", "not loaded", "wrong")]
        print(f"| {code_set} | {sum(counts)} | {' | '.join(map(str, counts))} |")
    wrong = sum(count for (_, name), count in grades.items() if name == "wrong")
    print(f"{sum(grades.values())} questions, {wrong} wrong, {time.monotonic() - began:.0f} s.")
    return 1 if wrong else 0


def main() -> int:
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else StoreSettings().home
    with closing(KnowledgeBase.open(home)) as knowledge:
        return asyncio.run(measure(CasePilot(knowledge, open_retriever(knowledge))))


if __name__ == "__main__":
    sys.exit(main())
