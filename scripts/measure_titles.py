"""How many billable diagnoses are found first by their full title, through the search that the chat uses.

    python scripts/measure_titles.py               # 5,000 of them, seeded, among diagnoses alone
    python scripts/measure_titles.py --all         # every one: minutes
    python scripts/measure_titles.py --everything  # typed into one box for all systems, as in the chat

Titles that stand at two codes are right with either. Needs the knowledge base of CASEPILOT_HOME.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from assistant.bootstrap import open_knowledge_base, open_retriever
from assistant.retrieval.search import SEARCHABLE, search
from assistant.settings import Settings
from corpus.codes import CodeSystem

SEED = 20261130
DRAWN = 5_000
_MISSES_SHOWN = 25


def titles() -> dict[str, set[str]]:
    """Title in lower case to the billable codes that have it."""
    import simple_icd_10_cm as tabular

    found: dict[str, set[str]] = {}
    for code in dict.fromkeys(tabular.get_all_codes(with_dots=True)):
        if tabular.is_category_or_subcategory(code) and tabular.is_leaf(code):
            found.setdefault(tabular.get_description(code), set()).add(code)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--everything", action="store_true")
    parser.add_argument("--drawn", type=int, default=DRAWN)
    options = parser.parse_args()
    knowledge = open_knowledge_base(Settings())
    retriever = open_retriever(knowledge)
    systems = SEARCHABLE if options.everything else (CodeSystem.ICD10CM.value,)
    asked = sorted(titles().items())
    if not options.all:
        asked = random.Random(SEED).sample(asked, options.drawn)
    began, missed = time.perf_counter(), []
    for title, codes in asked:
        results = search(knowledge.catalog, retriever, title, systems, 3)["results"]
        first = results[0].get("code", results[0].get("section")) if results else "nothing"
        if first not in codes:
            missed.append((title, sorted(codes), first))
    seconds = time.perf_counter() - began
    for title, codes, first in missed[:_MISSES_SHOWN]:
        print(f"{first:12} instead of {', '.join(codes)}: {title}")
    found = len(asked) - len(missed)
    print(f"{found:,} of {len(asked):,} titles found first; {1000 * seconds / len(asked):.1f} ms each")
    return 0


if __name__ == "__main__":
    sys.exit(main())
