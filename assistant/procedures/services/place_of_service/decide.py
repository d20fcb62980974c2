"""What a place of service code stands for on a day. Source: places.yaml (Medicare's list, in our own words)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from assistant.rules.basis.parameters import sources
from corpus.editions import Edition
from corpus.yaml_loader import LOADER

PLACES = Path(__file__).with_name("places.yaml")


@dataclass(frozen=True, slots=True)
class Place:
    """One code. ``rate`` is "F" or "NF", empty where none was checked; ``since`` the first day of a later one."""

    code: str
    stands_for: str
    rate: str = ""
    since: date | None = None

    def begins_after(self, day: date) -> bool:
        return self.since is not None and day < self.since


@functools.cache
def places() -> Mapping[str, Place]:
    """The list by code."""
    rows = yaml.load(PLACES.read_text(encoding="utf-8"), Loader=LOADER)["codes"]
    return {code: Place(code, row["is"], row.get("rate", ""), row.get("since")) for code, row in rows.items()}


@functools.cache
def edition() -> Edition:
    """Where the list is from."""
    return sources()[yaml.load(PLACES.read_text(encoding="utf-8"), Loader=LOADER)["reference"]]
