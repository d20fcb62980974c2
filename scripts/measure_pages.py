"""Walks and times the desk's pages, in this process: ``python -W ignore scripts/measure_pages.py [--all] [--users 8]``.

``--all`` makes the page of every code of every loaded edition (CASEPILOT_HOME) and counts those that are not there:
some 3 to 8 ms of a processor a code, for 200,000 ten minutes on two quiet cores (``--processes 2``); ``--sets`` and
``--beginning`` take a part. With ``--kept FILE`` a walk that was stopped goes on where it was, in steps of 1,000 codes.
Then, as so many users at once, each asks for code pages, searches and hits while typing. Printed are what 50 and 95 of
100 took at most by the clock, beside the targets, and what a request takes of a processor: on a busy machine only that
tells one build from another. The application is called as a web server calls it; no client and no network are measured.
The first contentful paint in a browser and the bytes of a page: ``scripts/desk_screenshots.py``.
Exit status: 0 every page answered; 1 some did not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import random
import statistics
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from fastapi import FastAPI  # noqa: E402 (the project is on the path only now)
from starlette.exceptions import HTTPException  # noqa: E402
from starlette.requests import Request  # noqa: E402
from starlette.types import ASGIApp, Message  # noqa: E402

from assistant.lookup.finding import Finder  # noqa: E402
from assistant.opened import Opened, workbench  # noqa: E402
from corpus.codes import Code, CodeSystem, parse_code  # noqa: E402
from desk.application import create_application  # noqa: E402
from desk.pages.codes import code as code_page  # noqa: E402
from desk.pages.links import code_address  # noqa: E402
from desk.serving.served import Served  # noqa: E402

SERVED = Served.on_loopback(8000)
# Milliseconds that 95 of 100 may take.
TARGETS = {"code page": 150, "search": 150, "while typing": 60}
QUERIES = (
    "knee replacement|fracture of femoral neck|type 2 diabetes with ckd|toradol|E11|99202-99215|J1*|flu shot|mri brain|"
    "colonoscopy with biopsy|sleep apnea|hip pain left|infusion of antibiotics|wheelchair|depression screening|Z79.4|"
    "ankle sprain|acute appendicitis|copd exacerbation|heart failure|breast biopsy|carpal tunnel release|asthma child|"
    "thyroid ultrasound|lumbar fusion|urinary tract infection|skin lesion removal|cataract surgery|chest pain|insulin"
).split("|")
SAMPLE = ((CodeSystem.CPT, 200), (CodeSystem.HCPCS, 60), (CodeSystem.ICD10CM, 140))
REQUESTS_EACH = 40
_A_STEP = 1_000


def main() -> int:
    parser = argparse.ArgumentParser(description="Walk and time the desk's pages.")
    parser.add_argument("--all", action="store_true", help="ask for the page of every code first")
    parser.add_argument("--sets", nargs="*", help=f"of these code sets only: {', '.join(CodeSystem)}")
    parser.add_argument("--beginning", nargs="*", default=[""], help="of codes that begin with one of these only")
    parser.add_argument("--processes", type=int, default=1, help="how many make pages side by side (1)")
    parser.add_argument("--kept", type=Path, help="a file that keeps how far the walk is")
    parser.add_argument("--users", type=int, default=8, help="how many ask at once (8); 0 measures nothing")
    options = parser.parse_args()
    application, opened = create_application(SERVED, chat=False), workbench().open()
    opened.casepilot.wait_until_prepared()  # what a server does in its first seconds
    systems = [CodeSystem(name) for name in options.sets or CodeSystem]
    failed = 0
    if options.all:
        steps = [step for system in systems for step in steps_of(opened, system, tuple(options.beginning))]
        failed = walk(steps, options.processes, options.kept)
    if options.users:
        asyncio.run(measure(application, opened.finder, options.users))
    return 1 if failed else 0


async def get(application: ASGIApp, address: str) -> tuple[int, int]:
    """The status and the bytes of a page, asked for as a web server asks the application."""
    parts = urlsplit(quote(address, safe="/?=&%*"))
    host = urlsplit(SERVED.address)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", host.netloc.encode())],
        "client": (host.hostname, 1),
        "server": (host.hostname, host.port),
    }
    status, size = 0, 0

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, size
        status = message.get("status", status)
        size += len(message.get("body", b""))

    await application(scope, receive, send)
    return status, size


@dataclass(frozen=True, slots=True)
class Step:
    """Codes of one set whose pages are made in one go."""

    system: str
    codes: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.system} {self.codes[0]} {self.codes[-1]}"


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a step: how many pages by status, the codes without a page, seconds of a processor."""

    statuses: dict[str, int]
    failed: list[str]
    seconds: float


