"""Walks and times the desk's pages, in this process: ``python -W ignore scripts/measure_pages.py [--all] [--users 8]``.

``--all`` asks for the page of every code of every loaded edition (CASEPILOT_HOME) and counts what did not answer 200:
about 2 ms a code. Then, as so many users at once, each asks for code pages, searches and hits while typing, and the
times that 50 and 95 of 100 took at most are printed beside the targets.
Exit status: 0 every page answered; 1 some did not.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from starlette.testclient import TestClient  # noqa: E402 (the project is on the path only now)

from assistant.opened import workbench  # noqa: E402
from corpus.codes import CodeSystem  # noqa: E402
from desk.application import create_application  # noqa: E402
from desk.pages.links import code_address  # noqa: E402
from desk.serving.served import Served  # noqa: E402

SERVED = Served.on_loopback(8000)
# Milliseconds that 95 of 100 may take.
TARGETS = {"code page": 150, "search": 150, "while typing": 60}
QUERIES = (
    "knee replacement|fracture of femoral neck|type 2 diabetes with ckd|toradol|E11|99202-99215|J1*|flu shot|mri brain|"
    "colonoscopy with biopsy|sleep apnea|hip pain left|infusion of antibiotics|wheelchair|depression screening|Z79.4"
).split("|")
REQUESTS_EACH = 40


def main() -> int:
    parser = argparse.ArgumentParser(description="Walk and time the desk's pages.")
    parser.add_argument("--all", action="store_true", help="ask for the page of every code first")
    parser.add_argument("--users", type=int, default=8, help="how many ask at once (8)")
    options = parser.parse_args()
    directory = workbench().open().finder.directory
    with TestClient(create_application(SERVED, chat=False), base_url=SERVED.address) as client:
        failed = walk(client) if options.all else 0
        random.seed(1)
        codes = [
            code
            for system, count in ((CodeSystem.CPT, 200), (CodeSystem.HCPCS, 60), (CodeSystem.ICD10CM, 140))
            for code in random.sample(list(directory.every(system)), count)
        ]
        asked = {
            "code page": [code_address(code) for code in codes],
            "search": [f"/search?q={query}" for query in QUERIES],
            "while typing": [f"/search/hits?q={query[:end]}" for query in QUERIES for end in range(2, len(query) + 1)],
        }
        for kind, addresses in asked.items():
            times = timed(client, addresses, options.users)
            p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
            print(
                f"{kind}: p50 {p50:.0f} ms, p95 {p95:.0f} ms of {len(times)} by {options.users} at once "
                f"(target {TARGETS[kind]} ms)"
            )
    return 1 if failed else 0


def walk(client: TestClient) -> int:
    """Every code's page; prints counts by code set and the codes whose page did not answer."""
    failed = 0
    directory = workbench().open().finder.directory
    for system in CodeSystem:
        began, statuses = time.perf_counter(), Counter[int]()
        for code in directory.every(system):
            status = client.get(code_address(code)).status_code
            statuses[status] += 1
            if status != 200:
                failed += 1
                print(f"{code_address(code)}: {status}", file=sys.stderr)
        took = time.perf_counter() - began
        told = ", ".join(f"{count} answered {status}" for status, count in sorted(statuses.items()))
        print(f"{system.value}: {told} in {took:.0f} s", flush=True)
    return failed


def timed(client: TestClient, addresses: list[str], users: int) -> list[float]:
    """Milliseconds of each request when so many users ask one after another."""

    def one_user(number: int) -> list[float]:
        chosen = random.Random(number).choices(addresses, k=REQUESTS_EACH)
        times = []
        for address in chosen:
            began = time.perf_counter()
            assert client.get(address).status_code == 200, address
            times.append((time.perf_counter() - began) * 1000)
        return times

    one_user(0)  # the first look at pages that nobody asked for yet is not what is measured
    with ThreadPoolExecutor(users) as pool:
        return [took for times in pool.map(one_user, range(1, users + 1)) for took in times]


if __name__ == "__main__":
    sys.exit(main())
