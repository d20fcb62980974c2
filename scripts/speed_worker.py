"""One run of ``measure_speed`` on one checkout: ``speed_worker.py CHECKOUT HOME``, the questions as JSON on stdin.

Prints "measured " and JSON: row -> [milliseconds by the clock, by the processor], or [a figure] of another unit. It
only uses what every checkout has had under the same or an older name.
"""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ASKERS = 32
RELOADS = 10
# The loop is looked at so often: what holds it longer than this is seen.
_TICK = 0.002
_LISTS = ("list all add-on codes", "list every add-on code")
_SEARCHES = 80
# Seconds.
_SLOW = 3.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Seconds to what was read, to the first words and to the whole answer, and of the processor."""

    read: float
    first: float
    whole: float
    worked: float


def found(*names: str) -> Any:
    """The first of several modules that there is."""
    for name in names:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError:
            continue
    raise ModuleNotFoundError(names[0])


def resident() -> float:
    """Megabytes."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


async def ask(casepilot: Any, text: str) -> Asked:
    events = importlib.import_module("assistant.events")
    query = found("assistant.understand.query", "assistant.question")
    began, worked = time.perf_counter(), time.process_time()
    read = first = 0.0
    async for event in casepilot.ask(query.Conversation(), text):
        if isinstance(event, events.StageFinished) and not read:
            read = time.perf_counter() - began
        if isinstance(event, events.SentenceReady) and not first:
            first = time.perf_counter() - began
    whole = time.perf_counter() - began
    return Asked(read, first or whole, whole, time.process_time() - worked)


async def one_by_one(casepilot: Any, texts: Sequence[str]) -> list[Asked]:
    return [await ask(casepilot, text) for text in texts]


async def at_once(casepilot: Any, texts: Sequence[str]) -> tuple[float, list[float]]:
    """Answers a second of many askers, and the seconds that each answer took."""

    async def asker(mine: Sequence[str]) -> list[float]:
        return [(await ask(casepilot, text)).whole for text in mine]

    began = time.perf_counter()
    waited = await asyncio.gather(*(asker(texts[number::ASKERS]) for number in range(ASKERS)))
    return len(texts) / (time.perf_counter() - began), [seconds for each in waited for seconds in each]


async def longest_hold(casepilot: Any, text: str) -> tuple[float, float]:
    """Seconds of an answer, and the longest that it held the event loop."""
    held, stop = 0.0, False

    async def watch() -> None:
        nonlocal held
        while not stop:
            began = time.perf_counter()
            await asyncio.sleep(_TICK)
            held = max(held, time.perf_counter() - began - _TICK)

    watching = asyncio.create_task(watch())
    asked = await ask(casepilot, text)
    stop = True
    await watching
    return asked.whole, held


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def milliseconds(values: Sequence[float], share: float = 0.5) -> float:
    return percentile(values, share) * 1000


def searched(casepilot: Any, texts: Sequence[str]) -> tuple[list[float], list[float], list[float]]:
    """Seconds of searches over everything, by the clock and the processor, and of encoding their words alone."""
    across = found("assistant.retrieval.across").search_across
    systems = list(found("assistant.retrieval.search", "assistant.search").SEARCHABLE)
    bootstrap = importlib.import_module("assistant.bootstrap")
    knowledge = casepilot._knowledge
    retriever = bootstrap.open_retriever(knowledge)
    took, worked, encoded = [], [], []
    for text in texts:
        began, busy = time.perf_counter(), time.process_time()
        across(retriever, text, systems, 10)
        took.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    for text in texts:
        began = time.perf_counter()
        knowledge.encoder.encode([f"{text} again"])
        encoded.append(time.perf_counter() - began)
    return took, worked, encoded