def steps_of(opened: Opened, system: CodeSystem, begins: tuple[str, ...]) -> Iterator[Step]:
    """The codes of a set in order, in steps."""
    codes = [str(code) for code in opened.finder.directory.every(system) if str(code).startswith(begins)]
    for start in range(0, len(codes), _A_STEP):
        yield Step(system.value, tuple(codes[start : start + _A_STEP]))


def walk(steps: Sequence[Step], processes: int, kept: Path | None) -> int:
    """Makes every code's page; prints counts by code set and the codes that have none. Gives their number.

    The pages are made as the application makes them for a request, without one: that requests reach them is tested.
    """
    done = {key: Made(**made) for key, made in json.loads(kept.read_text()).items()} if kept and kept.exists() else {}
    lacking = [step for step in steps if step.key not in done]
    # Each process opens the knowledge base for itself: open files are not shared across a fork.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _open) as pool:
        for step, made in zip(lacking, pool.map(make, lacking), strict=True):
            done[step.key] = made
            if kept:
                kept.write_text(json.dumps({key: asdict(one) for key, one in done.items()}))
            print(f"{step.key}: {made.seconds:.1f} s, {len(made.failed)} failed", file=sys.stderr, flush=True)
    failed = 0
    for system in dict.fromkeys(step.system for step in steps):
        of_system = [done[step.key] for step in steps if step.system == system]
        statuses: Counter[str] = sum((Counter(made.statuses) for made in of_system), Counter())
        lost = [code for made in of_system for code in made.failed]
        failed += len(lost)
        told = ", ".join(f"{count:,} answered {status}" for status, count in sorted(statuses.items()))
        print(f"{system}: {told} ({sum(made.seconds for made in of_system):.0f} s of processor) {' '.join(lost[:20])}")
    return failed


_SERVING: list[tuple[FastAPI, Opened]] = []  # of a process that makes pages: what it makes them with


def _open() -> None:
    _SERVING.append((create_application(SERVED, chat=False), workbench().open()))


def make(step: Step) -> Made:
    """Makes the pages of a step, in a process that has opened the knowledge base."""
    (serving,) = _SERVING
    busy, statuses, failed = time.process_time(), Counter[str](), []
    for text in step.codes:
        status = status_of(*serving, parse_code(text, CodeSystem(step.system)))
        statuses[str(status)] += 1
        if status != 200:
            failed.append(text)
    return Made(dict(statuses), failed, time.process_time() - busy)


def status_of(application: FastAPI, opened: Opened, code: Code) -> int:
    """The status of a code's page; 500 for one that cannot be made."""
    address = code_address(code)
    request = Request({"type": "http", "method": "GET", "path": address, "headers": [], "app": application})
    try:
        return code_page(request, opened, code.system.value, str(code)).status_code
    except HTTPException as error:
        return error.status_code
    except Exception:  # noqa: BLE001 (a bug is told and counted, and the walk goes on)
        traceback.print_exc()
        return 500


async def measure(application: FastAPI, finder: Finder, users: int) -> None:
    """Times the three kinds of request and prints them beside their targets, on an application that has started."""
    async with application.router.lifespan_context(application):
        await _measured(application, finder, users)


async def _measured(application: ASGIApp, finder: Finder, users: int) -> None:
    chance = random.Random(1)
    codes: list[Code] = [
        code for system, count in SAMPLE for code in chance.sample(list(finder.directory.every(system)), count)
    ]
    asked = {
        "code page": [code_address(code) for code in codes],
        "search": [f"/search?q={query}" for query in QUERIES],
        "while typing": [f"/search/hits?q={query[:end]}" for query in QUERIES for end in range(2, len(query) + 1)],
    }
    for kind, addresses in asked.items():
        await one_user(application, addresses, 0)  # the first look at what nobody asked for yet is not what is measured
        busy = time.process_time()
        lasting = await asyncio.gather(*(one_user(application, addresses, user + 1) for user in range(users)))
        times = [took for of_user in lasting for took in of_user]
        used = (time.process_time() - busy) * 1000 / len(times)
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
        print(
            f"{kind}: p50 {p50:.0f} ms, p95 {p95:.0f} ms of {len(times)} by {users} at once (target {TARGETS[kind]} "
            f"ms); {used:.1f} ms of processor each",
            flush=True,
        )


async def one_user(application: ASGIApp, addresses: Sequence[str], number: int) -> list[float]:
    """Milliseconds of each request of a user who asks one after another."""
    times = []
    for address in random.Random(number).choices(addresses, k=REQUESTS_EACH):
        began = time.perf_counter()
        status, _ = await get(application, address)
        assert status == 200, (address, status)
        times.append((time.perf_counter() - began) * 1000)
    return times


if __name__ == "__main__":
    sys.exit(main())
