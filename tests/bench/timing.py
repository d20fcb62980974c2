"""Timing many calls, and many askers at once."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 95th percentile, in milliseconds."""

    p50: float
    p95: float

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f}"


def spread(seconds: Sequence[float]) -> Spread:
    ordered = sorted(seconds)
    return Spread(statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.95)] * 1000)


def timed(call: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    """Seconds of each call, one after the other; the first few only warm up and are not counted."""
    for query in queries[:10]:
        call(query)
    seconds = []
    for query in queries:
        began = time.perf_counter()
        call(query)
        seconds.append(time.perf_counter() - began)
    return seconds


def concurrent(call: Callable[[str], object], queries: Sequence[str], askers: int) -> tuple[float, Spread]:
    """Queries a second and the time each waited, with ``askers`` at once off one event loop, as the chat asks.

    Both sides work in as many threads as there are cores.
    """
    workers = ThreadPoolExecutor(os.cpu_count())

    async def asker(mine: Sequence[str], seconds: list[float]) -> None:
        for query in mine:
            began = time.perf_counter()
            await asyncio.get_running_loop().run_in_executor(workers, call, query)
            seconds.append(time.perf_counter() - began)

    async def all_askers() -> list[float]:
        seconds: list[float] = []
        await asyncio.gather(*(asker(queries[number::askers], seconds) for number in range(askers)))
        return seconds

    began = time.perf_counter()
    seconds = asyncio.run(all_askers())
    return len(queries) / (time.perf_counter() - began), spread(seconds)


def resident_megabytes() -> float:
    """Resident memory of this process."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024
