"""A query, and a conversation, as JSON and back, for the API: what is made of the JSON equals what it was made from."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from assistant.understand.query import Conversation, Query
from corpus.codes import Code, code_from_key, code_key


def as_json(query: Query) -> dict[str, Any]:
    """A query in plain JSON values; what is empty is left out."""
    made = _plain(query)
    assert isinstance(made, dict)  # a dataclass becomes one
    return made


def query_from_json(told: Mapping[str, Any]) -> Query:
    """The query of its JSON. Raises ValueError for what is none."""
    query = _read(Query, told, "query")
    assert isinstance(query, Query)
    units = [line.units for line in query.lines]
    units += [line.units for line in (query.claim.lines if query.claim else ())]
    if any(count is not None and not 1 <= count <= _MOST_UNITS for count in units):
        raise ValueError(f"This is not a query: the units of a line are 1 to {_MOST_UNITS}")
    return query


def conversation_json(conversation: Conversation) -> dict[str, Any]:
    """A conversation in plain JSON values."""
    made = _plain(conversation)
    assert isinstance(made, dict)
    return made


def conversation_from_json(told: Mapping[str, Any]) -> Conversation:
    """The conversation of its JSON. Raises ValueError for what is none."""
    conversation = _read(Conversation, told, "conversation")
    assert isinstance(conversation, Conversation)
    return conversation


def _read(kind: type, told: Mapping[str, Any], name: str) -> Any:
    try:
        return _made(kind, told)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"This is not a {name}: {error}") from error


def _plain(value: Any) -> Any:
    if isinstance(value, Code):
        return code_key(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {
            one.name: _plain(getattr(value, one.name))
            for one in fields(value)
            if one.init and getattr(value, one.name) not in (None, ())
        }
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(item)] for key, item in value.items()]
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        raise ValueError(f"{text[:40]!r} is no number of a case")
    return value


_SIMPLE: dict[Any, Callable[[Any], Any]] = {date: date.fromisoformat, Decimal: _decimal}
_AS_IT_IS = (str, int, bool)
_MOST_DIGITS = 12
_MOST_UNITS = 99_999


def _made(kind: Any, value: Any) -> Any:
    """The value of a type from its plain form."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        options = [one for one in get_args(kind) if one is not type(None)]
        if value is None:
            return None
        is_code = all(isinstance(one, type) and issubclass(one, Code) for one in options)
        return code_from_key(value) if is_code else _made(options[0], value)
    if origin is tuple:
        return _tuple(get_args(kind), value)
    if origin is not None:  # a mapping
        of_key, of_value = get_args(kind)
        return {_made(of_key, key): _made(of_value, item) for key, item in value}
    if kind in _SIMPLE:
        return _SIMPLE[kind](value)
    if issubclass(kind, Code):
        return code_from_key(value)
    if issubclass(kind, Enum):
        return kind(value)
    if issubclass(kind, tuple):  # a named one
        return kind(*(_made(one, item) for one, item in zip(_hints(kind).values(), value, strict=True)))
    if kind in _AS_IT_IS and type(value) is not kind:
        raise TypeError(f"{str(value)[:40]!r} is no {kind.__name__}")
    if is_dataclass(kind):
        made: Any = kind
        hints, make = _hints(made), cast(Callable[..., Any], made)
        return make(**{name: _made(hints[name], item) for name, item in value.items()})
    return value


def _tuple(of: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if len(of) == 2 and of[1] is Ellipsis:
        return tuple(_made(of[0], item) for item in value)
    return tuple(_made(one, item) for one, item in zip(of, value, strict=True))
