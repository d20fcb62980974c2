"""What a soak has done so far, kept after every step, and its progress on one line."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

_SHOWN_SECONDS = 5.0


class State:
    """The figures of one part, read from and written to a file of its own."""

    def __init__(self, folder: Path, part: str, total: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path, self._part, self.total = folder / f"{part}.json", part, total
        self.figures: dict[str, Any] = json.loads(self._path.read_text("utf-8")) if self._path.is_file() else {}
        self._began, self._begun_at, self._shown = time.monotonic(), self.done, 0.0

    @property
    def done(self) -> int:
        return int(self.figures.get("done", 0))

    def step(self, **figures: Any) -> None:
        """One more is done."""
        self.figures.update(figures, done=self.done + 1)
        self.write()
        now = time.monotonic()
        if now - self._shown >= _SHOWN_SECONDS or self.done >= self.total:
            self._shown = now
            rate = (self.done - self._begun_at) / max(now - self._began, 1e-9)
            left = (self.total - self.done) / rate if rate else 0
            told = f"{self._part}: {self.done:,} of {self.total:,}, {left / 60:.0f} min left"
            print(told, file=sys.stderr, flush=True)

    def keep(self, name: str, value: Any) -> None:
        """Adds one value to a list of figures."""
        self.figures.setdefault(name, []).append(value)

    def write(self) -> None:
        aside = self._path.with_suffix(".part")
        aside.write_text(json.dumps(self.figures), encoding="utf-8")
        aside.replace(self._path)


def resident(process: int | str = "self") -> float:
    """Megabytes that a process holds, files that it shares included."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return round(int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024, 1)
