"""Measures what servers cost and save, on the serving knowledge base, and prints it as a Markdown table.

    python scripts/measure_scaling.py     # starts a PostgreSQL and a Chroma server of its own on loopback

Each row is a process of its own that opens the knowledge base with other parts on servers: memory is that process's.
Queries are authored synonyms. Everything is on one machine: a network adds its round trip to each request.
"""

from __future__ import annotations

import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

PROJECT = Path(__file__).parent.parent
sys.path.insert(0, str(PROJECT))

from assistant.bootstrap import open_retriever  # noqa: E402 (the project is on the path only now)
from assistant.retrieval.across import search_across  # noqa: E402
from assistant.retrieval.search import SEARCHABLE  # noqa: E402
from corpus.codes import code_from_key  # noqa: E402
from corpus.configuration import StoreSettings  # noqa: E402
from corpus.records import PassageRole  # noqa: E402
from corpus.store.knowledge_base import KnowledgeBase  # noqa: E402
from corpus.store.publishing import publish  # noqa: E402
from corpus.store.servers import Servers  # noqa: E402
from corpus.store.snapshot import Home  # noqa: E402
from ingest.progress import Progress  # noqa: E402
from scripts.measure import spread  # noqa: E402
from tests.support.chroma_server import chroma_server  # noqa: E402
from tests.support.postgres import postgres_server  # noqa: E402

QUERIES = 300
SEED = 20261123


def main() -> int:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(*sys.argv[2:4])))
        return 0
    home = Home(StoreSettings().home)
    with tempfile.TemporaryDirectory() as folder, postgres_server() as postgres, chroma_server(Path(folder)) as chroma:
        database_url, chroma_url = postgres.url(), chroma.url()
        print("| publishing | measured |\n|---|---|")
        for name, database, vectors in (
            ("the catalog to PostgreSQL", database_url, ""),
            ("the vectors to the Chroma server", "", chroma_url),
            ("both again, nothing to send", database_url, chroma_url),
        ):
            began = time.perf_counter()
            done = publish(home, Servers.read(database, vectors, ""), Progress(io.StringIO()))
            seconds = time.perf_counter() - began
            print(f"| {name} | {seconds:.1f} s ({done.rows:,} rows, {done.vectors:,} vectors) |")
        print(
            "\n| catalog | vectors | search, top 10 | look-up of one code | memory | opened in |\n" + "|---" * 6 + "|"
        )
        for catalog, database in (("SQLite", ""), ("PostgreSQL", database_url)):
            for index, vectors in (("embedded", ""), ("Chroma server", chroma_url)):
                command = [sys.executable, __file__, "--one", database, vectors]
                printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                row = json.loads(printed)
                print(
                    f"| {catalog} | {index} | {row['search']} | {row['look_up']} | {row['memory']} | {row['opened']} |"
                )
    return 0


def one(database_url: str, chroma_url: str) -> dict[str, str]:
    """Opens the knowledge base one way; gives what was measured, written for the table."""
    began = time.perf_counter()
    knowledge = KnowledgeBase.open(StoreSettings().home, servers=Servers.read(database_url, chroma_url, ""))
    opened = time.perf_counter() - began
    with closing(knowledge):
        retriever = open_retriever(knowledge)
        synonyms = sorted(
            {
                passage.text
                for collection in ("icd10cm", "cpt", "hcpcs")
                for passage in knowledge.catalog.passages(collection)
                if passage.role is PassageRole.SYNONYM
            }
        )
        searches, look_ups = [], []
        for query in random.Random(SEED).sample(synonyms, QUERIES):
            began = time.perf_counter()
            found = search_across(retriever, query, list(SEARCHABLE), 10)
            searches.append(time.perf_counter() - began)
            codes = [code_from_key(hit.key) for hit in found if "#" not in hit.key]
            began = time.perf_counter()
            knowledge.catalog.records(codes[:1])
            look_ups.append(time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "search": spread(searches),
        "look_up": spread(look_ups),
        "memory": f"{peak:.0f} MB",
        "opened": f"{opened:.2f} s",
    }


if __name__ == "__main__":
    sys.exit(main())
