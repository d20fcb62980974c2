"""Does an answer fit one screen? ``python scripts/measure_screens.py --url http://127.0.0.1:8000/chat``.

Asks a running server each example of the README's "What you can ask" in a new chat, at 1440 x 900 and 390 x 844 pixels,
and prints for each the height of the question and of the answer's conclusion, facts and why (up to its sources), beside
the height that the page leaves between its head and its input box.
Exit status: 0 all fit; 1 some do not, or there is no browser.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from scripts.ensure_browser import REMEDY, find_browser  # noqa: E402 (the project is on the path only now)
from scripts.screenshots import ANSWERS, FINISHED  # noqa: E402

SIZES = ((1440, 900), (390, 844))
_SECTION = re.compile(r"^- \*\*(?P<kind>[^*]+)\*\*(?P<text>.*?)(?=^- \*\*|^#|^$)", re.MULTILINE | re.DOTALL)


def examples() -> Iterator[str]:
    """The quoted questions of the README's list, as a newcomer would try them."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    for section in _SECTION.finditer(readme):
        if section["kind"] in ("Follow-ups", "Whole lists"):
            continue  # these need a turn before them, or are long by nature
        for quoted in re.findall(r'"([^"]{12,})"', section["text"]):
            yield " ".join(quoted.split())


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure whether the README's examples fit one screen.")
    parser.add_argument("--url", default="http://127.0.0.1:8000/chat", help="where CasePilot is served")
    parser.add_argument("--pictures", type=Path, help="a folder for a picture of each")
    options = parser.parse_args()
    executable = find_browser()
    if executable is None:
        print(REMEDY, file=sys.stderr)
        return 1
    too_long = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        for width, height in SIZES:
            for number, question in enumerate(examples(), 1):
                picture = options.pictures / f"{width}-{number:02}.png" if options.pictures else None
                used, room = heights(browser, options.url, question, (width, height), picture)
                too_long += used > room
                print(f"{width}  {used:4.0f} of {room:4.0f} px  {'' if used <= room else 'TOO LONG '} {question}")
        browser.close()
    print(f"{too_long} too long")
    return 1 if too_long else 0


def heights(
    browser: Browser, url: str, question: str, size: tuple[int, int], picture: Path | None
) -> tuple[float, float]:
    """Pixels that question and answer take, and pixels that the page has for them."""
    page = browser.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
    page.goto(url)
    expect(page.locator("#starters button").first).to_be_enabled(timeout=30_000)
    page.locator("#chat-input").fill(question)
    while page.locator("[data-step-type='user_message']").count() == 0:  # a page that still connects takes no question
        page.locator("#chat-input").press("Enter")
        page.wait_for_timeout(1_000)
    answer = page.locator(ANSWERS).last
    expect(answer).to_contain_text(FINISHED, timeout=60_000)
    expect(page.locator("#chat-submit")).to_be_visible()
    page.evaluate("document.fonts.ready")
    asked = page.locator("[data-step-type='user_message']").last
    asked.evaluate("message => message.scrollIntoView()")
    sources = answer.get_by_text("Sources", exact=True)
    end_of_why = sources.first if sources.count() else answer.locator(".italic").last
    top, end, box = (each.bounding_box() for each in (asked, end_of_why, page.locator("#chat-input")))
    head = page.locator("#header").bounding_box()
    if picture is not None:
        picture.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=picture, animations="disabled")
    page.context.close()
    if top is None or end is None or box is None or head is None:
        raise RuntimeError(f"The page lacks a part that {question!r} should show.")
    return end["y"] - top["y"], box["y"] - (head["y"] + head["height"])


if __name__ == "__main__":
    sys.exit(main())
