"""The conversation a coder has with CasePilot in the browser, with no model."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answering.rendering import ASK_ABOUT, STARTERS
from tests.e2e.screen import Screen


def test_a_conversation_keeps_its_thread(screen: Screen) -> None:
    definition = screen.ask("what is 0709T?")
    expect(definition).to_contain_text("0708T")
    expect(definition).to_contain_text("[1]")

    primary = screen.ask("what is its primary?")
    expect(primary).to_contain_text("The primary code of 0709T is 0708T")

    alone = screen.ask("can I bill it alone?")
    expect(alone).to_contain_text(re.compile(r"no; no edition for .*0709T is an add-on code"))


def test_a_citation_opens_its_exact_passage_title_and_edition_in_the_side_panel(screen: Screen) -> None:
    answer = screen.ask("what is 0709T?")
    expect(screen.page.locator("#side-view-content")).to_have_count(0)  # nothing opens by itself

    title, content = screen.open_source(answer.locator(".element-link", has_text="[2]").first)

    assert "Add-on code edits for 0709T" in title or "Primary codes of 0709T" in title
    assert "Medicare NCCI Add-on Code Edits, 2026 Q2" in content
    assert "0708T" in content
    title, content = screen.open_source(answer.locator(".element-link", has_text="[1]").first)
    assert "CPT 0709T" in title
    expect(screen.page.locator("#chat-input")).to_be_visible()


def test_a_source_of_an_earlier_answer_still_opens(screen: Screen) -> None:
    first = screen.ask("what is 0709T?")
    screen.ask("What is modifier 25?")
    title, _ = screen.open_source(first.locator(".element-link", has_text="[1]").first)
    assert "CPT 0709T" in title


def test_the_details_are_closed_until_they_are_asked_for(screen: Screen) -> None:
    answer = screen.ask("can 0709T be billed alone?")
    heading, card = answer.locator("h6"), answer.locator("blockquote")
    expect(heading).to_have_attribute("aria-expanded", "false")
    expect(card).to_be_hidden()
    heading.click()
    expect(heading).to_have_attribute("aria-expanded", "true")
    expect(card).to_be_visible()
    heading.press("Enter")
    expect(card).to_be_hidden()


def test_a_named_code_shows_as_a_card(screen: Screen) -> None:
    card = screen.ask("what is 0709T?").locator("blockquote")
    for part in ("0709T", "CPT Category III", "0708T", "CasePilot's own wording, not the official descriptor"):
        expect(card).to_contain_text(part)
    official = screen.ask("what is E11.22?").locator("blockquote")
    expect(official).to_contain_text("ICD-10-CM · Billable")
    expect(official).not_to_contain_text("own wording")


@pytest.mark.parametrize("question", STARTERS)
def test_every_starter_is_answered(screen: Screen, question: str) -> None:
    screen.page.locator("#starters button", has_text=question).click()
    answer = screen.finished(0)
    expect(screen.questions.first).to_have_text(question)
    expect(answer.locator(".element-link").first).to_have_text(re.compile(r"^\[\d+\]$"))


def test_a_follow_up_button_asks_its_question_as_if_typed(screen: Screen) -> None:
    screen.ask("what is 0709T?")
    button = screen.page.get_by_role("button", name="What is the primary code of 0709T?")
    button.click()
    answer = screen.finished(1)
    expect(screen.questions.nth(1)).to_have_text("What is the primary code of 0709T?")
    expect(answer).to_contain_text("0708T")
    expect(screen.ask("can it be billed alone?")).to_contain_text("0709T")  # the thread goes on from the button


def test_an_answer_from_the_knowledge_base_shows_no_steps(screen: Screen) -> None:
    expect(screen.ask("what is 0709T?")).to_contain_text(re.compile(r"without a model in [\d.]+ m?s"))
    expect(screen.steps).to_have_count(0)


def test_the_start_page_says_what_to_ask_who_answers_and_how_old_the_editions_are(screen: Screen) -> None:
    welcome = screen.page.locator("#welcome-screen")
    for part in (ASK_ABOUT, "no model configured", "Knowledge base of 20", "ICD-10-CM code changes, FY 2027"):
        expect(welcome).to_contain_text(part)
    for name, address in (("Search", "/search"), ("Check a claim", "/claims"), ("Editions", "/editions")):
        expect(welcome.get_by_role("link", name=name)).to_have_attribute("href", address)
    screen.page.locator("#readme-button").click()
    expect(screen.page.get_by_role("dialog")).to_contain_text("What it will not do")


def test_nothing_is_fetched_from_elsewhere_and_nothing_can_be_uploaded(page: Page, composer_url: str) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2] if "//" in request.url else "inline"))
    screen = Screen(page, composer_url).open()
    screen.open_source(screen.ask("what is 0709T?").locator(".element-link").first)
    assert hosts - {"inline"} == {composer_url.split("/")[2]}
    expect(page.locator("#upload-button")).to_have_count(0)
    assert "fonts.googleapis" not in page.content()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_everything_in_its_width(browser: Browser, composer_url: str, theme: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(f"localStorage.setItem('vite-ui-theme', '{theme}')")
    screen = Screen(page, composer_url).open()
    expect(page.locator("#welcome-screen h1")).to_be_in_viewport()
    answer = screen.ask("what is 0709T?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    title, _ = screen.open_source(answer.locator(".element-link").first)
    assert "CPT 0709T" in title
    assert page.evaluate("document.documentElement.classList.contains('dark')") is (theme == "dark")
    context.close()
