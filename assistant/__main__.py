"""``python -m assistant ask|claim|search``: CasePilot on the command line.

Exit status: 0 answered (an abstention is an answer too); 1 could not be done (one sentence says why).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from assistant.answer import Answer, Part
from assistant.bootstrap import open_casepilot, open_knowledge_base, open_search
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.retrieval.search import SEARCHABLE, search
from assistant.serialization import answer_json
from assistant.settings import Settings
from assistant.understand.claims.files.reading import read_path
from assistant.understand.claims.text import ClaimText
from assistant.understand.intake import read_question
from assistant.understand.query import Conversation, Query
from assistant.understand.query_json import as_json
from corpus.errors import CasePilotError


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m assistant", description="Ask CasePilot, or search its sources.")
    commands = parser.add_subparsers(dest="command", required=True)
    ask_command = commands.add_parser("ask", help="answer a question, or a conversation from standard input")
    ask_command.add_argument("question", nargs="?", help="left out: one turn a line from standard input")
    ask_command.add_argument(
        "--details", action="store_true", help="with the rows, codes and sections behind the answer"
    )
    ask_command.add_argument("--json", action="store_true", help="answers as JSON, one object an answer")
    claim_command = commands.add_parser("claim", help="check a file of claims: X12 837 or 835, CSV, XLSX, PDF, text")
    claim_command.add_argument("file", type=Path, help="the file")
    claim_command.add_argument("--details", action="store_true", help="with the rows that the verdicts rest on")
    claim_command.add_argument("--json", action="store_true", help="one JSON line a claim")
    search_command = commands.add_parser("search", help="ranked codes and guideline sections for a text")
    search_command.add_argument("text", nargs="?", help="left out: one query a line from standard input, JSON out")
    search_command.add_argument("--system", choices=SEARCHABLE, action="append", help="search only this (repeatable)")
    search_command.add_argument("--top", type=_positive, default=10, metavar="N", help="results at most (10)")
    search_command.add_argument("--json", action="store_true", help="as one JSON line")
    options = parser.parse_args(arguments)
    try:
        return {"ask": _ask, "claim": _claim, "search": _search}[options.command](options)
    except CasePilotError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give a number of results of 1 or more")
    return number


def _ask(options: argparse.Namespace) -> int:
    # What cannot be asked is refused before anything is opened.
    questions = [read_question(options.question)] if options.question is not None else _lines()
    casepilot = open_casepilot()
    asyncio.run(
        _converse(casepilot, questions, as_json=options.json, one=options.question is not None, details=options.details)
    )
    return 0


def _claim(options: argparse.Namespace) -> int:
    casepilot = open_casepilot()
    claims = read_path(options.file, date.today(), casepilot.known)
    asyncio.run(_check(casepilot, claims, in_json=options.json, details=options.details))
    return 0


async def _check(casepilot: CasePilot, claims: Iterable[ClaimText], *, in_json: bool, details: bool) -> None:
    for claim in claims:
        async for event in casepilot.check(claim):
            if isinstance(event, AnswerReady):
                answer = event.answer
        if in_json:
            read = as_json(Query.of_claim(claim.title, claim))["claim"]
            print(json.dumps({"claim": read, **answer_json(answer)}, ensure_ascii=False), flush=True)
        else:
            print(f"> {claim.title}\n")
            _print_answer(answer, details)


async def _converse(casepilot: CasePilot, questions: Iterable[str], *, as_json: bool, one: bool, details: bool) -> None:
    conversation = Conversation()
    for text in questions:
        async for event in casepilot.ask(conversation, read_question(text)):
            if isinstance(event, AnswerReady):
                conversation = event.conversation
                answer = event.answer
        if as_json:
            print(json.dumps(answer_json(answer), indent=2 if one else None, ensure_ascii=False), flush=True)
        else:
            if not one:
                print(f"> {text}\n")
            _print_answer(answer, details)


def _print_answer(answer: Answer, details: bool) -> None:
    print(answer.text)
    if details and answer.details:
        print(f"\nDetails\n\n{answer.details}")
    shown = {
        number
        for sentence in answer.sentences
        if details or sentence.part is not Part.DETAILS
        for number in sentence.citations
    }
    if cited := [citation for citation in answer.citations if citation.number in shown]:
        print("\nSources")
        for citation in cited:
            print(f"  [{citation.number}] {citation.title}. {citation.edition}; {citation.locator}")
    for warning in answer.warnings:
        print(f"\nNote: {warning}")
    print(f"\n(answered by {answer.mode} in {answer.timings['total']:.0f} ms)\n", flush=True)


def _search(options: argparse.Namespace) -> int:
    text = None if options.text is None else read_question(options.text)
    settings = Settings()
    knowledge = open_knowledge_base(settings)
    retriever = open_search(knowledge, settings)
    systems = options.system or list(SEARCHABLE)
    if text is None:
        for query in _lines():
            found = search(knowledge.catalog, retriever, read_question(query), systems, options.top)
            print(json.dumps(found), flush=True)
        return 0
    found = search(knowledge.catalog, retriever, text, systems, options.top)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for result in found["results"]:
        name = result.get("code") or result["section"]
        print(f"{result['rank']:3}  {result['system']:10} {name:12} {result['description']}")
    if not found["results"]:
        print("Nothing found.")
    return 0


def _lines() -> Iterable[str]:
    return (line.strip() for line in sys.stdin if line.strip())


if __name__ == "__main__":
    sys.exit(main())
