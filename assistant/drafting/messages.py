"""What goes to a model and what comes back, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.answer import Usage
from assistant.drafting.tokens import OF_A_MESSAGE, estimated_tokens


@dataclass(frozen=True, slots=True)
class Call:
    """A model's wish to have a function called. ``arguments`` is JSON as the model wrote it, so not always JSON."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Calls:
    """All calls that a model wants before it goes on."""

    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message behind the first two: the model's calls, or the result of one of them (``answers``: its id)."""

    content: str
    calls: tuple[Call, ...] = ()
    answers: str = ""


Piece = str | Calls | Usage


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """A function as a model is told of it. ``parameters`` is a JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A system and a user message, and what a model's calls of functions added to them."""

    system: str
    user: str
    further: tuple[Message, ...] = ()

    @property
    def tokens(self) -> int:
        """About how many tokens it has."""
        texts = (self.system, self.user, *(message.content for message in self.further))
        return sum(map(estimated_tokens, texts)) + OF_A_MESSAGE * len(texts)
