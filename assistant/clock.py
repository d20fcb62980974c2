"""How long the stages of one question took."""

from __future__ import annotations

import time

from assistant.events import Stage, StageFinished


class Clock:
    """Milliseconds by stage, and to the first token, of one question."""

    def __init__(self) -> None:
        self._began = self._last = time.perf_counter()
        self.timings: dict[str, float] = {}

    def finish(self, stage: Stage, summary: str) -> StageFinished:
        now = time.perf_counter()
        milliseconds = round((now - self._last) * 1000, 1)
        self._last = now
        self.timings[stage.value] = milliseconds
        self.timings["total"] = round((now - self._began) * 1000, 1)
        return StageFinished(stage, summary, milliseconds)

    def first_token(self) -> None:
        self.timings.setdefault("first_token", round((time.perf_counter() - self._began) * 1000, 1))
