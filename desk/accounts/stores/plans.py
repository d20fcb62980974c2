"""The plans: how much of what a person may use on a day. Read from plans.yaml, or from a file of that form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from corpus.errors import SettingsError

DEFAULT_FILE = Path(__file__).parent.parent / "plans.yaml"


class Kind(StrEnum):
    """What is counted."""

    PAGES = "pages"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Plan:
    """``limits`` by kind for one person, ``address`` times as much for all at one address; a missing kind is free."""

    name: str
    limits: Mapping[Kind, int]
    address: int = 1


def read_plans(path: Path = DEFAULT_FILE) -> Mapping[str, Plan]:
    """The plans of a file by name; raises SettingsError for a file that can't be read as plans."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        plans = {name: _plan(name, values) for name, values in found.items()}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise SettingsError(
            f"The plans in {path} can't be read ({error}); write them as {DEFAULT_FILE} has them."
        ) from None
    missing = {"guest", "registered"} - plans.keys()
    if missing:
        raise SettingsError(f"The plans in {path} have none named {', '.join(sorted(missing))}; add it.")
    return plans


def _plan(name: str, values: Mapping[str, int]) -> Plan:
    address = values.get("address", 1)
    limits = {Kind(kind): limit for kind, limit in values.items() if kind != "address"}
    for number in (*limits.values(), address):
        if type(number) is not int or number < 0:
            raise ValueError(f"{number!r} of {name} is no whole number")
    return Plan(str(name), limits, address)
