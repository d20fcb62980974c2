"""What LlamaIndex's retriever adds to a search: ``python scripts/measure_llama_index.py`` on the real knowledge base.

The same queries through the hybrid search alone and through ``NodeSearch``, in turn, so that both see the same machine.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).parent.parent
sys.path.insert(0, str(PROJECT))

from assistant.bootstrap import open_knowledge_base, open_retriever  # noqa: E402
from assistant.retrieval.across import search_across  # noqa: E402
from assistant.retrieval.nodes import NodeSearch  # noqa: E402
from assistant.retrieval.search import SEARCHABLE  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from tests.evals.cases import read_cases  # noqa: E402

QUERIES = 300
LIMIT = 10


def main() -> int:
    hybrid = open_retriever(open_knowledge_base(Settings()))
    nodes = NodeSearch(hybrid)
    queries = [case.query for case in read_cases()][:QUERIES]
    spent: dict[str, list[float]] = {"hybrid": [], "through LlamaIndex": []}
    for query in queries:
        for name, retriever in (("hybrid", hybrid), ("through LlamaIndex", nodes)):
            began = time.perf_counter()
            search_across(retriever, query, SEARCHABLE, LIMIT)
            spent[name].append((time.perf_counter() - began) * 1000)
    medians = {name: statistics.median(times) for name, times in spent.items()}
    for name, median in medians.items():
        print(f"{name}: p50 {median:.2f} ms over {len(queries)} queries, {len(SEARCHABLE)} collections, k={LIMIT}")
    alone, through = medians["hybrid"], medians["through LlamaIndex"]
    print(f"added: {through - alone:.2f} ms, {100 * (through - alone) / alone:.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
