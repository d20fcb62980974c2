"""The model port; ``assistant.drafting.openai_client`` is its one adapter.

Failures come as ModelError with one sentence that never contains the key:

    ModelError
    ├── ModelRefused       wrong key, unknown model, or the model declined to answer
    ├── ModelRateLimited   too many requests
    ├── ModelSlow          no first token, silence, or a draft without an end, for too long
    ├── ModelCutOff        the answer ended before it was whole
    ├── ModelTooLong       the prompt does not fit the model's context
    ├── ModelBudgetSpent   the tokens that a day may cost are spent
    └── ModelUnreachable   no server, or the server is failing
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from assistant.drafting.messages import FunctionSpec, Piece, Prompt
from corpus.errors import ModelError


class ModelRefused(ModelError):
    """The server or the model said no."""


class ModelRateLimited(ModelError):
    """The server asks to slow down."""


class ModelSlow(ModelError):
    """No word came in time."""


class ModelCutOff(ModelError):
    """The answer ended before it was whole."""


class ModelTooLong(ModelError):
    """The prompt does not fit the model's context, of ``context_tokens`` where the server says so."""

    def __init__(self, message: str, context_tokens: int | None = None) -> None:
        self.context_tokens = context_tokens
        super().__init__(message)


class ModelBudgetSpent(ModelError):
    """The tokens that a day may cost are spent."""


class ModelUnreachable(ModelError):
    """No server answers, or it answers with an error of its own."""


class Drafter(Protocol):
    """Drafts prose from a prompt.

    ``draft`` yields pieces of text as they come, the calls that the model wants (only of the ``functions`` given), and
    the tokens as the server counted them. It returns only when the draft is whole and raises ModelError otherwise.
    Closing the iterator early ends the request.
    ``context_tokens`` is the room for prompt and answer together, ``address`` tells servers apart.
    """

    @property
    def name(self) -> str: ...

    @property
    def address(self) -> str: ...

    @property
    def context_tokens(self) -> int: ...

    def draft(self, prompt: Prompt, functions: Sequence[FunctionSpec] = ()) -> AsyncGenerator[Piece, None]: ...
