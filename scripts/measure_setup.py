"""How long set-up takes, from a clone to a page: ``python scripts/measure_setup.py [--repository PLACE] [--runs 5]``.

Clones what is committed into an empty folder and times the README's own commands there: the first ``make chat`` to a
page that answers, the embedding that it does beside its first answers, and the second ``make chat``. Processor time
(user and system, of every process they started) is beside each, as a busy machine stretches the clock and not that.
Needs the package index. The folder is removed at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LONGEST_SECONDS = 1_800
JOINED = "Search by meaning has joined."


@contextlib.contextmanager
def chat(clone: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``make chat`` in a session of its own, ended with all that it started."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CASEPILOT_")}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            ["make", "chat", f"PORT={port}"],
            cwd=clone,
            env=environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def seconds_to_page(process: subprocess.Popen[bytes], port: int, started: float, log: Path) -> float:
    """Waits for the page; exits with what was said when there is none."""
    while time.monotonic() - started < LONGEST_SECONDS:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
            return time.monotonic() - started
        if process.poll() is not None:
            break
        time.sleep(0.05)
    sys.exit(f"make chat served no page:\n{log.read_text(encoding='utf-8', errors='replace')[-2_000:]}")


def seconds_to_join(started: float, log: Path) -> float | None:
    """Waits until search by meaning has joined; None where it was there already."""
    while time.monotonic() - started < LONGEST_SECONDS:
        said = log.read_text(encoding="utf-8", errors="replace")
        if JOINED in said:
            return time.monotonic() - started
        if "Search by meaning" not in said and time.monotonic() - started > LONGEST_SECONDS / 10:
            return None
        time.sleep(0.5)
    sys.exit("Search by meaning did not join.")


def processor_seconds() -> float:
    """User and system time of everything that was started and has ended."""
    times = os.times()
    return times.children_user + times.children_system


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def started_chat(clone: Path, log: Path, *, whole: bool = False) -> tuple[float, float | None, float]:
    """Seconds to the page, seconds until search by meaning joined, processor seconds."""
    port, before, started = free_port(), processor_seconds(), time.monotonic()
    with chat(clone, port, log) as process:
        to_page = seconds_to_page(process, port, started, log)
        joined = seconds_to_join(started, log) if whole else None
    return to_page, joined, processor_seconds() - before


def main() -> int:
    parser = argparse.ArgumentParser(description="Time the set-up from a clone to a page.")
    parser.add_argument("--repository", default=str(PROJECT), help="what to clone (this repository)")
    parser.add_argument("--runs", type=int, default=5, help="how often the second start is timed (5)")
    parser.add_argument("--page-only", action="store_true", help="do not wait for the embedding beside the first page")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="casepilot-setup-"))
    try:
        clone, log = folder / "clone", folder / "log"
        subprocess.run(["git", "clone", "--quiet", options.repository, str(clone)], check=True)
        to_page, joined, spent = started_chat(clone, log, whole=not options.page_only)
        print(f"first make chat, to a page: {to_page:.0f} s; processor time of all it did {spent:.0f} s")
        if joined is not None:
            print(f"search by meaning joined after {joined:.0f} s")
        again = [started_chat(clone, log) for _ in range(options.runs)]
        pages = sorted(page for page, _, _ in again)
        print(
            f"second make chat, to a page: p50 {statistics.median(pages):.1f} s ({pages[0]:.1f} to {pages[-1]:.1f}), "
            f"processor time {statistics.median(spent for _, _, spent in again):.1f} s"
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