def measured(asked: dict[str, list[str]]) -> dict[str, list[float]]:
    bootstrap = importlib.import_module("assistant.bootstrap")
    began = time.perf_counter()
    casepilot = bootstrap.open_casepilot()
    opened = time.perf_counter() - began
    if hasattr(casepilot, "wait_until_prepared"):
        casepilot.wait_until_prepared()
    if importlib.util.find_spec("assistant.memory"):
        importlib.import_module("assistant.memory").settle()  # what the server does once it has opened
    rows: dict[str, list[float]] = {}
    asyncio.run(one_by_one(casepilot, asked["mixed"][::12]))
    mixed = asyncio.run(one_by_one(casepilot, asked["mixed"]))
    worked = statistics.mean(one.worked for one in mixed) * 1000
    for name, values in (
        ("time to read", [one.read for one in mixed]),
        ("time to first words", [one.first for one in mixed]),
        ("whole answer", [one.whole for one in mixed]),
    ):
        rows[f"{name}, p50 ms"] = [milliseconds(values)]
        rows[f"{name}, p95 ms"] = [milliseconds(values, 0.95)]
    rows["one question, mean"] = [statistics.mean(one.whole for one in mixed) * 1000, worked]
    for name, kind in (("one verdict question", "verdict"), ("a pasted claim, 5 lines and 3 diagnoses", "claim")):
        asyncio.run(one_by_one(casepilot, asked[kind][:3]))
        answers = asyncio.run(one_by_one(casepilot, asked[kind][3:]))
        whole, busy = [one.whole for one in answers], [one.worked for one in answers]
        rows[f"{name}, p50 ms"] = [milliseconds(whole), milliseconds(busy)]
    took, busy, encoded = searched(casepilot, asked["mixed"][:_SEARCHES])
    rows["search over everything, p50 ms"] = [milliseconds(took), milliseconds(busy)]
    rows["encoding one query, p50 ms"] = [milliseconds(encoded)]
    lists = [asyncio.run(longest_hold(casepilot, text)) for text in _LISTS]
    rows["list all add-on codes, ms"] = [milliseconds([whole for whole, _ in lists])]
    rows["list all add-on codes, longest hold of the loop, ms"] = [milliseconds([held for _, held in lists])]
    rate, waited = asyncio.run(at_once(casepilot, asked["mixed"]))
    rows["32 askers at once, answers a second"] = [rate]
    alone = percentile([one.whole for one in mixed], 0.5)
    rows["32 askers at once, p95 as times one asker's p50"] = [percentile(waited, 0.95) / alone]
    rows |= long_read(casepilot, asked["long"])
    rows["opening, s"] = [opened]
    rows["memory with all questions asked, MB"] = [resident()]
    rows["memory after ten reloads, MB"] = [reloaded(bootstrap, casepilot)]
    return rows


def long_read(casepilot: Any, texts: Sequence[str]) -> dict[str, list[float]]:
    """The slowest reading of a text of 8,000 characters; what takes seconds is slow enough to know."""
    query = found("assistant.understand.query", "assistant.question")
    slowest = 0.0
    for text in texts:
        before = time.process_time()
        if hasattr(casepilot._gatherer, "read"):
            casepilot._gatherer.read(query.Conversation(), text, date.today())
        else:
            query.understand(query.Conversation(), text, casepilot._knowledge.existing, date.today())
        slowest = max(slowest, time.process_time() - before)
        if slowest > _SLOW:
            break
    return {"slowest reading of 8,000 characters, ms of processor": [slowest * 1000]}


def reloaded(bootstrap: Any, casepilot: Any) -> float:
    """Megabytes once the knowledge base was replaced ten times."""
    for _ in range(RELOADS):
        if importlib.util.find_spec("assistant.opened"):
            casepilot._knowledge.close()  # what the process's workbench does with a replaced one
        casepilot = bootstrap.open_casepilot()
        asyncio.run(ask(casepilot, "which add-ons go with 64483?"))
    gc.collect()
    if importlib.util.find_spec("assistant.memory"):
        importlib.import_module("assistant.memory").give_back()
    return resident()


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    os.environ["CASEPILOT_HOME"] = sys.argv[2]
    print("measured " + json.dumps(measured(json.load(sys.stdin))))
