"""``python -m tests.evals.models``: what CasePilot adds to a model, on the knowledge base of CASEPILOT_HOME.

    python -m tests.evals.models --model NAME --url http://127.0.0.1:8081/v1       all ways on the eval questions
        --ways composer,bare,casepilot      some ways only (also no-functions, no-verdicts, no-checks)
        --cases FILE.jsonl                  told cases beside them (the form: cases.py)
        --told-only                         the told cases of the file alone
        --limit 20                          the first so many of a shuffled order
    python -m tests.evals.models --model NAME --url ... --attempts injections      orders in documents and questions
    python -m tests.evals.models --model NAME --url ... --attempts adversarial     questions for codes that don't exist
    python -m tests.evals.models --model NAME --url ... --attempts failures        servers that fail in five ways
    python -m tests.evals.models --table                                           the figures into docs/models.md
    python -m tests.evals.models --sheet 100                cited sentences with their passages, for a second reading

Every case is written when it is answered: a run that was ended goes on where it stopped. Results lie below
results/models by commit. Exit status: 0 measured; 1 it could not begin (one sentence says why).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from assistant.bootstrap import open_knowledge_base, open_search
from assistant.casepilot import CasePilot
from assistant.drafting.abilities import AbilityMemory
from assistant.drafting.model import Model
from assistant.drafting.openai_client import OpenAICompatibleModel
from assistant.settings import Settings
from corpus.errors import CasePilotError
from tests.evals.models import figures
from tests.evals.models.cases import ModelCase, read_cases
from tests.evals.models.failures import failures
from tests.evals.models.injections import judge, put, read_attempts
from tests.evals.models.ways import COMPOSER, WAYS, WHOLE, Judge, way_of

ADVERSARIAL = Path(__file__).with_name("adversarial.yaml")
# The same order for every model, so that two short runs have the same cases.
_SEED = 15


def main() -> int:
    options = _options()
    if options.table:
        print(f"written to {figures.write_page()}")
        return 0
    if options.sheet:
        print("\n".join(figures.sheet(options.sheet)))
        return 0
    try:
        asyncio.run(_measure(options))
    except CasePilotError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped: what was answered is kept, run it again to go on.", file=sys.stderr)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.models", description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="", help="the model's name on its server")
    parser.add_argument("--url", default="", help="the server's address, like http://127.0.0.1:8081/v1")
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--told-only", action="store_true")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--seconds", type=float, default=600.0, help="how long to wait for an answer")
    parser.add_argument("--attempts", choices=("injections", "adversarial", "failures"))
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--sheet", type=int)
    options = parser.parse_args()
    options.ways = options.ways.split(",")
    if options.told_only and options.cases is None:
        parser.error("--told-only measures the cases of a file: name it with --cases FILE.jsonl")
    if unknown := set(options.ways) - set(WAYS):
        parser.error(f"no such way: {', '.join(sorted(unknown))}; there are {', '.join(WAYS)}")
    needs_model = options.attempts or set(options.ways) != {COMPOSER}
    if not (options.table or options.sheet) and needs_model and not (options.model and options.url):
        parser.error("name the model and its server: make evals-model MODEL=... URL=http://127.0.0.1:8081/v1")
    return options


async def _measure(options: argparse.Namespace) -> None:
    settings = Settings()
    knowledge = open_knowledge_base(settings)
    casepilot = CasePilot(knowledge, open_search(knowledge, settings))
    drafter = OpenAICompatibleModel(
        options.model or COMPOSER,
        options.url or "http://127.0.0.1/v1",
        os.environ.get("CASEPILOT_MODEL_KEY", ""),
        first_token_timeout=options.seconds,
        silence_timeout=options.seconds,
        total_timeout=options.seconds,
        context_tokens=settings.model.model_context,
    )
    model = Model((drafter,), AbilityMemory(figures.FOLDER / "abilities.json"))
    judging = Judge(casepilot, knowledge)
    if options.attempts == "injections":
        await _inject(options, casepilot.with_model(model), casepilot)
        return
    if options.attempts == "failures":
        async for way, wrong in failures(casepilot, options.model, options.url, options.seconds):
            print(f"{way}: {wrong or 'held'}", flush=True)
        return
    if options.attempts == "adversarial":
        cases: list[ModelCase] = list(_adversarial())
        ways = [WHOLE]
    else:
        cases, ways = list(read_cases(options.cases, questions=not options.told_only)), options.ways
    random.Random(_SEED).shuffle(cases)
    for name in ways:
        way = way_of(name, casepilot, drafter, judging, model)
        kept = figures.Kept(COMPOSER if name == COMPOSER else options.model, options.attempts or name)
        for case in _open(cases[: options.limit], kept):
            given = await way.answer(case.turns)
            kept.add(case.id, {"faults": case.faults(tuple(given.texts)), **asdict(given)})


async def _inject(options: argparse.Namespace, casepilot: CasePilot, alone: CasePilot) -> None:
    attempts = list(read_attempts())
    random.Random(_SEED).shuffle(attempts)
    kept = figures.Kept(options.model, "injections")
    for attempt in attempts[: options.limit]:
        if attempt.name in kept.known:
            continue
        answer = await put(casepilot, attempt)
        judged = judge(attempt, answer, await put(alone, attempt))
        kept.add(attempt.name, {**asdict(judged), "drafted": answer.mode != COMPOSER, "text": answer.text})
        print(f"{attempt.name}: {'held' if judged.held else judged}", flush=True)


def _adversarial() -> Iterable[ModelCase]:
    told: dict[str, Any] = yaml.safe_load(ADVERSARIAL.read_text("utf-8"))
    for place, service in enumerate(told["services"], start=1):
        for number, form in enumerate(told["forms"], start=1):
            yield ModelCase(f"{place}-{number}", (form.format(service=service),), ({},))


def _open(cases: list[ModelCase], kept: figures.Kept) -> Iterable[ModelCase]:
    """The cases that are not answered yet, with a line of progress each."""
    began = time.perf_counter()
    for place, case in enumerate(cases, start=1):
        if case.id in kept.known:
            continue
        yield case
        took = time.perf_counter() - began
        print(f"{kept.way}: {place} of {len(cases)}, {case.id}, {took:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
