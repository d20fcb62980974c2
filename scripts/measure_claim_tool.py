"""How long the claim tool takes for a file of 500 lines, and of 2,000: from the upload to the page.

    python -m scripts.measure_claim_tool [--home FOLDER] [--lines 500] [--times 3]

The files are made here: codes of a practice, drawn with a seed, four lines a claim. The application runs in this
process, so that what is measured is reading, deciding and the page, not a network. What a server reads ahead once it is
opened is waited for and told apart: an upload in its first seconds shares the processor with that.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import random
import time
from pathlib import Path

import httpx

from assistant.opened import Workbench, open_all
from assistant.settings import Settings
from corpus.configuration import StoreSettings
from desk.application import create_application
from desk.serving.served import Served

CODES = (
    "99213 99214 99204 99396 20610 20550 36415 80053 85025 93000 96372 J1885 G0439 11102 11103 17110 71046 97110 97140 "
    "69210 94640 90471 90686 81002 82962 87880 12001 64483 64484 45378"
).split()
MODIFIERS = ("", "", "", "25", "59", "RT")
DIAGNOSES = ("M17.11", "E11.9", "I10", "J45.909", "N18.30")
_A_CLAIM = 4
_DAYS = 28


def charges(lines: int, seed: int = 1) -> bytes:
    """A CSV of so many service lines."""
    chance = random.Random(seed)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("claim", "date of service", "cpt", "modifier", "units", "dx"))
    for number in range(lines):
        claim = number // _A_CLAIM
        day = f"2026-08-{1 + claim % _DAYS:02}"
        row = (chance.choice(CODES), chance.choice(MODIFIERS), chance.choice((1, 1, 1, 2, 4)), chance.choice(DIAGNOSES))
        table.writerow((claim + 1, day, *row))
    return text.getvalue().encode()


async def measure(home: Path | None, lines: int, times: int) -> None:
    settings = Settings(StoreSettings(home=home)) if home else Settings()
    bench = Workbench(lambda: open_all(settings))
    begun, busy = time.perf_counter(), time.process_time()
    bench.open().casepilot.wait_until_prepared()
    print(f"opened: {time.perf_counter() - begun:.2f} s ({time.process_time() - busy:.2f} s of processor)")
    application = create_application(Served.on_loopback(80), chat=False, bench=bench)
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=600) as client:
        for number in range(times):
            sent = {"file": ("charges.csv", charges(lines, seed=number))}
            begun, busy = time.perf_counter(), time.process_time()
            response = await client.post("/claims", files=sent, data={"setting": "practitioner"})
            took, used = time.perf_counter() - begun, time.process_time() - busy
            told = f"status {response.status_code}, {len(response.content):,} bytes"
            print(f"{lines} lines: {took:.2f} s ({used:.2f} s of processor), {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a CASEPILOT_HOME; that of the environment if left out")
    parser.add_argument("--lines", type=int, default=500)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    asyncio.run(measure(options.home, options.lines, options.times))


if __name__ == "__main__":
    main()
