"""Measures what a user waits for, on the real knowledge base, and prints it as a Markdown table.

    python scripts/measure.py            # retrieval, answers without a model, server start and memory

Run it on an otherwise idle machine. Queries are real texts: ICD-10-CM inclusion terms and authored synonyms.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).parent.parent
sys.path.insert(0, str(PROJECT))

from assistant.bootstrap import open_casepilot, open_knowledge_base, open_retriever  # noqa: E402
from assistant.events import AnswerReady, SentenceReady  # noqa: E402
from assistant.retrieval.across import search_across  # noqa: E402
from assistant.retrieval.search import SEARCHABLE  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.understand.query import Conversation  # noqa: E402
from corpus.records import PassageRole  # noqa: E402

QUERIES = 400
SEED = 20261123
QUESTIONS = (
    "what is 0709T?",
    "what is CPT code 99213?",
    "can 64484 be billed alone?",
    "which add-ons go with 64483?",
    "is E11 billable?",
    "ICD-10 for type 2 diabetes with CKD stage 3",
    "guidelines for E/M services",
    "when do I use modifier 25?",
    "difference between 99213 and 99214",
    "what is 0790T?",
)


def main() -> int:
    rows = [*retrieval(), *asyncio.run(answers()), *server()]
    print("| what | measured |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")
    return 0


def spread(seconds: list[float]) -> str:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return f"p50 {statistics.median(ordered) * 1000:.1f} ms, p95 {ordered[int(len(ordered) * 0.95)] * 1000:.1f} ms"


def retrieval() -> list[tuple[str, str]]:
    began = time.perf_counter()
    knowledge = open_knowledge_base(Settings())
    opened = time.perf_counter() - began
    retriever = open_retriever(knowledge)
    texts = sorted(
        passage.text
        for collection in ("icd10cm", "cpt", "hcpcs")
        for passage in knowledge.catalog.passages(collection)
        if passage.role is PassageRole.SYNONYM
    )
    queries = random.Random(SEED).sample(texts, QUERIES)
    timed: dict[str, list[float]] = {"ICD-10-CM": [], "everything": []}
    for query in queries:
        for name, collections in (("ICD-10-CM", ["icd10cm"]), ("everything", list(SEARCHABLE))):
            began = time.perf_counter()
            search_across(retriever, query, collections, 10)
            timed[name].append(time.perf_counter() - began)
    passages = sum(knowledge.manifest.vector_counts.values())
    knowledge.close()
    return [
        ("passages in the knowledge base", f"{passages:,}"),
        ("opening the knowledge base, hashes checked", f"{opened:.2f} s"),
        *((f"hybrid search, {name}, top 10, {QUERIES} queries", spread(values)) for name, values in timed.items()),
    ]


async def answers() -> list[tuple[str, str]]:
    casepilot = open_casepilot()
    first: list[float] = []
    whole: list[float] = []
    for question in QUESTIONS * 10:
        began = time.perf_counter()
        shown = False
        async for event in casepilot.ask(Conversation(), question):
            if isinstance(event, SentenceReady) and not shown:
                first.append(time.perf_counter() - began)
                shown = True
            if isinstance(event, AnswerReady):
                whole.append(time.perf_counter() - began)
    return [
        (f"first words without a model, {len(first)} questions", spread(first)),
        (f"whole answer without a model, {len(whole)} questions", spread(whole)),
    ]


def server() -> list[tuple[str, str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CASEPILOT_MODEL")}
    began = time.perf_counter()
    command = [sys.executable, "scripts/serve.py", "--port", "0"]
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith("CasePilot is ready: "))
        with urllib.request.urlopen(line.split()[3]) as page:
            page.read()
        ready = time.perf_counter() - began
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    finally:
        process.terminate()
        process.wait()
    return [
        ("server start to first page", f"{ready:.1f} s"),
        ("memory of the server (resident)", f"{int(resident) / 1024:.0f} MB"),
    ]


if __name__ == "__main__":
    sys.exit(main())
