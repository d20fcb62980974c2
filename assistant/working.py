"""The threads that blocking work is done in, off the event loop, and how long one question may be worked on.

A text that takes longer than its budget is told so, and everybody else is answered. Whoever asked first is served
first: a question goes through the threads in several parts, and with one line for all parts a question of many parts
would wait for everybody once a part.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

from corpus.errors import CasePilotError

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# Threads beyond the cores only take the interpreter from each other: with six on two cores, 32 askers waited a quarter
# longer. Who comes later waits for a thread, not for a slice of one.
WORKERS = os.cpu_count() or 1

# Seconds between two looks at whether a question's time is over.
_LOOKED_AT_EVERY = 0.25

# Far beyond what any honest question takes (the longest list: half a second).
SECONDS = 5.0


class BudgetSpentError(CasePilotError):
    """A question that was worked on for longer than its budget."""


class Budget:
    """The time of the threads that work on one question.

    It is the processor's time where the system tells that of a thread: what a question waits while others are answered
    is not counted against it. Used by one question at a time; ``since`` is when it was asked.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._left, self._clock = seconds, time.monotonic
        self.since = time.monotonic()
        self._began: float | None = None

    def work(self, work: Callable[Parameters, Result], *given: Parameters.args, **named: Parameters.kwargs) -> Result:
        """Does a part of the work in the thread that calls this."""
        self._clock = _clock_of_this_thread()
        self._began = self._clock()
        try:
            return work(*given, **named)
        finally:
            began, self._began = self._began, None
            self._left -= self._clock() - began

    def check(self) -> None:
        """Raises BudgetSpentError once the time is over; called from another thread than the working one."""
        began = self._began
        working = 0.0 if began is None else self._clock() - began
        if working > self._left:
            raise BudgetSpentError(
                f"This takes longer than {SECONDS:.0f} seconds to work out; ask it in shorter parts, one at a time."
            )


def _clock_of_this_thread() -> Callable[[], float]:
    """Seconds that this thread has worked, to be asked from any thread; the wall clock where there is no such."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    clock = time.pthread_getcpuclockid(threading.get_ident())
    return lambda: time.clock_gettime(clock)


class Line:
    """Threads that do first what belongs to whoever came first."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="casepilot")
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._waiting: list[tuple[float, int, Future[Any], Callable[[], Any]]] = []

    def submit(self, since: float, work: Callable[[], Result]) -> Future[Result]:
        """Has work done for who came at ``since``; of the same moment in the order of the calls."""
        future: Future[Result] = Future()
        with self._lock:
            heapq.heappush(self._waiting, (since, next(self._numbers), future, work))
        self._threads.submit(self._do_next)  # one call a work, though not of this one
        return future

    def _do_next(self) -> None:
        with self._lock:
            _, _, future, work = heapq.heappop(self._waiting)
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - as an executor does: raised where the result is asked for
            future.set_exception(error)


class Workers:
    """The threads of one CasePilot; ``prepare`` runs in them before any question is worked on."""

    def __init__(self, prepare: Callable[[], None], threads: int = WORKERS) -> None:
        self._line = Line(threads)
        self._ready = self._line.submit(time.monotonic(), prepare)

    async def aside(
        self, work: Callable[Parameters, Result], *given: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        """Does blocking work off the event loop."""
        return await asyncio.wrap_future(self._line.submit(time.monotonic(), partial(work, *given, **named)))

    async def within(
        self,
        budget: Budget,
        work: Callable[Parameters, Result],
        *given: Parameters.args,
        **named: Parameters.kwargs,
    ) -> Result:
        """The same for a part of one question; raises BudgetSpentError when it takes too long.

        A thread cannot be stopped: it ends what it does, and nobody waits for it.
        """
        if not self._ready.done():
            await asyncio.shield(asyncio.wrap_future(self._ready))
        doing = asyncio.wrap_future(self._line.submit(budget.since, partial(budget.work, work, *given, **named)))
        try:
            while not doing.done():
                await asyncio.wait({doing}, timeout=_LOOKED_AT_EVERY)
                if not doing.done():
                    budget.check()
            return doing.result()
        finally:
            doing.cancel()
