"""Loads and builds killed at random points: what served goes on serving, and the next run makes it whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from corpus.codes import Icd10CmCode
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from tests.soak.hours.state import State

_PROJECT = Path(__file__).parents[3]
_WHOLE_EVERY = 10
_ASKED = Icd10CmCode.parse("J45.909")


def _run(home: Path, number: int, seconds: float | None) -> tuple[int, float]:
    """One victim: its exit status and how long it ran; killed after so many seconds."""
    began = time.monotonic()
    victim = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.soak.hours.victim", home, str(number)], cwd=_PROJECT
    )
    try:
        victim.wait(seconds)
    except subprocess.TimeoutExpired:
        victim.kill()
        victim.wait()
    return victim.returncode, time.monotonic() - began


def _fault(home: Path) -> str:
    """What is wrong with what serves; "" for nothing."""
    try:
        knowledge = KnowledgeBase.open(home)
    except Exception as error:  # noqa: BLE001 - a soak goes on, and tells what it met
        return f"{type(error).__name__}: {error}"
    try:
        if knowledge.damage:
            return knowledge.damage[0]
        return "" if knowledge.existing([_ASKED]) else f"{_ASKED} is gone"
    finally:
        knowledge.close()


def kill_many(models: Path, folder: Path, state: State) -> None:
    """Kills one load and build after another in ``folder``; every tenth goes to its end and must then be whole."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "models").exists():
        (home / "models").symlink_to(models.resolve(), target_is_directory=True)
    if "seconds" not in state.figures:
        state.figures["seconds"] = _run(home, 0, None)[1]
    while (number := state.done) < state.total:
        whole = number % _WHOLE_EVERY == _WHOLE_EVERY - 1
        after = None if whole else random.Random(number).uniform(0, state.figures["seconds"])
        status, _ = _run(home, number + 1, after)
        fault = _fault(home) or (f"ended with {status}" if whole and status else "")
        if whole and not fault and not any("doc-policy" in one.id for one in Shelf.open(Home(home)).editions()):
            fault = "the document is not there"
        if fault:
            state.keep("failed", [number, after, fault])
        state.step(killed=state.figures.get("killed", 0) + (status < 0))
