"""The questions of a soak: those of the evals, verdict questions and claims, by number; half of them on another day."""

from __future__ import annotations

import random
from datetime import date, timedelta

from scripts.measure_speed import questions

_FIRST_DAY, _DAYS = date(2024, 1, 1), 1_000


class Asked:
    """The text of each number is always the same, so that a soak can go on where it was."""

    def __init__(self) -> None:
        texts = questions()
        self._texts = [*texts["mixed"], *texts["verdict"], *texts["claim"]]

    def text(self, number: int) -> str:
        drawn = random.Random(number)
        text = drawn.choice(self._texts)
        if number % 2 or "\n" in text:
            return text
        return f"{text} Date of service {_FIRST_DAY + timedelta(days=drawn.randrange(_DAYS))}."
