"""Dated parameters of rules and procedures: every threshold, list and date stands in YAML, with its reference.

    excised_diameters:
      what: upper bounds of the excised diameter, in code order
      unit: cm
      reference: ama-cpt-lesions          # an id of corpus/text/sources.yaml or sources.d
      values:
        2003-01-01: [0.5, 1.0, 2.0, 3.0, 4.0]

A value holds from its date on until the next date; ``null`` ends it. Before the first date nothing is known.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from assistant.rules.basis import GUIDANCE, Basis
from corpus.authored import read_sources
from corpus.editions import Edition
from corpus.yaml_loader import LOADER

FILE = "parameters.yaml"
_KEYS = frozenset("what unit reference values".split())
_MOST_KEPT = 1_024


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value in force: numbers with a fraction are ``Decimal``; ``since`` is the first day that it holds."""

    name: str
    value: Any
    unit: str
    edition: Edition
    since: date

    def basis(self, day: date) -> Basis:
        """What a verdict that used it rests on."""
        return Basis(GUIDANCE, day, self.edition)


class Parameters:
    """The parameters of one folder. Raises ValueError, naming file and entry, for what does not have the form."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # Every question asks for the same values of its day.
        self._kept = functools.lru_cache(maxsize=_MOST_KEPT)(self._read)
        self._entries: dict[str, dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        known = sources()
        for name, entry in self._entries.items():
            if set(entry) - _KEYS or not {"what", "reference", "values"} <= set(entry):
                raise ValueError(f"{path}: {name} needs what, reference and values (and may have unit)")
            if entry["reference"] not in known:
                raise ValueError(f"{path}: {name} names the source {entry['reference']!r}, which corpus/text lacks")
            if isinstance(entry["values"], dict):
                entry["values"] = {day: _exact(value) for day, value in entry["values"].items()}
            if not entry["values"] or not all(isinstance(day, date) for day in entry["values"]):
                raise ValueError(f"{path}: {name} needs values by date")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def at(self, name: str, day: date) -> Parameter | None:
        """The value in force on a day; None before the first date and where it has ended. KeyError for no such name."""
        return self._kept(name, day)

    def _read(self, name: str, day: date) -> Parameter | None:
        entry = self._entries[name]
        since = max((begin for begin in entry["values"] if begin <= day), default=None)
        if since is None or entry["values"][since] is None:
            return None
        return Parameter(name, entry["values"][since], entry.get("unit", ""), sources()[entry["reference"]], since)

    def every_value(self) -> tuple[tuple[str, date, Any], ...]:
        """All values with name and date, for checks."""
        return tuple(
            (name, day, value) for name, entry in self._entries.items() for day, value in entry["values"].items()
        )


def _exact(value: Any) -> Any:
    """YAML's floats as decimals: 0.1 is a tenth."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, list):
        return tuple(_exact(item) for item in value)
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    return value


@functools.cache
def parameters(folder: Path) -> Parameters:
    """The parameters of a rule's or procedure's folder, read once."""
    return Parameters(folder / FILE)


@functools.cache
def sources() -> dict[str, Edition]:
    """Every source that corpus/text names, by id."""
    return read_sources()
