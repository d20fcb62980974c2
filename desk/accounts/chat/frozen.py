"""A conversation (assistant.understand.query) as JSON and back: whatever of our own frozen values stands in it.

Only dataclasses, tuples and enums of ``assistant`` and ``corpus`` are made again, by their own constructors, and a
few plain values; a text from the database can make nothing else. One that an earlier CasePilot wrote and whose parts
have changed since isn't read by halves: ``Unreadable``.
"""

from __future__ import annotations

import dataclasses
import enum
import sys
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

_TYPE, _VALUE = "!", "="
_OURS = ("assistant", "corpus")
_PLAIN: dict[str, Any] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "Decimal": Decimal,
    "Fraction": Fraction,
    "tuple": lambda items: tuple(map(thawed, items)),
    "frozenset": lambda items: frozenset(map(thawed, items)),
    "list": lambda items: list(map(thawed, items)),
    "dict": lambda pairs: {thawed(key): thawed(value) for key, value in pairs},
    "range": lambda ends: range(*ends),
}


class Unreadable(ValueError):
    """What was kept can't be made again by this CasePilot."""


def frozen(value: Any) -> Any:
    """The value as JSON-ready ones; raises TypeError for one of a kind that isn't kept."""
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, enum.Enum):
        return {_TYPE: _name(type(value)), _VALUE: value.name}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {one.name: frozen(getattr(value, one.name)) for one in dataclasses.fields(value) if one.init}
        return {_TYPE: _name(type(value)), _VALUE: fields}
    if isinstance(value, Mapping):
        return {_TYPE: "dict", _VALUE: [[frozen(key), frozen(item)] for key, item in value.items()]}
    if isinstance(value, range):
        return {_TYPE: "range", _VALUE: [value.start, value.stop, value.step]}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {_TYPE: _name(type(value)), _VALUE: {name: frozen(getattr(value, name)) for name in value._fields}}
    if isinstance(value, tuple) and type(value) is not tuple:
        return {_TYPE: _name(type(value)), _VALUE: [frozen(item) for item in value]}
    if isinstance(value, tuple | frozenset | list):
        return {_TYPE: type(value).__name__, _VALUE: [frozen(item) for item in value]}
    if isinstance(value, date | datetime):
        return {_TYPE: type(value).__name__, _VALUE: value.isoformat()}
    if isinstance(value, Decimal | Fraction):
        return {_TYPE: type(value).__name__, _VALUE: str(value)}
    raise TypeError(f"no form for a {type(value).__name__}")


def thawed(value: Any) -> Any:
    """What ``frozen`` was given; raises Unreadable."""
    if not isinstance(value, dict):
        return value
    try:
        name, kept = value[_TYPE], value[_VALUE]
        if name in _PLAIN:
            return _PLAIN[name](kept)
        made = _class(name)
        if issubclass(made, enum.Enum):
            return made[kept]
        if isinstance(kept, list):
            return made(map(thawed, kept))
        return made(**{field: thawed(item) for field, item in kept.items()})
    except Unreadable:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise Unreadable(str(error)) from error


def _name(made: type) -> str:
    return f"{made.__module__}:{made.__qualname__}"


def _class(name: str) -> Any:
    """A dataclass, tuple or enum of ours that is loaded already: nothing is imported by a name that was kept."""
    module, _, qualified = name.partition(":")
    found = getattr(sys.modules.get(module), qualified, None)
    if not isinstance(found, type) or found.__module__ != module or module.split(".")[0] not in _OURS:
        raise Unreadable(f"{name} isn't known any more")
    if not dataclasses.is_dataclass(found) and not issubclass(found, enum.Enum | tuple):
        raise Unreadable(f"{name} is no value")
    return found
