"""Told cases written by coders who had not seen the code: how many are concluded in the first lines.

    python -m tests.evals.told_cases             # each file of tests/evals/told, on the knowledge base of CASEPILOT_HOME
    python -m tests.evals.told_cases --misses    # with the questions and answers that miss

A case is right when each of its turns is: every pattern of ``lead`` within the first 320 characters of the answer, every
``must`` anywhere, no ``must_not``. The patterns read words, not sense: read the answers too.
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.bootstrap import open_casepilot
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.understand.query import Conversation

FOLDER = Path(__file__).parent / "told"
LEAD = 320
_FLAGS = re.IGNORECASE | re.DOTALL


def plain(text: str) -> str:
    """The answer as a reader sees it: no marks, no citation numbers, single spaces."""
    text = re.sub(r"\s*\[\d+\]", "", text)
    text = re.sub(r"[*|`#]", "", text).replace("–", "-").replace("’", "'").replace("×", "x")
    text = re.sub(r"(?<![A-Za-z])x ?(?=\d)", "x ", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def told_faults(turn: dict[str, Any], answered: str) -> list[str]:
    """Patterns that an answer misses, or holds and should not."""
    text = plain(answered)
    found = [f"lead {one}" for one in turn.get("lead", ()) if not re.search(one, text[:LEAD], _FLAGS)]
    found += [f"must {one}" for one in turn.get("must", ()) if not re.search(one, text, _FLAGS)]
    return found + [f"must not {one}" for one in turn.get("must_not", ()) if re.search(one, text, _FLAGS)]


async def converse(casepilot: CasePilot, questions: Sequence[str]) -> list[Answer]:
    """The answers to the turns of one conversation."""
    conversation, answers = Conversation(), []
    for question in questions:
        async for event in casepilot.ask(conversation, question):
            if isinstance(event, AnswerReady):
                conversation = event.conversation
                answers.append(event.answer)
    return answers


def main(arguments: Sequence[str]) -> int:
    casepilot = open_casepilot()
    for path in sorted(FOLDER.glob("*.jsonl")):
        cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        right, lengths = 0, []
        for case in cases:
            turns = case.get("turns") or [{**case, "q": case["question"]}]
            answers = asyncio.run(converse(casepilot, [turn["q"] for turn in turns]))
            lengths += [len(plain(answer.text).split()) for answer in answers]
            missed = [
                (turn, answer) for turn, answer in zip(turns, answers, strict=True) if told_faults(turn, answer.text)
            ]
            right += not missed
            if missed and "--misses" in arguments:
                for turn, answer in missed:
                    print(
                        f"{case['id']}: {turn['q']}\n  right: {turn.get('right')}\n  said: {plain(answer.text)[:LEAD]}"
                    )
        print(f"{path.stem}: {right} of {len(cases)} right, median {statistics.median(lengths):.0f} words")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
