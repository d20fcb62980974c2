"""Plots as SVG, drawn on the server: rows of bars or of ranges with their names and numbers as text.

Colours are classes of careers.css, so that a plot is light or dark as its page is. Each plot stands beside a table of
the same numbers; the drawing itself is told by one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDTH, _ROW, _NAME, _END = 640, 26, 120, 150
_BAR = 16


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    value: float
    told: str


@dataclass(frozen=True, slots=True)
class Range:
    """From ``lower`` to ``upper`` with a mark at ``middle``."""

    name: str
    lower: float
    middle: float
    upper: float
    told: str


def bars(rows: Sequence[Bar], about: str) -> Markup:
    most = max((row.value for row in rows), default=1.0) or 1.0
    drawn = []
    for at, row in enumerate(rows):
        width = max(row.value / most * _room(), 1.0)
        drawn.append(
            f'{_name(row.name, at)}<rect class="bar" x="{_NAME}" y="{_top(at)}" width="{width:.1f}" '
            f'height="{_BAR}" rx="2"/>{_told(row.told, _NAME + width + 8, at)}'
        )
    return _svg(drawn, about)


def ranges(rows: Sequence[Range], about: str) -> Markup:
    """Ranges on one scale from a round number below the lowest to one above the highest."""
    step = 10_000.0
    low = min((row.lower for row in rows), default=0.0) // step * step
    high = max((row.upper for row in rows), default=step) // step * step + step
    scale = _room() / (high - low)
    drawn = []
    for at, row in enumerate(rows):
        start, end = _NAME + (row.lower - low) * scale, _NAME + (row.upper - low) * scale
        middle = _NAME + (row.middle - low) * scale
        drawn.append(
            f'{_name(row.name, at)}<rect class="bar" x="{start:.1f}" y="{_top(at)}" width="{max(end - start, 2):.1f}" '
            f'height="{_BAR}" rx="2"/><rect class="middle" x="{middle - 1:.1f}" y="{_top(at) - 2}" width="2" '
            f'height="{_BAR + 4}"/>{_told(row.told, end + 8, at)}'
        )
    return _svg(drawn, about)


def _room() -> int:
    return _WIDTH - _NAME - _END


def _top(at: int) -> int:
    return at * _ROW + (_ROW - _BAR) // 2


def _name(name: str, at: int) -> str:
    return f'<text class="name" x="{_NAME - 8}" y="{_top(at) + 12}" text-anchor="end">{escape(name)}</text>'


def _told(told: str, x: float, at: int) -> str:
    return f'<text class="told" x="{x:.1f}" y="{_top(at) + 12}">{escape(told)}</text>'


def _svg(drawn: Sequence[str], about: str) -> Markup:
    height = len(drawn) * _ROW or _ROW
    head = f'<svg class="plot" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(about)}">'
    return Markup(f"{head}{''.join(drawn)}</svg>")
