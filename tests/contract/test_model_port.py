"""The contract of the model port, against the scripted server: what is streamed, and how each failure is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from assistant.drafting.messages import Prompt
from assistant.drafting.openai_client import OpenAICompatibleModel
from assistant.drafting.port import (
    Drafter,
    ModelCutOff,
    ModelRateLimited,
    ModelRefused,
    ModelSlow,
    ModelTooLong,
    ModelUnreachable,
)
from corpus.errors import ModelError, SettingsError
from tests.support.model_server import ModelServer, Reply

PROMPT = Prompt("Be brief.", "What is 0709T?")
KEY = "sk-never-show-this"
TEXT = "0709T is an add-on code [1]. It goes with 0708T [1]."


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


def model_at(url: str) -> Drafter:
    return OpenAICompatibleModel("scripted", url, KEY, first_token_timeout=2, silence_timeout=2, total_timeout=10)


async def whole(drafter: Drafter) -> str:
    return "".join([piece async for piece in drafter.draft(PROMPT) if isinstance(piece, str)])


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
    (Reply.too_long(4_096), ModelTooLong, "too long"),
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
    (Reply.events(b"{oops"), ModelCutOff, "no chat completion"),
    (Reply.events(b"\xff\xfe"), ModelCutOff, "no chat completion"),
    (Reply.events(b"[1]"), ModelCutOff, "no chat completion"),
    (Reply.events(b'{"choices": [{"delta": {"content": 5}}]}'), ModelCutOff, "no chat completion"),
    (Reply.events(b'{"foo": 1}'), ModelCutOff, "before its answer was whole"),
    (Reply.events(b'{"choices": [{"delta": null, "finish_reason": "stop"}]}'), ModelCutOff, "before its answer"),
    (Reply.events(b'{"error": {"message": "the key sk-never-show-this is odd"}}'), ModelCutOff, "broke off"),
    (Reply.stream(" \n "), ModelCutOff, "before its answer was whole"),
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


async def test_an_option_that_the_server_refuses_is_left_out(server: ModelServer) -> None:
    refused = map(Reply.unsupported, ("max_tokens", "temperature", "stream_options"))
    server.script(*refused, Reply.stream(TEXT))
    model = model_at(server.url)
    assert await whole(model) == TEXT
    assert await whole(model) == TEXT
    first, _, _, last, again = (set(request.body) - {"model", "messages", "stream"} for request in server.requests)
    assert first == {"max_tokens", "temperature", "stream_options"}
    assert last == again == {"max_completion_tokens"}  # what was refused once is not sent again


async def test_chunks_without_a_word_do_not_put_off_the_first_token(server: ModelServer) -> None:
    server.script(Reply.stall(" " * 700))  # a hundred chunks of white space, then nothing
    with pytest.raises(ModelSlow, match="said nothing"):
        await whole(model_at(server.url))


async def test_a_draft_without_an_end_is_cut_at_the_total_time(server: ModelServer) -> None:
    server.script(Reply.stall("0709T is"))
    model = OpenAICompatibleModel("scripted", server.url, KEY, total_timeout=0.5)
    with pytest.raises(ModelSlow, match="took longer"):
        await whole(model)


@pytest.mark.parametrize(
    "url", ["", "localhost:1234", "not a url", "ftp://x/v1", "http://", "http://[::1", "http://x:y"]
)
def test_an_address_that_is_none_is_told_at_once(url: str) -> None:
    with pytest.raises(SettingsError, match="CASEPILOT_MODEL_URL"):
        OpenAICompatibleModel("scripted", url, KEY)


@pytest.mark.parametrize("key", ["sk-…", "sk-a\nsk-b", "ключ"])
def test_a_key_that_cannot_be_sent_is_told_at_once(key: str) -> None:
    with pytest.raises(SettingsError, match="CASEPILOT_MODEL_KEY") as caught:
        OpenAICompatibleModel("scripted", "http://127.0.0.1/v1", key)
    assert key not in str(caught.value)


async def test_white_space_around_a_pasted_key_is_dropped(server: ModelServer) -> None:
    server.script(Reply.stream(TEXT))
    await whole(OpenAICompatibleModel("scripted", server.url, f" {KEY}\n"))
    assert server.requests[0].authorization == f"Bearer {KEY}"


async def test_what_was_said_before_a_cut_was_streamed(server: ModelServer) -> None:
    server.script(Reply.cut("0709T is an"))
    pieces: list[str] = []

    async def read() -> None:
        async for piece in model_at(server.url).draft(PROMPT):
            pieces.append(str(piece))

    with pytest.raises(ModelCutOff):
        await read()
    assert "".join(pieces) == "0709T is an"


async def test_closing_early_ends_the_request(server: ModelServer) -> None:
    server.script(Reply.stall("0709T"))
    async with aclosing(model_at(server.url).draft(PROMPT)) as pieces:
        assert await anext(pieces) == "0709T"
    # Nothing to wait for: the block above returning at all, with the server still stalled, is the point.
    assert server.stalled.wait(5)
