"""Whose work is done at once: a few pages in the order in which they were asked for, and files of claims beside them.

Python runs one thread at a time. Of many threads each gets its turn every few milliseconds, so that all become late
together: with eight people at once the slowest code pages took 280 ms, and 110 ms in line (scripts/measure_pages.py).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# Two, so that one which waits for a database does not hold the others.
_PAGES_AT_ONCE = 2
# What may take seconds would otherwise stand before pages that take milliseconds.
_LONG = CapacityLimiter(2)


def pages_in_line() -> None:
    """Has the pages of the event loop that runs worked on a few at a time."""
    to_thread.current_default_thread_limiter().total_tokens = _PAGES_AT_ONCE


async def beside_pages(
    work: Callable[Parameters, Result], *given: Parameters.args, **named: Parameters.kwargs
) -> Result:
    """Does in a thread what may take seconds, two at a time; no page waits for it."""
    return await to_thread.run_sync(partial(work, *given, **named), limiter=_LONG)
