"""Verdicts and claim checks in the browser, from the tables of a small desk."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.screen import Screen
from tests.integration.test_desk import CLAIM


def test_a_verdict_comes_first_then_why_then_the_row(desk: Screen) -> None:
    answer = desk.ask("can I bill 96372 with 99213 on 5/1/2026?")
    expect(answer).to_contain_text(re.compile(r"^\s*Only with a modifier.*column 1.*Row:", re.DOTALL))
    title, content = desk.open_source(answer.locator(".element-link").first)
    assert "PTP edit 96372 with 99213" in title
    assert "modifier indicator 1" in content


def test_a_pasted_claim_shows_as_a_table(desk: Screen) -> None:
    answer = desk.ask(CLAIM)
    table = answer.locator("table")
    expect(table).to_be_visible()
    expect(table.locator("tbody tr")).to_have_count(8)
    expect(table.locator("tr", has_text="20610-RT")).to_contain_text("Needs attention")
    expect(table.locator("tr", has_text="11102").first).to_contain_text("Denied as written")


def test_a_whole_list_is_shown(desk: Screen) -> None:
    expect(desk.ask("list all codes in M17").locator("li", has_text="knee")).to_have_count(14)
