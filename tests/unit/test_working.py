"""Work off the event loop, and its budget."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import wait
from functools import partial

import pytest

from assistant.working import Budget, BudgetSpentError, Line, Workers


def _work(rounds: int) -> int:
    return sum(number for _ in range(rounds) for number in range(200_000))


def _nothing() -> None:
    return None


def test_work_is_done_in_another_thread() -> None:
    workers = Workers(_nothing)

    async def asked() -> str:
        return await workers.within(Budget(), lambda: threading.current_thread().name)

    assert asyncio.run(asked()).startswith("casepilot")


def test_a_question_that_takes_too_long_is_told_so() -> None:
    workers = Workers(_nothing)

    async def asked() -> int:
        return await workers.within(Budget(0.0), _work, 80)

    with pytest.raises(BudgetSpentError, match=r"^This takes longer than 5 seconds .*shorter parts, one at a time\.$"):
        asyncio.run(asked())


def test_what_several_parts_take_counts_together() -> None:
    budget = Budget(0.02)
    budget.check()
    for _ in range(3):
        budget.work(_work, 2)
    with pytest.raises(BudgetSpentError):
        budget.check()


def test_who_came_first_is_served_first() -> None:
    """A question's later parts go before the first parts of those who came after it."""
    line, blocked, order = Line(1), threading.Event(), list[str]()
    first = line.submit(0.0, blocked.wait)
    parts = [line.submit(since, partial(order.append, name)) for since, name in ((3.0, "c"), (2.0, "b"), (1.0, "a2"))]
    parts.append(line.submit(1.0, partial(order.append, "a3")))
    parts[1].cancel()
    blocked.set()
    first.result()
    wait(parts)
    assert order == ["a2", "a3", "c"]


def test_a_failure_comes_back_to_who_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        Line(1).submit(0.0, lambda: 1 // 0).result()
