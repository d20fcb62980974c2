"""Thousands of questions to one process, and reloads of its knowledge base: what fails, what is slow, what grows."""

from __future__ import annotations

import asyncio
import os
import time
import weakref
from pathlib import Path

from assistant.events import AnswerReady
from assistant.memory import settle
from assistant.opened import Opened, Workbench
from assistant.understand.query import Conversation
from tests.soak.hours.asked import Asked
from tests.soak.hours.state import State, resident

_LOOKED_AT_EVERY = 100
_QUESTIONS_A_RELOAD = 10


async def _answered(opened: Opened, text: str) -> bool:
    """Whether a question came to an answer."""
    return any([isinstance(event, AnswerReady) async for event in opened.casepilot.ask(Conversation(), text)])


def ask_many(home: Path, state: State) -> None:
    """Asks one question after another; keeps the memory now and then, what failed, and the slowest."""
    opened, asked = _bench(home).open(), Asked()
    settle()
    while (number := state.done) < state.total:
        began = time.perf_counter()
        try:
            whole = asyncio.run(_answered(opened, asked.text(number)))
            reason = "" if whole else "no answer"
        except Exception as error:  # noqa: BLE001 - a soak goes on, and tells what it met
            reason = f"{type(error).__name__}: {error}"
        seconds = time.perf_counter() - began
        if reason:
            state.keep("failed", [number, reason])
        if number % _LOOKED_AT_EVERY == 0:
            state.keep("resident MB", resident())
        slowest = max(state.figures.get("slowest", [0.0, 0]), [round(seconds, 2), number])
        state.step(slowest=slowest)


def reload_many(home: Path, state: State) -> None:
    """Opens the knowledge base anew again and again, with questions between; keeps the memory and open files."""
    asked, first = Asked(), True
    former: list[weakref.ref[object]] = []
    while (number := state.done) < state.total:
        opened = _bench(home).open()
        if first:
            settle()
            first = False
        former.append(weakref.ref(opened.knowledge))
        for place in range(_QUESTIONS_A_RELOAD):
            asyncio.run(_answered(opened, asked.text(number * _QUESTIONS_A_RELOAD + place)))
        state.keep("resident MB", resident())
        state.keep("open files", len(os.listdir("/proc/self/fd")))
        del opened
        state.step(alive=sum(one() is not None for one in former))


def _bench(home: Path) -> Workbench:
    os.environ["CASEPILOT_HOME"] = str(home)
    return Workbench()
