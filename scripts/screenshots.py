"""Takes the pictures and the transcript of docs/: ``python scripts/screenshots.py --url http://127.0.0.1:8000/chat``.

Drives a running server through one conversation: docs/images/{light,dark,narrow}.png and docs/transcript.md.
Exit status: 0 done; 1 there is no browser.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from scripts.ensure_browser import REMEDY, find_browser  # noqa: E402 (the project is on the path only now)

CONVERSATION = (
    "what is 0709T?",
    "can I bill it alone?",
    "Medicare patient, screening colonoscopy, polyp snared, another biopsied: codes and modifiers?",
)
FINISHED = re.compile(r"Answered from the knowledge base|Drafted by ")
ANSWERS = "[data-step-type='assistant_message'] .message-content"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which theme at which size, and whether the last answer's first source is open beside it."""

    name: str
    theme: str
    width: int
    height: int
    source_open: bool


SHOTS = (
    Shot("light", "light", 1280, 900, source_open=True),
    Shot("dark", "dark", 1280, 900, source_open=True),
    Shot("narrow", "light", 390, 844, source_open=False),
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Take the pictures and the transcript of docs/.")
    parser.add_argument("--url", default="http://127.0.0.1:8000/chat", help="where the chat is served")
    options = parser.parse_args()
    executable = find_browser()
    if executable is None:
        print(REMEDY, file=sys.stderr)
        return 1
    images = PROJECT / "docs" / "images"
    images.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        for shot in SHOTS:
            page = conversation(browser, options.url, shot)
            page.screenshot(path=images / f"{shot.name}.png", animations="disabled")
            print(f"docs/images/{shot.name}.png")
            if shot is SHOTS[0]:
                (PROJECT / "docs" / "transcript.md").write_text(transcript(page), encoding="utf-8")
                print("docs/transcript.md")
            page.context.close()
        browser.close()
    return 0


def conversation(browser: Browser, url: str, shot: Shot) -> Page:
    """A page on which the whole conversation has been held."""
    size = {"width": shot.width, "height": shot.height}
    page = browser.new_context(viewport=size, device_scale_factor=2).new_page()
    page.add_init_script(f"localStorage.setItem('vite-ui-theme', '{shot.theme}')")
    page.goto(url)
    expect(page.locator("#starters button").first).to_be_enabled(timeout=30_000)
    for index, question in enumerate(CONVERSATION):
        page.locator("#chat-input").fill(question)
        page.locator("#chat-input").press("Enter")
        expect(page.locator(ANSWERS).nth(index)).to_contain_text(FINISHED, timeout=60_000)
        expect(page.locator("#chat-submit")).to_be_visible()
    if shot.source_open:
        page.locator(ANSWERS).last.locator(".element-link").first.click()
        expect(page.locator("#side-view-content .prose")).to_be_visible()
    page.locator("[data-step-type='user_message']").last.evaluate("message => message.scrollIntoView()")
    page.evaluate("document.fonts.ready")
    return page


def transcript(page: Page) -> str:
    """The conversation as text, each answer quoted as the page shows it."""
    parts = ["# A conversation", "Taken from the page by `scripts/screenshots.py`."]
    for index, question in enumerate(CONVERSATION):
        shown = page.locator(ANSWERS).nth(index).inner_text().strip()
        lines = [line.strip() for line in shown.splitlines() if line.strip()]
        quoted = "\n>\n".join(f"> {line}" for line in lines)
        parts += [f"## {question}", quoted]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
