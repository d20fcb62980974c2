"""The chat page as a reader uses it, by Chainlit's stable selectors. Waits on conditions only."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Page, expect

# The last line of every finished answer.
FINISHED = re.compile(r"Answered from the knowledge base|Drafted by ")
_PATIENCE_SECONDS = 30.0
_LOOK_AGAIN = 200.0  # milliseconds between two presses of a key that may come too early


class Screen:
    """One open chat page."""

    def __init__(self, page: Page, url: str, path: str = "/chat") -> None:
        """``url`` is the server's, ``path`` where the chat is on it."""
        self.page, self.url = page, url + path

    def open(self) -> Screen:
        """Loads the page and waits until it is connected, which is when its starters can be pressed."""
        self.page.goto(self.url)
        return self.connected()

    def connected(self) -> Screen:
        expect(self.page.locator("#starters button").first).to_be_enabled()
        return self

    @property
    def answers(self) -> Locator:
        return self.page.locator("[data-step-type='assistant_message'] .message-content")

    @property
    def questions(self) -> Locator:
        return self.page.locator("[data-step-type='user_message'] .message-content")

    @property
    def steps(self) -> Locator:
        return self.page.locator("[data-step-type='tool']")

    def send(self, text: str) -> None:
        """Types and sends without waiting for an answer."""
        box = self.page.locator("#chat-input")
        box.fill(text)
        expect(self.page.locator("#chat-submit")).to_be_enabled()
        box.press("Enter")

    def ask(self, text: str) -> Locator:
        """Sends a question and waits for its finished answer."""
        count = self.answers.count()
        self.send(text)
        return self.finished(count)

    def ask_until_taken(self, text: str) -> Locator:
        """``ask`` on a page that is taking its conversation up again: Enter comes too early then, and does nothing.

        The question stays in the box, so that one presses Enter again.
        """
        count, box = self.answers.count(), self.page.locator("#chat-input")
        box.fill(text)
        until = time.monotonic() + _PATIENCE_SECONDS
        while box.input_value() and time.monotonic() < until:
            expect(self.page.locator("#chat-submit")).to_be_enabled()
            box.press("Enter")
            self.page.wait_for_timeout(_LOOK_AGAIN)
        return self.finished(count)

    def finished(self, index: int) -> Locator:
        """The answer at a place in the page, once it is finished."""
        answer = self.answers.nth(index)
        expect(answer).to_contain_text(FINISHED)
        expect(self.page.locator("#chat-submit")).to_be_visible()  # the stop button has given way
        return answer

    def message(self, index: int, text: str | re.Pattern[str]) -> Locator:
        """The message at a place in the page, once it says the text."""
        expect(self.answers.nth(index)).to_contain_text(text)
        expect(self.page.locator("#chat-submit")).to_be_visible()
        return self.answers.nth(index)

    def open_source(self, link: Locator) -> tuple[str, str]:
        """Clicks a citation; gives the title and the content of the side panel once it shows that source.

        An open panel keeps its former source until the server has answered: its title begins with the cited number.
        """
        number = link.inner_text().strip()
        link.click()
        expect(self.page.locator("#side-view-title")).to_have_text(re.compile(rf"^\s*{re.escape(number)} "))
        content = self.page.locator("#side-view-content .prose")
        expect(content).to_be_visible()
        expect(content).not_to_be_empty()
        return self.page.locator("#side-view-title").inner_text().strip(), content.inner_text()
