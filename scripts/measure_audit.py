"""What the audit log costs a request, on SQLite and PostgreSQL: ``python scripts/measure_audit.py [ENTRIES]``.

Prints, for each database: noting an entry without waiting, one that waits alone, and 50 at once that wait, each as
milliseconds at the median and the 95th percentile; then rows written a second, and the time to verify the whole log.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from desk.accounts.database import Database  # noqa: E402 - found once the project is on the path
from desk.accounts.keeping.audit import Act, AuditLog, Entry  # noqa: E402
from desk.accounts.keeping.recorder import Recorder  # noqa: E402
from tests.support.postgres import postgres_server  # noqa: E402

AT_ONCE = 50
_SECONDS = 60.0


def main(arguments: list[str]) -> int:
    entries = int(arguments[0]) if arguments else 2_000
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/desk.db", entries)
    with postgres_server() as server:
        measure("PostgreSQL", server.url(), entries)
    return 0


def measure(name: str, address: str, entries: int) -> None:
    with contextlib.closing(Database.open(address)) as database:
        log = AuditLog(database)
        recorder = Recorder(log)

        def note(number: int) -> float:
            return timed(lambda: recorder.note(entry(number)))

        def wait(number: int) -> float:
            return timed(lambda: recorder.note(entry(number)).result(_SECONDS))

        began = time.perf_counter()
        noted = [note(number) for number in range(entries)]
        recorder.close()
        told(name, "noted, without waiting", noted, time.perf_counter() - began)
        alone = [wait(number) for number in range(entries // 10)]
        told(name, "waited for, alone", alone, sum(alone))
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            together = list(pool.map(wait, range(entries)))
        told(name, f"waited for, {AT_ONCE} at once", together, time.perf_counter() - began)
        recorder.close()
        began = time.perf_counter()
        whole = log.verify()
        print(f"{name}: {whole.rows:,} rows verified in {time.perf_counter() - began:.2f} s")


def entry(number: int) -> Entry:
    return Entry(Act.SAW, f"/code/cpt/{number}", "00000000-0000-4000-8000-000000000000", 200)


def timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def told(name: str, what: str, seconds: list[float], whole: float) -> None:
    middle, most = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    rate = f"{len(seconds) / whole:,.0f} rows a second"
    print(f"{name}: {what}: {middle * 1e3:.3f} ms, 95 % within {most * 1e3:.3f} ms; {rate}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
