"""Downloading current releases from a page: ``python -m ingest fetch`` as a process of its own, one at a time.

What it prints is kept to be shown; the knowledge base it builds is taken up by the next request, as any newer one is.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.configuration import PROJECT_FOLDER

_LINES_KEPT = 200
_GOODBYE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Progress:
    """A download as it stands. ``status`` is the exit status of ``ingest fetch``, None while it runs."""

    names: tuple[str, ...]
    began: datetime
    lines: tuple[str, ...]
    status: int | None

    @property
    def running(self) -> bool:
        return self.status is None


class Fetching:
    """The one download of a desk. Thread-safe."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "ingest", "fetch")) -> None:
        self._command, self._lock = tuple(command), threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._names: tuple[str, ...] = ()
        self._began = datetime.now(UTC)
        self._lines: deque[str] = deque(maxlen=_LINES_KEPT)

    def start(self, names: Sequence[str], *, accepted: bool) -> bool:
        """Begins to fetch some sources; False while another download runs. ``accepted``: their licences were."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                return False
            self._names, self._began = tuple(names), datetime.now(UTC)
            self._lines.clear()
            self._process = subprocess.Popen(
                [*self._command, *names, *(["--accept-licence"] if accepted else [])],
                cwd=PROJECT_FOLDER,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,  # a line that is written over again (\r) is a line too
            )
            threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
            return True

    def progress(self) -> Progress | None:
        """How the last download stands; None before the first one."""
        with self._lock:
            if self._process is None:
                return None
            return Progress(self._names, self._began, tuple(self._lines), self._process.poll())

    def stop(self) -> None:
        """Ends a download that runs; what came so far is kept and gone on with."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()
                try:
                    self._process.wait(_GOODBYE_SECONDS)
                except subprocess.TimeoutExpired:
                    self._process.kill()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None  # it is a pipe
        for line in process.stdout:
            if line.strip():
                self._lines.append(line.rstrip())
        process.wait()
