"""Drafting on any OpenAI-compatible server. The only module that imports openai.

That takes a third of a second, so it is imported only where a model is set.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any
from urllib.parse import urlsplit

import openai

from assistant.drafting.messages import Call, Calls, FunctionSpec, Piece, Prompt
from assistant.drafting.port import (
    ModelCutOff,
    ModelRateLimited,
    ModelRefused,
    ModelSlow,
    ModelTooLong,
    ModelUnreachable,
)
from assistant.drafting.prompts import ANSWER_TOKENS, CONTEXT_TOKENS
from assistant.drafting.wire import add_call, messages_of, priced, tool_of, usage_of
from corpus.errors import ModelError, SettingsError

# A retry that waits longer than this keeps a coder waiting for what the composer can say now.
_LONGEST_RETRY_WAIT_SECONDS = 2.0
_ATTEMPTS = 2

# Newer hosted models refuse the first two and want the first under another name; many local servers know only these.
# The third asks for the tokens at a stream's end, which not every server counts.
_OPTIONAL = ("max_tokens", "temperature", "stream_options")

# How servers say that a prompt is too long: llama.cpp, then OpenAI and vLLM.
_TOO_LONG = ("exceed_context_size_error", "context_length_exceeded", "maximum context length")

# Some servers need no key but the client insists on one.
_NO_KEY = "none"


class OpenAICompatibleModel:
    """Implements ``Drafter`` with streamed chat completions (``/v1/chat/completions``, which every such server has)."""

    def __init__(
        self,
        model: str,
        base_url: str,
        api_key: str,
        *,
        first_token_timeout: float = 20.0,
        silence_timeout: float = 20.0,
        total_timeout: float = 120.0,
        context_tokens: int = CONTEXT_TOKENS,
        price_read: float | None = None,
        price_written: float | None = None,
    ) -> None:
        """Times are seconds, prices dollars for a million tokens. No request is made before ``draft``.

        Raises SettingsError for an address or a key that no request could be made with.
        """
        api_key = api_key.strip()
        _check_address(base_url)
        if not (api_key.isascii() and api_key.isprintable()):
            raise SettingsError("The model key holds characters that no key has; copy CASEPILOT_MODEL_KEY again.")
        self._model, self._address, self._context_tokens = model, base_url, context_tokens
        self._first_token_timeout, self._silence_timeout = first_token_timeout, silence_timeout
        self._total_timeout = total_timeout
        self._prices = (price_read, price_written)
        # What this server takes; an option it refused once is not sent again.
        self._options: dict[str, Any] = {
            "temperature": 0,
            "max_tokens": ANSWER_TOKENS,
            "stream_options": {"include_usage": True},
        }
        self._client = openai.AsyncOpenAI(
            base_url=base_url, api_key=api_key or _NO_KEY, max_retries=0, timeout=total_timeout
        )

    @property
    def name(self) -> str:
        return self._model

    @property
    def address(self) -> str:
        return self._address

    @property
    def context_tokens(self) -> int:
        return self._context_tokens

    async def draft(self, prompt: Prompt, functions: Sequence[FunctionSpec] = ()) -> AsyncGenerator[Piece, None]:
        """Pieces of the draft as they come; raises a ModelError subclass when it is not whole."""
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(began + self._first_token_timeout):
                stream = await self._open(prompt, [tool_of(one) for one in functions] or openai.omit)
        except TimeoutError:
            raise self._silent(self._first_token_timeout) from None
        try:
            async with aclosing(self._pieces(stream, began)) as pieces:
                async for piece in pieces:
                    yield piece
        except openai.APIError as error:
            raise ModelCutOff(f"The model {self._model} broke off in the middle of its answer.") from error
        except ValueError as error:  # an event that is no JSON, or no text
            raise self._garbled() from error
        finally:
            await stream.close()

    async def _open(self, prompt: Prompt, tools: Any) -> Any:
        """The opened stream. Tries once more after a passing failure, and without an option the server refuses."""
        attempt = 1
        while True:
            options = dict(self._options)
            try:
                return await self._client.chat.completions.create(
                    model=self._model, messages=messages_of(prompt), stream=True, tools=tools, **options
                )
            except openai.APIError as error:
                if refused := _refused_option(error, options):
                    value = self._options.pop(refused, None)
                    if refused == "max_tokens":
                        self._options["max_completion_tokens"] = value
                    continue
                wait = _retry_wait(error)
                if attempt == _ATTEMPTS or wait is None:
                    raise self._failure(error) from error
                attempt += 1
                await asyncio.sleep(wait)

    async def _pieces(self, stream: Any, began: float) -> AsyncGenerator[Piece, None]:
        """What each chunk brings; sees to silence, refusals and an end without a reason."""
        loop = asyncio.get_running_loop()
        chunks: AsyncIterator[Any] = aiter(stream)
        finish: str | None = None
        spoke = False
        calls: dict[int, Call] = {}
        while True:
            # Chunks without text (a role, a keep-alive) do not count as a first word: its deadline stays.
            quiet = loop.time() + self._silence_timeout if spoke else began + self._first_token_timeout
            end = began + self._total_timeout
            try:
                async with asyncio.timeout_at(min(quiet, end)):
                    chunk = await anext(chunks, None)
            except TimeoutError:
                if end <= quiet:
                    raise ModelSlow(f"The model {self._model} took longer than {self._total_timeout:g} s.") from None
                raise self._silent(self._silence_timeout if spoke else self._first_token_timeout) from None
            if chunk is None:
                break
            if (usage := usage_of(chunk)) is not None:
                yield priced(usage, *self._prices)
            text, refused, reason = self._read(chunk, calls)
            finish = reason or finish
            if refused:
                raise ModelRefused(f"The model {self._model} declined to answer.")
            if text or calls:
                spoke = spoke or bool(text.strip()) or bool(calls)
            if text:
                yield text
        if finish == "content_filter":
            raise ModelRefused(f"The model {self._model} declined to answer.")
        if calls and finish in ("tool_calls", "stop"):
            yield Calls(tuple(calls.values()))
        elif finish != "stop" or not spoke:
            raise ModelCutOff(f"The model {self._model} stopped before its answer was whole.")

    def _read(self, chunk: Any, calls: dict[int, Call]) -> tuple[str, bool, str | None]:
        """Text, whether it is refused, and the finish reason of a chunk; its share of calls is added to ``calls``.

        The client checks no shapes: this does.
        """
        try:
            choices = chunk.choices or ()
        except AttributeError:
            raise self._garbled() from None
        for choice in choices[:1]:
            text = getattr(choice.delta, "content", None)
            if text is not None and not isinstance(text, str):
                raise self._garbled()
            for part in getattr(choice.delta, "tool_calls", None) or ():
                add_call(calls, part)
            return text or "", bool(getattr(choice.delta, "refusal", None)), choice.finish_reason
        return "", False, None

    def _silent(self, seconds: float) -> ModelSlow:
        return ModelSlow(f"The model {self._model} said nothing for {seconds:g} s.")

    def _garbled(self) -> ModelCutOff:
        return ModelCutOff(f"The model server sent something that is no chat completion of {self._model}.")

    def _failure(self, error: openai.APIError) -> ModelError:
        match error:
            case openai.APITimeoutError():
                return self._silent(self._total_timeout)
            case openai.RateLimitError():
                return ModelRateLimited(f"The model {self._model} is rate-limited right now.")
            case openai.AuthenticationError() | openai.PermissionDeniedError():
                return ModelRefused("The model server refused the key; check CASEPILOT_MODEL_KEY.")
            case openai.NotFoundError():
                return ModelRefused(
                    f"The model server has no model {self._model}; check CASEPILOT_MODEL and CASEPILOT_MODEL_URL."
                )
            case openai.BadRequestError() if _is_too_long(error):
                body = error.body if isinstance(error.body, dict) else {}
                room = body.get("n_ctx")
                return ModelTooLong(
                    f"The question with its sources is too long for the model {self._model}.",
                    room if isinstance(room, int) else None,
                )
            case openai.APIStatusError() if error.status_code < 500:
                return ModelRefused(f"The model server refused the request (status {error.status_code}).")
            case openai.APIStatusError():
                return ModelUnreachable(f"The model server is failing (status {error.status_code}).")
            case openai.APIConnectionError():
                return ModelUnreachable("The model server cannot be reached; check CASEPILOT_MODEL_URL.")
            case _:
                return ModelUnreachable("The model server gave an answer that is no chat completion.")


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is no number
        usable = False
    if not usable:
        raise SettingsError(
            f"{url!r} is no address of a model server; set CASEPILOT_MODEL_URL like http://localhost:8080/v1."
        )


def _is_too_long(error: openai.APIError) -> bool:
    return any(sign in f"{error.body} {error.message}" for sign in _TOO_LONG)


def _refused_option(error: openai.APIError, options: dict[str, Any]) -> str | None:
    """The optional setting that a 400 is about, if it is one that was sent."""
    if not isinstance(error, openai.BadRequestError) or _is_too_long(error):
        return None
    said = f"{error.param} {error.message}"
    return next((name for name in _OPTIONAL if name in options and name in said), None)


def _retry_wait(error: openai.APIError) -> float | None:
    """Seconds to wait before one more try, or None when another try would not help in time."""
    if isinstance(error, openai.APIStatusError) and error.status_code in (429, 500, 502, 503, 504):
        try:
            wait = float(error.response.headers.get("retry-after", "0.2"))
        except ValueError:
            return None  # an HTTP date: longer than anyone waits here
        return wait if 0 <= wait <= _LONGEST_RETRY_WAIT_SECONDS else None
    if isinstance(error, openai.APIConnectionError) and not isinstance(error, openai.APITimeoutError):
        return 0.2
    return None
