"""The real server on a database, which can be killed and started again at the same address."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.support.servers import free_port

_READY = "CasePilot is ready: "
SECRET = "1" * 40


class Server:
    """``settings`` are variables of the environment. Always ended by its process id."""

    def __init__(self, home: Path, database: str, **settings: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASEPILOT_", "OPENAI_"))}
        own = {"CASEPILOT_HOME": str(home), "CASEPILOT_DESK_URL": database, "CASEPILOT_SECRET": SECRET}
        self._environment = {**kept, **own, **settings}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when it serves; raises RuntimeError with what it said where it ended before."""
        self._process = subprocess.Popen(
            [sys.executable, "scripts/serve.py", "--port", str(self.port)],
            cwd=REPOSITORY,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        said = []
        for line in self._process.stdout:
            said.append(line)
            if line.startswith(_READY):
                # Read on, so that a server that logs much isn't held up by a full pipe.
                threading.Thread(target=self._process.stdout.read, daemon=True).start()
                return
        raise RuntimeError(f"the server ended before it was ready:\n{''.join(said)}")

    def kill(self) -> None:
        """Without a word, as a power cut would end it."""
        self._process.kill()
        self._process.wait(30)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(30)
