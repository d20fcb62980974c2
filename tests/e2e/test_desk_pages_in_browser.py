"""The desk's pages in a browser: search by keyboard, folding, the way to the chat; and axe on every page."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

PAGES = (
    "/",
    "/search?q=E11",
    "/search?q=knee+replacement",
    "/code/cpt/20610?on=2026-05-15",
    "/code/icd10cm/E11.22",
    "/code/cpt/11104/ncci?on=2026-05-15",
    "/code/cpt/99213/payment?on=2026-05-15",
    "/codes",
    "/codes/icd10cm/E00-E89",
    "/documents/icd10cm-diabetes",
    "/source/pfs-2026-04?code=20610",
    "/editions",
    "/claims",
    "/code/cpt/99299",
)
CLAIM = "99213\n96372\n20610-RT x5\n0709T\n99219\nDx M17.11, M17\nsee attached"


# Colours are the style sheet's, one for all pages: a part of the pages shows them. Axe takes a second a page.
LOOKS = {"light": ("light", 1280, PAGES), "dark": ("dark", 1280, PAGES[::3]), "narrow": ("light", 390, PAGES)}


@pytest.mark.parametrize("name", LOOKS)
def test_axe_finds_nothing_critical_or_serious(name: str, browser: Browser, desk_url: str) -> None:
    theme, width, addresses = LOOKS[name]
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)  # type: ignore[arg-type]
    look = context.new_page()
    found = []
    for address in addresses:
        look.goto(desk_url + address)
        found += [(address, *one) for one in violations(look)]
    look.goto(f"{desk_url}/claims")
    look.get_by_label("Claim lines").fill(CLAIM)
    look.get_by_label("Date of service").fill("2026-05-15")
    look.get_by_role("button", name="Check", exact=True).click()
    expect(look.locator(".counter")).to_contain_text("denied")
    found += [("a checked claim", *one) for one in violations(look)]
    context.close()
    assert found == []


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds critical or serious on a page, and a page that is wider than its window."""
    found = [
        (one["id"], one["nodes"][0]["html"][:120])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("critical", "serious")
    ]
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.viewport_size["width"]:  # type: ignore[index]
        found.append(("wider than the window", str(width)))
    return found


def test_search_answers_while_one_types_and_is_led_by_keys(page: Page, desk_url: str) -> None:
    page.goto(f"{desk_url}/codes")
    page.goto(f"{desk_url}/search?q=E10")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.locator("#q").fill("E11.2")
    expect(page.locator("tr[data-code='E11.22']")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/search\?q=E11\.2$"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/code/icd10cm/E11\.2"))
    page.go_back()
    expect(page.locator("#q")).to_have_value("E11.2")


def test_a_header_folds_its_codes(page: Page, desk_url: str) -> None:
    page.goto(f"{desk_url}/search?q=M17")
    page.get_by_role("button", name=re.compile("Fold M17:")).click()
    expect(page.locator("tr[data-code='M17.11']")).to_be_hidden()
    page.get_by_role("button", name=re.compile("Unfold M17:")).click()
    expect(page.locator("tr[data-code='M17.11']")).to_be_visible()


def test_a_question_about_a_code_goes_to_the_chat_with_it(page: Page, desk_url: str) -> None:
    page.goto(f"{desk_url}/code/cpt/20610")
    page.get_by_role("link", name="Have a question about this code?").click()
    expect(page.locator("#chat-input")).to_contain_text("20610")


def test_without_script_the_search_works_too(browser: Browser, desk_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(desk_url)
    page.locator("#q").fill("knee replacement")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="27447", exact=True).click()
    expect(page.locator("h1")).to_contain_text("27447")
    context.close()
