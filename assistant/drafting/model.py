"""The models that may draft, in order of preference, with what they can do and what a day may cost."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from assistant.answer import Usage
from assistant.drafting.abilities import PLAIN, Abilities, AbilityMemory
from assistant.drafting.port import Drafter, ModelBudgetSpent


@dataclass(frozen=True, slots=True)
class Leeway:
    """What CasePilot does around a model; switched off only to measure what each is worth."""

    functions: bool = True
    verdicts: bool = True
    checks: bool = True


class DailyBudget:
    """Tokens that a day may cost, read and written together; 0 for no limit. Counted on over restarts in ``file``."""

    def __init__(self, tokens: int = 0, file: Path | None = None) -> None:
        self._tokens, self._file = tokens, file
        self._day, self._spent = date.min, 0

    def check(self, today: date) -> None:
        """Raises ModelBudgetSpent."""
        if self._tokens and self._spent_on(today) >= self._tokens:
            raise ModelBudgetSpent(
                f"The models' {self._tokens:,} tokens of today are spent; raise CASEPILOT_MODEL_DAILY_TOKENS for more."
            )

    def add(self, usage: Usage, today: date) -> None:
        """Counts what an answer cost."""
        self._spent = self._spent_on(today) + usage.read + usage.written
        if self._tokens and self._file is not None:
            with contextlib.suppress(OSError):  # counted in this process all the same
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.write_text(json.dumps({"day": str(today), "tokens": self._spent}), "utf-8")

    def _spent_on(self, today: date) -> int:
        if self._day != today:
            self._day, self._spent = today, self._kept(today)
        return self._spent

    def _kept(self, today: date) -> int:
        try:
            told = json.loads(self._file.read_text("utf-8")) if self._file else {}
            return int(told["tokens"]) if told.get("day") == str(today) else 0
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return 0


@dataclass(frozen=True, slots=True)
class Model:
    """Who may draft. Without a ``memory`` no ability is tried and the plain prompt is used."""

    drafters: Sequence[Drafter]
    memory: AbilityMemory | None = None
    budget: DailyBudget = field(default_factory=DailyBudget)
    leeway: Leeway = field(default_factory=Leeway)

    @property
    def name(self) -> str:
        """The preferred model's name."""
        return self.drafters[0].name

    async def abilities(self, drafter: Drafter) -> Abilities:
        """What one of them can do."""
        return await self.memory.of(drafter) if self.memory is not None else PLAIN

    def lacks_functions(self, drafter: Drafter) -> None:
        """Remembers that one of them cannot call functions after all."""
        if self.memory is not None:
            self.memory.lacks_functions(drafter)
