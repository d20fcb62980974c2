"""Measures loading and looking up publishers' tables, and prints it as a Markdown table.

    python scripts/full_size_ptp.py ptp_practitioner_2024Q3.csv.gz /tmp/ptp
    python scripts/measure_tables.py /tmp/ptp FOLDER_OF_OTHER_TABLES

Loads run as a user runs them, each in a process of its own and into a fresh home; the peak memory is that process's.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).parent.parent
sys.path.insert(0, str(PROJECT))

from corpus.codes import CptCode, HcpcsCode  # noqa: E402
from corpus.relations import PtpEdit, Setting  # noqa: E402
from corpus.store.shelf import Shelf  # noqa: E402
from corpus.store.snapshot import Home  # noqa: E402
from corpus.store.tables import Tables, read_rows  # noqa: E402

LOOKUPS = 5_000
SEED = 20261123


def load(home: Path, folder: str) -> tuple[float, int]:
    """Seconds and peak kilobytes of one ``ingest add``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    began = time.perf_counter()
    command = [sys.executable, "-m", "ingest", "add", folder, "--no-build"]
    done = subprocess.run(command, cwd=PROJECT, env={**os.environ, "CASEPILOT_HOME": str(home)}, capture_output=True)
    if done.returncode not in (0, 3):
        raise SystemExit(done.stderr.decode())
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return time.perf_counter() - began, max(peak, before)


def lookups(home: Path) -> tuple[list[float], int]:
    """Seconds of pair look-ups, half of them of edits, half of random codes; and the rows on the shelf."""
    shelf = Shelf.open(Home(home))
    tables = Tables(shelf)
    chosen = random.Random(SEED)
    codes: set[CptCode | HcpcsCode] = set()
    pairs: list[tuple[CptCode | HcpcsCode, CptCode | HcpcsCode]] = []
    rows = 0
    for entry in shelf.entries:
        for number, edit in enumerate(read_rows(shelf, entry, PtpEdit)):
            rows += 1
            codes |= {edit.column_1, edit.column_2}
            if number % 997 == 0:
                pairs.append((edit.column_1, edit.column_2))
    known = sorted(codes, key=str)
    asked = chosen.choices(pairs, k=LOOKUPS // 2)
    asked += [(chosen.choice(known), chosen.choice(known)) for _ in range(LOOKUPS // 2)]
    chosen.shuffle(asked)
    times: list[float] = []
    for one, other in asked:
        began = time.perf_counter()
        tables.ptp_edits(one, other, Setting.PRACTITIONER)
        times.append(time.perf_counter() - began)
    tables.close()
    return sorted(times), rows


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__)
        return 1
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        seconds, kilobytes = load(Path(first), sys.argv[1])
        times, rows = lookups(Path(first))
        others, other_kilobytes = load(Path(second), sys.argv[2])
    print("| what | measured |\n|---|---|")
    print(f"| PTP release, {rows:,} rows, loaded | {seconds:.1f} s, {kilobytes / 1024:.0f} MB at the peak |")
    p50, p95 = statistics.median(times) * 1000, times[int(len(times) * 0.95)] * 1000
    print(f"| pair look-up, {len(times):,} pairs, one setting | p50 {p50:.2f} ms, p95 {p95:.2f} ms |")
    peak = max(kilobytes, other_kilobytes) / 1024
    print(f"| all other tables given, loaded | {others:.1f} s, {peak:.0f} MB at the peak |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
