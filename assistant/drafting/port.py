"""The model port; ``assistant.drafting.openai_client`` is its one adapter.

Failures come as ModelError with one sentence that never contains the key:

    ModelError
    ├── ModelRefused       wrong key, unknown model, or the model declined to answer
    ├── ModelRateLimited   too many requests
    ├── ModelSlow          no first token, silence, or a draft without an end, for too long
    ├── ModelCutOff        the answer ended before it was whole
    └── ModelUnreachable   no server, or the server is failing
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

from assistant.drafting.prompts import Prompt
from corpus.errors import ModelError


class ModelRefused(ModelError):
    """The server or the model said no."""


class ModelRateLimited(ModelError):
    """The server asks to slow down."""


class ModelSlow(ModelError):
    """No word came in time."""


class ModelCutOff(ModelError):
    """The answer ended before it was whole."""


class ModelUnreachable(ModelError):
    """No server answers, or it answers with an error of its own."""


class Drafter(Protocol):
    """Drafts prose from a prompt.

    ``draft`` yields pieces of text as they come and returns only when the draft is whole; it raises ModelError
    otherwise. Closing the iterator early ends the request.
    """

    @property
    def name(self) -> str: ...

    def draft(self, prompt: Prompt) -> AsyncGenerator[str, None]: ...
