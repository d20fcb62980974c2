"""Progress of a build: one rewritten line with rate and time left on a terminal, plain lines otherwise."""

from __future__ import annotations

import time
from typing import TextIO

# Often enough to look alive, seldom enough to keep a log readable.
_TERMINAL_SECONDS = 0.2
_PLAIN_SECONDS = 10.0


class Progress:
    """Tells one stage after another. ``stage`` begins one, ``advance`` counts, ``finish`` ends it with its rate."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._name, self._total, self._count = "", 0, 0
        self._started = self._shown = 0.0

    def stage(self, name: str, total: int = 0) -> None:
        """Begins a stage of ``total`` items (0: unknown)."""
        self._name, self._total, self._count = name, total, 0
        self._started = self._shown = time.monotonic()
        if not self._terminal:
            self._line(f"{name} ..." if not total else f"{name}: {total:,}")

    def advance(self, count: int) -> None:
        """Counts items of the current stage."""
        self._count += count
        now = time.monotonic()
        if now - self._shown >= (_TERMINAL_SECONDS if self._terminal else _PLAIN_SECONDS):
            self._shown = now
            self._show(now)

    def finish(self) -> None:
        """Ends the current stage."""
        seconds = time.monotonic() - self._started
        rate = f" ({self._count / seconds:,.0f}/s)" if self._count and seconds > 0 else ""
        count = f" {self._count:,}" if self._count else ""
        self._clear()
        self._line(f"{self._name}:{count} in {seconds:.1f} s{rate}")

    def say(self, text: str) -> None:
        """A line of its own."""
        self._clear()
        self._line(text)

    def _show(self, now: float) -> None:
        rate = self._count / max(now - self._started, 1e-9)
        text = f"{self._name}: {self._count:,}"
        if self._total:
            left = (self._total - self._count) / max(rate, 1e-9)
            text += f" of {self._total:,} ({self._count / self._total:.0%}), {rate:,.0f}/s, {_duration(left)} left"
        if self._terminal:
            self._stream.write(f"\r\x1b[K{text}")
            self._stream.flush()
        else:
            self._line(text)

    def _clear(self) -> None:
        if self._terminal:
            self._stream.write("\r\x1b[K")

    def _line(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
