"""What the readers of this folder come to: codes in order, and why. Pure data, and what all of them ask first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.procedures.case import Case, Span
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.story import Told

FOLDER = Path(__file__).parent
FAMILY = "diagnosis_order"


@dataclass(frozen=True, slots=True)
class Listed:
    """Diagnoses in the order in which they are listed.

    ``name`` tells one kind of case from another. ``lead`` is the reason that decides, ``reasons`` further ones.
    ``judged`` are the beginnings of codes that the case decides on: one named in the question and not in ``codes`` is
    turned down. ``missing`` are facts that would make a code more exact.
    ``opening`` answers a question about the order.
    """

    name: str
    codes: tuple[str, ...]
    lead: str
    reasons: tuple[str, ...]
    judged: tuple[str, ...]
    rests_on: tuple[Span, ...]
    parameter: Parameter
    place: str
    missing: tuple[str, ...] = ()
    ordered: bool = True
    opening: str = ""


class Tables:
    """The parameters of this folder on one day; a name that is not in force then has no value."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._values = parameters(FOLDER)

    def entry(self, name: str) -> Parameter | None:
        return self._values.at(name, self._day)

    def of(self, name: str) -> Any:
        found = self.entry(name)
        return None if found is None else found.value

    def have(self, *names: str) -> bool:
        return all(self.entry(name) is not None for name in names)


def asks_for_diagnoses(case: Case, told: Told) -> bool:
    """True where the question is one of diagnosis codes, not of a service to a patient who has the diseases."""
    if told.has("says_diagnosis") or case.diagnoses:
        return True
    if told.has("asks_first") and not (case.procedures or told.has("procedural")):
        return True  # "seen for a transfusion, cancer first?"
    return not (case.procedures or told.has("service", "procedural"))


def first_of(told: Told, names: Sequence[str]) -> str | None:
    """The first of the concepts that is told."""
    return next((name for name in names if told.has(name)), None)


def unique(codes: Sequence[str | None]) -> tuple[str, ...]:
    """The codes without gaps, each once, in order."""
    return tuple(dict.fromkeys(code for code in codes if code))
