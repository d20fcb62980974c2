"""What starting a real server in a test needs: a free port, waiting on a condition, a skip that can be forbidden."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from typing import NoReturn

import pytest

# A server that takes longer is not going to come.
_START_SECONDS = 60.0
_STOP_SECONDS = 30.0


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def absent(reason: str) -> NoReturn:
    """Skips, or fails where CASEPILOT_REQUIRE_SERVERS is 1: nothing is left untested unnoticed there."""
    if os.environ.get("CASEPILOT_REQUIRE_SERVERS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def wait_until_up(process: subprocess.Popen[bytes], is_up: Callable[[], bool], log: Callable[[], str]) -> None:
    """Returns once the server answers; fails with its log when it ended or does not come up."""
    deadline = time.monotonic() + _START_SECONDS
    while not is_up():
        if process.poll() is not None or time.monotonic() > deadline:
            stop(process)
            pytest.fail(f"the server did not come up: {log()[-2000:]}")
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends one process, by its id, and waits for it."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # PostgreSQL: disconnect clients and shut down
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_STOP_SECONDS)
