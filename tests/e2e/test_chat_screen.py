"""What public/casepilot.js and casepilot.css add to Chainlit's page, in the browser."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.screen import Screen


def _source(answer: Locator, number: int) -> Locator:
    return answer.locator(".element-link", has_text=f"[{number}]").first


def test_a_question_asked_as_soon_as_there_is_a_box_is_answered(page: Page, composer_url: str) -> None:
    screen = Screen(page, composer_url)
    page.goto(screen.url)
    page.locator("#chat-input").fill("what is 0709T?")
    page.locator("#chat-submit").click()
    expect(screen.finished(0)).to_contain_text("0708T")
    expect(screen.questions).to_have_count(1)


def test_a_source_opened_twice_gives_way_to_another(screen: Screen) -> None:
    answer = screen.ask("what is 0709T?")
    screen.open_source(_source(answer, 2))
    _, second = screen.open_source(_source(answer, 2))
    title, first = screen.open_source(_source(answer, 1))
    assert "CPT 0709T" in title
    assert first != second


def test_the_panel_takes_the_focus_and_escape_gives_it_back(screen: Screen) -> None:
    link = _source(screen.ask("what is 0709T?"), 1)
    link.focus()
    link.press("Enter")
    close = screen.page.get_by_role("button", name="Close the source")
    expect(close).to_be_focused()
    close.press("Escape")
    expect(screen.page.locator("#side-view-title")).to_have_count(0)
    expect(link).to_be_focused()


def test_an_answer_is_copied_with_its_sources_and_a_code_by_itself(browser: Browser, composer_url: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    screen = Screen(context.new_page(), composer_url).open()
    answer = screen.ask("what is 0709T?")
    told = screen.page.locator(".casepilot-unseen[role='status']")

    screen.page.get_by_role("button", name="Copy this answer with its sources").click()
    expect(told).to_have_text(re.compile("answer is copied"))
    copied = screen.page.evaluate("navigator.clipboard.readText()")
    assert "0708T" in copied
    assert "Sources" in copied
    assert "[1] CPT 0709T" in copied
    assert "**" not in copied

    answer.get_by_role("link", name="0708T").first.hover()
    screen.page.get_by_role("button", name="Copy 0708T").click()
    expect(told).to_have_text("0708T is copied.")
    assert screen.page.evaluate("navigator.clipboard.readText()") == "0708T"
    expect(answer.get_by_role("link", name="0708T").first).to_have_attribute("href", "/code/cpt/0708T")
    context.close()


def test_what_stands_for_all_questions_is_shown_and_outlives_a_reload(screen: Screen) -> None:
    page = screen.page
    page.get_by_role("button", name=re.compile("for all questions")).click()
    form = page.get_by_role("dialog")
    form.get_by_role("combobox").first.click()
    page.get_by_role("option", name="Medicare").click()
    form.get_by_placeholder("State, town").fill("TX")
    form.get_by_role("button", name="Confirm").click()
    chips = page.get_by_role("group", name="For all questions")
    expect(chips).to_have_text(re.compile(r"Payer\s*Medicare\s*Place\s*TX"))
    # 87 minutes of a new patient are counted by Medicare's rule though the question names no payer.
    expect(screen.ask("99205, 90 minutes, prolonged?")).to_contain_text("G2212")
    page.goto(f"{screen.url}?on=2026-02-03")
    screen.connected()
    expect(chips).to_have_text(re.compile(r"Date of service\s*2026-02-03\s*Payer\s*Medicare\s*Place\s*TX"))


def test_the_page_has_landmarks_names_and_a_live_conversation(screen: Screen) -> None:
    screen.ask("what is 0709T?")
    page = screen.page
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("log", name="Conversation")).to_have_attribute("aria-live", "polite")
    assert (
        page.locator("button:visible").evaluate_all(
            "found => found.filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim())).length"
        )
        == 0
    )


def test_print_shows_the_conversation_the_opened_details_and_what_it_rests_on(screen: Screen) -> None:
    answer = screen.ask("can 0709T be billed alone?")
    page, details = screen.page, answer.locator("blockquote").first
    page.emulate_media(media="print")
    expect(details).to_be_hidden()
    expect(page.locator("#chat-input")).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#casepilot-printed")).to_contain_text(
        re.compile(r"printed \d{4}-\d\d-\d\d \d\d:\d\d.*rests on:.+")
    )
    page.emulate_media(media="screen")
    expect(page.locator("#casepilot-printed")).to_be_hidden()
    answer.locator("h6").click()
    page.emulate_media(media="print")
    expect(details).to_be_visible()
