"""Golden answers: what CasePilot answers today, as JSON less timings, so that a change of behaviour is read as a diff.

    python -m tests.golden            # writes the answers anew: read the diff before committing it
    python -m tests.golden --check    # says which differ, as the test does

``test_golden.py`` holds them in the test run. Asked are the questions of the evals and those of ``questions.yaml``, on the small home and on the desk home, on a fixed
day. One line an answer; a source is its title, edition, place and the digest of its text.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import yaml

from assistant.answer import Answer
from assistant.bootstrap import open_retriever
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.store.knowledge_base import KnowledgeBase
from corpus.yaml_loader import LOADER
from tests.evals.questions import read_questions
from tests.support import homes

FOLDER = Path(__file__).parent
HOMES = {"small": homes.small_home, "desk": homes.desk_home}
TODAY = date(2026, 5, 15)  # a day that every table of the desk covers


def conversations() -> list[tuple[str, ...]]:
    """The turns of each conversation, each asked once."""
    own = yaml.load((FOLDER / "questions.yaml").read_text(encoding="utf-8"), Loader=LOADER) or []
    asked = [(*case.history, case.ask) for case in read_questions()]
    asked += [(entry,) if isinstance(entry, str) else tuple(entry) for entry in own]
    return list(dict.fromkeys(asked))


def golden_file(name: str) -> Path:
    """Where the answers of a home are kept."""
    return FOLDER / f"{name}.jsonl"


def answers(name: str, asked: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """One line of JSON for each conversation: its turns, and the answer to the last."""
    with closing(KnowledgeBase.open(HOMES[name]())) as knowledge:
        casepilot = CasePilot(knowledge, open_retriever(knowledge))
        for turns in asked:
            answer = asyncio.run(_converse(casepilot, turns))
            yield json.dumps({"turns": turns, **as_golden(answer)}, ensure_ascii=False, sort_keys=True)


async def _converse(casepilot: CasePilot, turns: Sequence[str]) -> Answer:
    conversation = Conversation()
    for text in turns:
        async for event in casepilot.ask(conversation, text, today=TODAY):
            if isinstance(event, AnswerReady):
                conversation, answer = event.conversation, event.answer
    return answer


def as_golden(answer: Answer) -> dict[str, object]:
    """The answer without what changes from run to run."""
    return {
        "kind": answer.kind.value,
        "text": answer.text,
        "details": _short_digest(answer.details),
        "checks": [f"{check.kind.value} {check.detail}".strip() for item in answer.sentences for check in item.checks],
        "codes": [str(card.code) for card in answer.codes],
        "sources": [
            f"[{item.number}] {item.title} | {item.edition} | {item.locator} | {_short_digest(item.text)}"
            for item in answer.citations
            if f"[{item.number}]" in answer.text
        ],
        "warnings": list(answer.warnings),
        "follow_ups": list(answer.follow_ups),
    }


def _short_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def main(arguments: Sequence[str]) -> int:
    """Writes the golden answers, or with ``--check`` counts and names those that differ."""
    asked, differ = conversations(), 0
    for name in HOMES:
        lines = list(answers(name, asked))
        if "--check" in arguments:
            before = golden_file(name).read_text(encoding="utf-8").splitlines()
            for line, old in zip(lines, before, strict=False):
                if line != old:
                    differ += 1
                    print(f"{name}: {json.loads(line)['turns']}")
        else:
            golden_file(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {len(lines)} answers")
    print(f"{differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
