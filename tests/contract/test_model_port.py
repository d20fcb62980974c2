"""The contract of the model port, against the scripted server: what is streamed, and how each failure is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from assistant.model import (
    Drafter,
    ModelCutOff,
    ModelRateLimited,
    ModelRefused,
    ModelSlow,
    ModelUnreachable,
    OpenAICompatibleModel,
)
from assistant.prompts import Prompt
from corpus.errors import ModelError
from tests.support.model_server import ModelServer, Reply

PROMPT = Prompt("Be brief.", "What is 0709T?")
KEY = "sk-never-show-this"
TEXT = "0709T is an add-on code [1]. It goes with 0708T [1]."


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


def model_at(url: str) -> Drafter:
    return OpenAICompatibleModel("scripted", url, KEY, first_token_timeout=0.5, silence_timeout=0.5, total_timeout=5)


async def whole(drafter: Drafter) -> str:
    return "".join([piece async for piece in drafter.draft(PROMPT)])


@pytest.mark.parametrize("chunk", [1, 7, 1000])
async def test_the_text_comes_whole_in_any_chunks(server: ModelServer, chunk: int) -> None:
    server.script(Reply.stream(TEXT, chunk))
    assert await whole(model_at(server.url)) == TEXT


async def test_the_request_is_a_streamed_chat_completion_with_the_key(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "another")  # chainlit overwrites it when CI=true: ours is passed explicitly
    server.script(Reply.stream(TEXT))
    await whole(model_at(server.url))
    (request,) = server.requests
    assert (request.path, request.authorization) == ("/v1/chat/completions", f"Bearer {KEY}")
    assert request.body["stream"] is True
    assert [message["role"] for message in request.body["messages"]] == ["system", "user"]


FAILURES = [
    (Reply.error(401), ModelRefused, "key"),
    (Reply.error(403), ModelRefused, "key"),
    (Reply.error(404), ModelRefused, "CASEPILOT_MODEL"),
    (Reply.error(400), ModelRefused, "400"),
    (Reply.error(429), ModelRateLimited, "rate-limited"),
    (Reply.error(429, Retry_After="3600"), ModelRateLimited, "rate-limited"),
    (Reply.error(500), ModelUnreachable, "500"),
    (Reply.error(503), ModelUnreachable, "503"),
    (Reply.refuse(), ModelRefused, "declined"),
    (Reply.ends("content_filter"), ModelRefused, "declined"),
    (Reply.ends("length"), ModelCutOff, "before its answer was whole"),
    (Reply.stream(""), ModelCutOff, "before its answer was whole"),
    (Reply.cut("0709T is"), ModelCutOff, "whole|broke off"),
    (Reply.nonsense(), ModelError, "The model"),
    (Reply.stall(), ModelSlow, "said nothing"),
    (Reply.stall("0709T is"), ModelSlow, "said nothing"),
    (Reply.silence(), ModelSlow, "said nothing"),
]


@pytest.mark.parametrize(("reply", "kind", "says"), FAILURES)
async def test_each_failure_is_told_in_one_sentence_without_the_key(
    server: ModelServer, reply: Reply, kind: type[ModelError], says: str
) -> None:
    server.script(reply)
    with pytest.raises(kind, match=says) as caught:
        await whole(model_at(server.url))
    message = str(caught.value)
    assert KEY not in message
    assert message.endswith(".")
    assert "\n" not in message


async def test_no_server_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        with pytest.raises(ModelUnreachable, match="CASEPILOT_MODEL_URL"):
            await whole(model_at(f"http://127.0.0.1:{taken.getsockname()[1]}/v1"))


@pytest.mark.parametrize("reply", [Reply.error(429), Reply.error(503), Reply.error(500, Retry_After="0")])
async def test_a_passing_failure_is_tried_once_more(server: ModelServer, reply: Reply) -> None:
    server.script(reply, Reply.stream(TEXT))
    assert await whole(model_at(server.url)) == TEXT
    assert len(server.requests) == 2


async def test_what_was_said_before_a_cut_was_streamed(server: ModelServer) -> None:
    server.script(Reply.cut("0709T is an"))
    pieces: list[str] = []

    async def read() -> None:
        async for piece in model_at(server.url).draft(PROMPT):
            pieces.append(piece)

    with pytest.raises(ModelCutOff):
        await read()
    assert "".join(pieces) == "0709T is an"


async def test_closing_early_ends_the_request(server: ModelServer) -> None:
    server.script(Reply.stall("0709T"))
    async with aclosing(model_at(server.url).draft(PROMPT)) as pieces:
        assert await anext(pieces) == "0709T"
    # Nothing to wait for: the block above returning at all, with the server still stalled, is the point.
    assert server.stalled.wait(5)
