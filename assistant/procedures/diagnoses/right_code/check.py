"""What a reader of one proposed diagnosis code gives, and the parameters that it reads. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.rules.basis.parameters import parameters
from corpus.editions import Edition

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Check:
    """``right`` is the code that fits, empty where none of that kind does; ``why`` the fact that decides.
    ``together``: all of ``right`` are reported. ``confirms``: agreement in this says that the code fits."""

    code: str
    right: tuple[str, ...]
    why: str
    concepts: tuple[str, ...]
    edition: Edition
    place: str
    together: bool = False
    confirms: bool = True


class Values:
    """The parameters of this folder on one day."""

    def __init__(self, day: date) -> None:
        self.day, self._all = day, parameters(FOLDER)

    def of(self, name: str) -> Any:
        found = self._all.at(name, self.day)
        return None if found is None else found.value

    def edition(self, name: str) -> Edition:
        found = self._all.at(name, self.day)
        if found is None:
            raise KeyError(name)
        return found.edition


def with_point(code: str) -> str:
    """A code with its point: "E1122" is "E11.22"."""
    return code[:3] + ("." + code[3:] if len(code) > 3 else "")
