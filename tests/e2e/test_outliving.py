"""What was asked outlives the server: killed in the middle of answers, and taken up again the next day."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from desk.accounts.accounts import Accounts
from desk.accounts.settings import AccountSettings, Mode
from tests.e2e.screen import Screen
from tests.soak.__main__ import checked, people, until_killed
from tests.soak.server import SECRET, Server

DAY_SECONDS = 86_400


@pytest.fixture
def server(small_home: Path, tmp_path: Path) -> Iterator[tuple[Server, Accounts]]:
    address = f"sqlite:///{tmp_path}/desk.db"
    accounts = Accounts.open(tmp_path, AccountSettings(Mode.PUBLIC, address, secret=SECRET))
    server = Server(small_home, address, CASEPILOT_MODE="public")
    server.start()
    with closing(accounts):
        yield server, accounts
        server.stop()


def test_a_conversation_outlives_the_server_and_the_day(server: tuple[Server, Accounts], browser: Browser) -> None:
    running, accounts = server
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{running.url}/account/register")
    page.get_by_label("Name").fill("ann@example.org")
    page.get_by_label("Password").fill("four words in a row")
    page.get_by_role("button", name="Register").click()
    screen = Screen(page, running.url).open()
    said = screen.ask("what is 0709T?").inner_text().split("\n")[0]
    page.reload()
    expect(screen.answers.first).to_contain_text(said)

    talkers = people(accounts, "talker", 3)
    with ThreadPoolExecutor(1) as thread:  # the browser keeps a running loop in this one
        thread.submit(asyncio.run, until_killed(running, talkers, 0.3)).result()  # at many points: tests/soak
    assert checked(accounts, talkers) == []
    running.start()
    assert accounts.audit.verify().rows > 0
    with accounts.database.engine.begin() as connection:
        for table, column in (("threads", "changed"), ("threads", "created"), ("sessions", "expires")):
            connection.execute(sa.text(f"UPDATE {table} SET {column} = {column} - {DAY_SECONDS}"))

    page.goto(f"{running.url}/account/conversations?search=0709T")
    page.get_by_role("link", name=re.compile("0709T")).click()
    expect(page.get_by_role("main")).to_contain_text(said)
    with page.expect_download() as exported:
        page.get_by_role("link", name="Markdown").click()
    assert "> what is 0709T?" in exported.value.path().read_text(encoding="utf-8")
    page.get_by_role("link", name=re.compile("chat", re.IGNORECASE)).last.click()
    expect(screen.answers.first).to_contain_text(said)
    expect(screen.ask("what is its primary?")).to_contain_text("0708T")
    page.goto(f"{running.url}/account/conversations")
    page.get_by_role("link", name=re.compile("0709T")).click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("main")).to_contain_text("None yet")
    context.close()
