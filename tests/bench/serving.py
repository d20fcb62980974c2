"""The server as a user starts it: time to the first page, memory, and what it imported."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from corpus.configuration import PROJECT_FOLDER


def measure() -> dict[str, float | bool]:
    """Seconds to the page, resident megabytes with the knowledge base open, and whether torch was loaded."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CASEPILOT_MODEL")}
    began = time.perf_counter()
    command = [sys.executable, "scripts/serve.py", "--port", "0"]
    process = subprocess.Popen(command, cwd=PROJECT_FOLDER, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith("CasePilot is ready: "))
        with urllib.request.urlopen(line.split()[3]) as page:
            page.read()
        ready = time.perf_counter() - began
        proc = Path(f"/proc/{process.pid}")
        status = (proc / "status").read_text(encoding="utf-8")
        resident = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024
        torch = "libtorch" in (proc / "maps").read_text(encoding="utf-8")
    finally:
        process.terminate()
        process.wait()
    return {"first page, seconds": ready, "memory, MB": resident, "torch loaded": torch}
