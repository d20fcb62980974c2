"""A real Chroma server (`chroma run`) on a free loopback port."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support.servers import absent, free_port, stop, wait_until_up


@dataclass(frozen=True)
class RunningChroma:
    port: int
    process: subprocess.Popen[bytes]

    def url(self, database: str = "") -> str:
        """The server's address, or that of a database on it."""
        address = f"http://127.0.0.1:{self.port}"
        return f"{address}/default_tenant/{database}" if database else address

    def create_database(self, name: str) -> str:
        """Makes an empty database; gives its address."""
        made = httpx.post(f"{self.url()}/api/v2/tenants/default_tenant/databases", json={"name": name}, timeout=10)
        made.raise_for_status()
        return self.url(name)


@contextmanager
def chroma_server(folder: Path) -> Iterator[RunningChroma]:
    """A running server that keeps its data in a folder; skips where the program is not installed."""
    program = Path(sys.executable).parent / "chroma"
    if not program.exists():
        absent(f"there is no {program.name} beside {sys.executable}; install chromadb")
    port, log = free_port(), folder / "log"
    folder.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [program, "run", "--host", "127.0.0.1", "--port", str(port), "--path", folder / "data"],
            stdout=stream,
            stderr=stream,
            cwd=folder,
        )
    try:
        wait_until_up(process, lambda: _answers(port), log.read_text)
        yield RunningChroma(port, process)
    finally:
        stop(process)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=2).is_success
    except httpx.HTTPError:
        return False
