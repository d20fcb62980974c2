"""Work off the event loop, and its budget."""

from __future__ import annotations

import asyncio
import threading

import pytest

from assistant.working import Budget, BudgetSpentError, Workers


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
