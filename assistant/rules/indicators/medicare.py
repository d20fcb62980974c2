"""What Medicare takes in place of a code that it does not pay: status I or N of its fee schedule. Pure.

Sources: ``parameters.yaml``; the entries of the codes in ``corpus/text``.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Billed, either
from corpus.codes import Code, CptCode, Modifier
from corpus.relations import procedure_code

_FOLDER = Path(__file__).parent
_NAMES = ("taken_by_medicare", "visits_taken_by_medicare", "panels_taken_by_medicare")


@dataclass(frozen=True, slots=True)
class Taken:
    """Lines that Medicare takes in place of one code: any of them by what was done, or ``all`` for the parts of one.

    ``name`` says them where they are a range.
    """

    lines: tuple[Billed, ...]
    all: bool = False
    name: str = ""

    @property
    def codes(self) -> frozenset[Code]:
        return frozenset(code for line in self.lines for code in (line.code, *line.modifiers))

    def __str__(self) -> str:
        """ "G2212 or G0318", "80053, 85025 and 84443", "an office visit, 99202 to 99215"; no bold."""
        shown = [str(line) for line in self.lines]
        return f"{', '.join(shown[:-1])} and {shown[-1]}" if self.all else self.name or either(shown)

    @property
    def bold(self) -> str:
        """The same for a sentence: each code in bold, a range as it is named."""
        shown = [f"**{line}**" for line in self.lines]
        return f"{', '.join(shown[:-1])} and {shown[-1]}" if self.all else self.name or either(shown)

    def beside(self, primaries: Mapping[Code, Collection[Code]], others: Collection[Code]) -> Taken:
        """The lines of codes among ``others``, or of add-on codes to one of them; all where there is none."""
        fitting = tuple(
            line
            for line in self.lines
            if line.code in others or not set(primaries.get(line.code, ())).isdisjoint(others)
        )
        return replace(self, lines=fitting) if fitting else self


def taken_by_medicare(code: Code, day: date) -> Taken | None:
    """What Medicare takes in the place of a code on a day; None where our text names nothing."""
    for name in _NAMES:
        parameter = parameters(_FOLDER).at(name, day)
        if parameter is not None and (entry := _by_code(name, parameter.since).get(str(code))) is not None:
            return _taken(entry)
    return None


def _taken(entry: Mapping[str, Any]) -> Taken:
    modifiers = (Modifier(entry["with"]),) if "with" in entry else ()
    codes = entry.get("parts") or entry["takes"]
    lines = tuple(Billed(procedure_code(code), modifiers=modifiers) for code in codes)
    return Taken(lines, "parts" in entry, entry.get("as", ""))


@functools.cache
def _by_code(name: str, since: date) -> Mapping[str, Mapping[str, Any]]:
    """The entries of one value by each code, ranges written out."""
    parameter = parameters(_FOLDER).at(name, since)
    assert parameter is not None  # it begins on that day
    return {code: entry for key, entry in parameter.value.items() for code in _codes(key)}


def _codes(key: str) -> Iterator[str]:
    first, _, last = key.partition("-")
    if not last:
        yield first
        return
    yield from (str(CptCode(f"{number:05}")) for number in range(int(first), int(last) + 1))
