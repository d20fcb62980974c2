"""Reading the loose values of feeds: what may be missing, a text, a list or something else, as words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any


def text(value: Any) -> str:
    """A value as words; a mapping's name, the members of a list with commas between."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, dict):
        return text(next((value[key] for key in ("name", "Name", "@value", "value") if value.get(key)), None))
    if isinstance(value, list):
        return ", ".join(filter(None, map(text, value)))
    return str(value).strip()


def number(value: Any) -> float | None:
    """A number, or what is written as one ("60,000.00", "$28"); None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    told = re.fullmatch(r"\s*\$?\s*(\d[\d,]*(?:\.\d+)?)\s*", str(value))
    return float(told[1].replace(",", "")) if told else None


def mappings(value: Any) -> Iterator[dict[str, Any]]:
    """The mappings of a list, or the one that stands alone."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one


def at(value: Any, *names: str) -> Any:
    """What stands behind a row of names; None where one is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
