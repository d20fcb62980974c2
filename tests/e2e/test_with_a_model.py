"""The chat page with a model behind it: streaming, grounding, failures, the stop button, two questions at once."""

from __future__ import annotations

import re
import threading
import uuid
from typing import Any

import pytest
import socketio
from playwright.sync_api import expect

from assistant.answering.rendering import STOPPED
from tests.e2e.screen import Screen
from tests.support.model_server import ModelServer, Reply

SUPPORTED = "The record must show the number and site of all injections of the session [1]."


def test_a_models_draft_is_shown_with_its_sources_and_its_name(model_screen: Screen, model_server: ModelServer) -> None:
    model_server.script(Reply.stream(SUPPORTED))
    answer = model_screen.ask("what is its code? 0709T")
    expect(answer).to_contain_text("number and site of all injections")
    expect(answer).to_contain_text("Drafted by scripted-model and checked against the sources")
    title, _ = model_screen.open_source(answer.locator(".element-link").first)
    assert "0709T" in title
    assert model_server.requests[-1].authorization == "Bearer scripted-key"


def test_the_start_page_names_the_model(model_screen: Screen) -> None:
    expect(model_screen.page.locator("#welcome-screen")).to_contain_text("Answering with scripted-model")


def test_an_invented_code_and_an_unsupported_claim_are_left_out_and_said(
    model_screen: Screen, model_server: ModelServer
) -> None:
    model_server.script(Reply.stream(f"{SUPPORTED} Report 0799T as well [1]. Payers like it very much."))
    answer = model_screen.ask("what is 0709T?")
    expect(answer).to_contain_text("number and site of all injections")
    expect(answer).not_to_contain_text("Payers like it")
    expect(answer).to_contain_text("Left out of the draft because no loaded source has it: 0799T")
    assert "0799T" not in answer.inner_text().partition("Note:")[0]


@pytest.mark.parametrize(
    "reply",
    [Reply.error(401), Reply.error(429), Reply.cut(f"{SUPPORTED} And then the"), Reply.refuse()],
    ids=["wrong key", "rate limit", "cut off", "declined"],
)
def test_a_failing_model_leaves_the_composers_answer_and_one_line(
    model_screen: Screen, model_server: ModelServer, reply: Reply
) -> None:
    model_server.script(reply)
    answer = model_screen.ask("what is 0709T?")
    expect(answer).to_contain_text("Answered from the knowledge base, without a model")
    expect(answer).to_contain_text("This answer was put together from the knowledge base instead.")
    expect(answer).not_to_contain_text("And then the")
    expect(answer).to_contain_text("[1]")


def test_the_stop_button_keeps_what_was_shown_says_so_and_the_chat_goes_on(
    model_screen: Screen, model_server: ModelServer
) -> None:
    model_server.script(Reply.stall(f"{SUPPORTED} It also"))
    model_screen.send("what is 0709T?")
    expect(model_screen.answers.first).to_contain_text("number and site of all injections")

    model_screen.page.locator("#chat-input").fill("what is 0708T?")
    model_screen.page.locator("#chat-input").press("Enter")  # while the first streams: not sent, and not lost
    expect(model_screen.page.locator("#chat-input")).to_have_value("what is 0708T?")

    model_screen.page.locator("#stop-button").click()
    expect(model_screen.answers.first).to_contain_text("Stopped here: this answer is not complete.")
    expect(model_screen.answers.first).to_contain_text("number and site of all injections")
    expect(model_screen.answers.nth(1)).to_have_text(STOPPED)

    model_server.script(Reply.stream("0708T is the primary code of 0709T [1]."))
    model_screen.page.locator("#chat-input").press("Enter")
    expect(model_screen.finished(2)).to_contain_text("0708T")


def test_stopping_before_the_model_says_a_word_keeps_the_conclusion(
    model_screen: Screen, model_server: ModelServer
) -> None:
    model_server.script(Reply.silence())
    model_screen.send("what is 0709T?")
    expect(model_screen.answers.first).to_contain_text("CPT 0709T")
    assert model_server.stalled.wait(30)
    model_screen.page.locator("#stop-button").click()
    expect(model_screen.answers.first).to_contain_text("Stopped here: this answer is not complete.")


def test_two_questions_sent_at_once_are_both_answered_in_order(composer_url: str) -> None:
    """The page holds a second question back; a client that does not gets both answered, one after the other."""
    said = _answers_to(composer_url, "what is 0709T?", "what is its primary?")
    first, second = (re.sub(r"\[(\w+)\]\(/code/[^)]*\)", r"\1", text) for text in said)
    assert "CPT 0709T" in first
    assert "The primary code of **0709T** is **0708T**" in second


def _answers_to(url: str, *questions: str) -> list[str]:
    """Speaks the page's own protocol: the messages without a pause, then their finished answers in order."""
    answers: list[str] = []
    all_came = threading.Event()

    def updated(step: dict[str, Any]) -> None:
        if step["type"] == "assistant_message":
            answers.append(step["output"])
        if len(answers) == len(questions):
            all_came.set()

    client = socketio.Client()
    client.on("update_message", updated)
    session = {"sessionId": str(uuid.uuid4()), "clientType": "webapp", "threadId": "", "userEnv": "{}"}
    client.connect(url, socketio_path="/chat/ws/socket.io", auth={**session, "chatProfile": "CasePilot"})
    client.emit("connection_successful")
    for question in questions:
        client.emit("client_message", {"message": _message(question), "fileReferences": []})
    all_came.wait()
    client.disconnect()
    return answers


def _message(text: str) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "threadId": "",
        "type": "user_message",
        "name": "User",
        "output": text,
        "createdAt": "2026-11-23T00:00:00.000Z",
    }
