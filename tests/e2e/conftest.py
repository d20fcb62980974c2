"""Real servers, each a process of its own, and a real headless browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scripts.ensure_browser import REMEDY, find_browser
from tests.conftest import REPOSITORY
from tests.e2e.screen import Screen
from tests.support.model_server import ModelServer, Reply

# Generous, so that a busy machine does not fail a test; a condition that holds is seen at once.
_PATIENCE_MILLISECONDS = 30_000
_BROWSER_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_READY = "CasePilot is ready: "


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@contextmanager
def running_server(home: Path, port: int = 0, **settings: str) -> Iterator[str]:
    """Runs ``scripts/serve.py`` on a knowledge base; gives its address, and ends it as a service manager would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASEPILOT_", "OPENAI_"))}
    # What people do is kept apart from a shared home.
    folder = tempfile.mkdtemp(prefix="casepilot-desk-")
    process = subprocess.Popen(
        [sys.executable, "scripts/serve.py", "--port", str(port)],
        cwd=REPOSITORY,
        env={
            **kept,
            "CASEPILOT_HOME": str(home),
            "CASEPILOT_DESK_URL": f"sqlite:///{folder}/desk.db",
            "CASEPILOT_SECRET": "0" * 32,
            **settings,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith(_READY):
                break
        else:
            pytest.fail(f"the server ended before it was ready:\n{''.join(said)}")
        url = said[-1].removeprefix(_READY).split()[0]
        # Read on, so that a server that logs much isn't held up by a full pipe.
        threading.Thread(target=process.stdout.read, daemon=True).start()
        with urllib.request.urlopen(f"{url}/health") as health:
            assert health.status == 200
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(folder)
    assert process.returncode == 0


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with this package: a running Playwright would keep asyncio tests elsewhere from starting their loop."""
    executable = find_browser()
    if executable is None:
        pytest.fail(REMEDY)
    expect.set_options(timeout=_PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(_BROWSER_OPTIONS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desktop page; a script error in it fails the test."""
    errors: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MILLISECONDS)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture(scope="package")
def composer_url(small_home: Path) -> Iterator[str]:
    """A server with no model."""
    with running_server(small_home) as url:
        yield url


@pytest.fixture(scope="package")
def desk_url(desk_home: Path) -> Iterator[str]:
    """A server with no model whose shelf has every table of a small desk."""
    with running_server(desk_home) as url:
        yield url


@pytest.fixture(scope="package")
def model_server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="package")
def model_url(small_home: Path, model_server: ModelServer) -> Iterator[str]:
    """A server that drafts with the scripted model."""
    with running_server(
        small_home,
        CASEPILOT_MODEL="scripted-model",
        CASEPILOT_MODEL_URL=model_server.url,
        CASEPILOT_MODEL_KEY="scripted-key",
    ) as url:
        yield url


@pytest.fixture
def screen(page: Page, composer_url: str) -> Screen:
    """The page of the server with no model."""
    return Screen(page, composer_url).open()


@pytest.fixture
def desk(page: Page, desk_url: str) -> Screen:
    """The page of the server with tables."""
    return Screen(page, desk_url).open()


@pytest.fixture
def model_screen(page: Page, model_url: str, model_server: ModelServer) -> Screen:
    """The page of the server with the scripted model."""
    model_server.script(Reply.stream("No reply was scripted."))
    return Screen(page, model_url).open()
