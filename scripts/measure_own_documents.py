"""A hundred questions over the sixty generated documents, through the whole of CasePilot: whose rule answers first?

    python -m scripts.measure_own_documents [--home HOME [--ready]]

HOME is a knowledge base that the documents are added to (to a copy: it stays as it is); without it the tests' own is
taken, with small tables of Medicare. ``--ready`` says that it holds them already. Each question is asked twice: with
its document's title, and with its payer's name alone.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer, AnswerKind
from assistant.bootstrap import open_casepilot
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.editions import Edition
from corpus.relations import Table
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from ingest.__main__ import main as ingest
from tests.evals.documents.content import Policy
from tests.evals.documents.questions import Asked, questions
from tests.evals.documents.reading import written


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question, the titles that may answer it, and the sentence that does."""

    text: str
    titles: frozenset[str]
    sentence: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a knowledge base with tables of Medicare")
    parser.add_argument("--ready", action="store_true", help="the documents are in that knowledge base already")
    options = parser.parse_args()
    base = options.home
    if base is None:
        from tests.support.homes import desk_home

        base = desk_home()
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder) / "documents"
        documents.mkdir()
        made = [(path, policy) for kind, path, policy in written(documents) if "form" not in kind]
        home = base if options.ready else Path(folder) / "home"
        os.environ["CASEPILOT_HOME"] = str(home)
        if not options.ready:
            shutil.copytree(base, home)
            if ingest(["add", *map(str, sorted(documents.iterdir()))]):
                return 1
        return asyncio.run(_measure(home, made))


async def _measure(home: Path, made: Sequence[tuple[Path, Policy]]) -> int:
    shelf = {entry.edition.title: entry.edition for entry in Shelf.open(Home(home)).entries if _is_own(entry.edition)}
    by_payer: dict[str, set[str]] = {}
    for title in shelf:
        by_payer.setdefault(" ".join(title.split()[:1]), set()).add(title)
    asked = list(questions([policy for _, policy in made]))
    casepilot = open_casepilot()
    for name, wanted in (("title", _by_title(asked)), ("payer", _by_payer(asked, by_payer))):
        counts: Counter[str] = Counter()
        for one in wanted:
            answer = await _answer(casepilot, one.text)
            counts.update(_judged(answer, one))
            if "Medicare in its place" in _judged(answer, one):
                print(f"- {one.text}\n  {answer.conclusion[:200]}")
        print(f"by {name}: {dict(counts)}")
    return 0


def _is_own(edition: Edition) -> bool:
    return edition.table == Table.DOCUMENTS.value


def _by_title(asked: Sequence[Asked]) -> Iterator[Wanted]:
    for one in asked:
        yield Wanted(one.text, frozenset({one.title}), one.sentence)


def _by_payer(asked: Sequence[Asked], by_payer: Mapping[str, set[str]]) -> Iterator[Wanted]:
    """The same questions that name no title: any document of the payer may answer."""
    for one in asked:
        payer = one.title.split()[0]
        question = one.text.removeprefix(f"{one.title}: ")
        yield Wanted(f"For {payer}, {question}", frozenset(by_payer.get(payer, ())), one.sentence)


async def _answer(casepilot: CasePilot, text: str) -> Answer:
    async for event in casepilot.ask(Conversation(), text):
        if isinstance(event, AnswerReady):
            return event.answer
    raise AssertionError(f"no answer to {text!r}")


def _judged(answer: Answer, wanted: Wanted) -> Iterator[str]:
    """What is true of an answer: whose passage it cites first, and whether the very sentence stands in it."""
    titles = {citation.number: citation.title for citation in answer.citations}
    first = next((titles[number] for one in answer.sentences for number in one.citations if number in titles), "")
    own = any(first.startswith(title) for title in wanted.titles)
    yield "questions"
    if own:
        yield "own passage cited first"
    elif answer.kind is AnswerKind.ANSWER and not answer.text.startswith("**"):
        yield "Medicare in its place"
    else:
        yield f"said that it does not speak of it ({answer.kind.value})"
    if _plain(wanted.sentence) in _plain(answer.text):
        yield "the very sentence quoted"


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\(note \d+\)|\[\d+\]|\W+", " ", text).split()).casefold()


if __name__ == "__main__":
    sys.exit(main())
