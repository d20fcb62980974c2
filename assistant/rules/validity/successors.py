"""What came after a code that ended, where no loaded list names it: facts of ours, each with its source. Pure."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.rules.basis.parameters import parameters
from corpus.codes import Code, Modifier
from corpus.editions import Edition
from corpus.relations import procedure_code

_FOLDER = Path(__file__).parent
_MODIFIER = 2  # characters


@dataclass(frozen=True, slots=True)
class Successor:
    """Codes ``now`` for the service of one that ended, and a ``note`` of what a payer takes otherwise, as a clause.

    ``also`` are the further codes that the note names. ``last_day`` is told of a code of which no public list says it;
    else None.
    """

    now: tuple[Code, ...]
    edition: Edition
    note: str = ""
    also: tuple[Code, ...] = ()
    last_day: date | None = None


@functools.cache
def successors() -> Mapping[Code, Successor]:
    """All of them, by the code that ended."""
    found: dict[Code, Successor] = {}
    known = parameters(_FOLDER)
    for name in known.names:
        parameter = known.at(name, date.max)
        assert parameter is not None  # none of them ends
        for code, entry in parameter.value.items():
            now, also = (tuple(map(_code, entry.get(key, ()))) for key in ("now", "also"))
            note, last_day = entry.get("note", ""), entry.get("last")
            found[_code(code)] = Successor(now, parameter.edition, note, also, last_day)
    return found


def _code(text: str) -> Code:
    return Modifier(text) if len(text) == _MODIFIER else procedure_code(text)
