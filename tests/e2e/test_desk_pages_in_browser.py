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
KEPT = ("favourites", "notes", "lists", "searches", "feedback")
LOOKS = {"light": ("light", 1280), "dark": ("dark", 1280), "narrow": ("light", 390)}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_critical_or_serious(look: str, browser: Browser, desk_url: str) -> None:
    theme, width = LOOKS[look]
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    found: list[tuple[object, ...]] = []
    for address in PAGES:
        page.goto(desk_url + address)
        found += [(address, *one) for one in violations(page)]
    page.goto(f"{desk_url}/claims")
    page.get_by_label("Claim lines").fill(CLAIM)
    page.get_by_label("Date of service").fill("2026-05-15")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".counter")).to_contain_text("denied")
    found += [("a checked claim", *one) for one in violations(page)]
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


def test_what_is_kept_is_kept_by_keyboard_and_axe_finds_nothing_in_it(browser: Browser, desk_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{desk_url}/account/lists")
    page.get_by_label("Name").fill("My codes")
    page.get_by_label("Name").press("Tab")
    page.keyboard.type("20610, 99299 M17.11")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("2 codes added. In no loaded edition, so left out: 99299.")
    found = [("a list", *one) for one in violations(page)]
    page.get_by_role("link", name="What changed since").press("Enter")
    found += [("changes", *one) for one in violations(page)]
    page.goto(f"{desk_url}/code/cpt/20610?on=2026-05-15")
    page.get_by_role("button", name="Favourite").press("Enter")
    expect(page.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    page.get_by_text("Write a note").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("our contractor wants RT/LT")
    page.get_by_label("For the team").press("Space")
    page.get_by_role("button", name="Keep it").press("Enter")
    expect(page.locator(".note.team")).to_contain_text("our contractor wants RT/LT")
    page.goto(f"{desk_url}/search?q=knee")
    for address in ("/code/cpt/20610?on=2026-05-15", *(f"/account/{name}" for name in KEPT)):
        page.goto(desk_url + address)
        found += [(address, *one) for one in violations(page)]
    context.close()
    assert found == []
