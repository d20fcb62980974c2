"""What no coder means to send, and what goes wrong between browser and server: each ends in a chat that goes on."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import running_server
from tests.e2e.screen import Screen

CASES = [
    ("nothing but an invisible mark", "\u200b \u200b", "nothing to read"),
    ("more than a page of text", "chart note " * 800, "reads up to 8,000"),
    ("the inside of a file", "PK\x03\x04\x00\x00\x01\x02\ufffd\ufffd", "inside of a file"),
    ("more than the default frame of a socket", "x" * 1_500_000, "has 1,500,000 characters"),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_an_unusable_message_gets_one_sentence_and_the_chat_goes_on(screen: Screen, text: str, expected: str) -> None:
    # Set as a paste does: typing a file's bytes one by one would take minutes.
    screen.page.locator("#chat-input").evaluate(
        """(box, text) => {
            Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
            box.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        text,
    )
    screen.page.locator("#chat-submit").click()
    screen.message(0, expected)
    expect(screen.ask("what is 0709T?")).to_contain_text("0708T")


def test_an_empty_box_cannot_be_sent(screen: Screen) -> None:
    expect(screen.page.locator("#chat-submit")).to_be_disabled()
    screen.page.locator("#chat-input").fill("   ")
    expect(screen.page.locator("#chat-submit")).to_be_disabled()


@pytest.mark.parametrize("text", ["¿Qué es el código 0709T?", "0709T とは何ですか", "ما هو 0709T"])
def test_a_question_in_another_language_ends_well(screen: Screen, text: str) -> None:
    screen.ask(text)
    expect(screen.ask("what is 0709T?")).to_contain_text("0708T")


def test_typed_text_is_shown_as_typed(screen: Screen) -> None:
    """Markdown would make a directive of ":E11" and drop it, and strike out what stands between two tildes."""
    text = "is ICD:E11.9 for ~5~ *visits*"
    screen.ask(text)
    expect(screen.questions.first).to_have_text(text)


def test_a_reload_keeps_the_conversation_and_works(screen: Screen) -> None:
    screen.ask("what is 0709T?")
    expect(screen.page).to_have_url(re.compile("/thread/"))  # the conversation has its address once it is kept
    screen.page.reload()
    expect(screen.answers).to_have_count(1)
    expect(screen.answers.first).to_contain_text("0708T")
    expect(screen.ask("what is its primary?")).to_contain_text("0708T")


def test_the_page_goes_on_when_its_server_was_restarted(page: Page, small_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with running_server(small_home, port) as url:
        screen = Screen(page, url).open()
        first = screen.ask("what is 0709T?")
    expect(page.locator("#session-error")).to_be_visible()
    with running_server(small_home, port):
        expect(page.locator("#session-error")).to_have_count(0)
        expect(screen.ask_until_taken("what is its primary? I mean of 0709T")).to_contain_text("0708T")
        first.locator(".element-link").first.click()
        expect(page.get_by_text("belongs to an earlier session")).to_be_visible()


def test_a_missing_knowledge_base_is_said_and_taken_up_once_it_is_there(
    page: Page, small_home: Path, tmp_path: Path
) -> None:
    with running_server(tmp_path) as url:
        screen = Screen(page, url).open()
        expect(page.locator("#welcome-screen")).to_contain_text("There is no knowledge base")
        screen.send("what is 0709T?")
        screen.message(0, re.compile(r"There is no knowledge base .*python -m ingest build"))
        for part in small_home.iterdir():
            (tmp_path / part.name).symlink_to(part)
        expect(screen.ask("what is 0709T?")).to_contain_text("0708T")
