"""How the server starts and ends: ``scripts/serve.py`` and plain ``chainlit run``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scripts.serve import prepare_page
from tests.conftest import REPOSITORY
from tests.e2e.conftest import running_server
from tests.e2e.screen import Screen

# Short, so that a server that is up is seen soon.
_BETWEEN_TRIES_SECONDS = 0.1


def _serve(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "scripts/serve.py", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_port_in_use_is_said_in_one_sentence_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = _serve("--port", str(port))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"Port {port} is already in use; stop what runs there, or choose another: make chat PORT={port + 1}"
    ]


@pytest.mark.parametrize("port", ["99999", "-1", "web"])
def test_what_is_no_port_is_refused(port: str) -> None:
    done = _serve(f"--port={port}")
    assert done.returncode == 2
    assert "give a number from 0 to 65535" in done.stderr


def test_an_unusable_setting_is_said_in_one_sentence() -> None:
    done = _serve("--port", "0", CASEPILOT_MODEL_TOTAL_SECONDS="soon")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "CASEPILOT_MODEL_TOTAL_SECONDS" in done.stderr


def written() -> set[Path]:
    """What lies in the project and where Chainlit would write, but for Python's own cache."""
    folders = (REPOSITORY, REPOSITORY / ".chainlit")
    return {path for folder in folders for path in folder.iterdir() if path.name != "__pycache__"}


def test_serving_writes_nothing_into_the_project_and_leaves_nothing_behind(
    small_home: Path, tmp_path: Path, page: Page
) -> None:
    before = written()
    with running_server(small_home, TMPDIR=str(tmp_path)) as url:
        screen = Screen(page, url).open()
        screen.open_source(screen.ask("what is 0709T?").locator(".element-link").first)
        assert list(tmp_path.iterdir())
        assert written() == before
    assert list(tmp_path.glob("casepilot-*")) == []


def test_serving_imports_no_torch(small_home: Path, tmp_path: Path) -> None:
    script = (
        "import sys, app; from assistant.opened import workbench; from desk.application import create_application; "
        "workbench().open(); print('torch' in sys.modules, 'sentence_transformers' in sys.modules)"
    )
    prepare_page(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=REPOSITORY,
        env={**os.environ, "CASEPILOT_HOME": str(small_home), "CHAINLIT_APP_ROOT": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", "False"]


def test_another_sites_page_may_not_talk_to_the_server(composer_url: str) -> None:
    for address in (f"{composer_url}/chat/ws/socket.io/?EIO=4&transport=polling", composer_url):
        with urllib.request.urlopen(address) as own:
            assert own.status == 200
            assert "frame-ancestors 'none'" in own.headers["Content-Security-Policy"]
        foreign = urllib.request.Request(address, headers={"Origin": "https://elsewhere.example"})
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(foreign)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "codes.example.org"])
def test_beyond_this_machine_nothing_is_served_without_a_sign_in(host: str) -> None:
    done = _serve("--host", host, "--port", "0")
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert "--behind-proxy" in sentence


def test_plain_chainlit_run_serves_the_page_too(small_home: Path, page: Page) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        prepare_page(Path(folder))
        process = subprocess.Popen(
            [sys.executable, "-m", "chainlit", "run", "app.py", "--headless", "--port", str(port)],
            cwd=REPOSITORY,
            env={**os.environ, "CASEPILOT_HOME": str(small_home), "CHAINLIT_APP_ROOT": folder, "CASEPILOT_MODEL": ""},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            while not _healthy(url):
                assert process.poll() is None, "chainlit run ended"
                time.sleep(_BETWEEN_TRIES_SECONDS)
            screen = Screen(page, url, path="/").open()
            expect(page.locator("#welcome-screen")).to_contain_text("no model configured")
            answer = screen.ask("what is 0709T?")
            title, _ = screen.open_source(answer.locator(".element-link").first)
            assert "0709T" in title
        finally:
            process.terminate()
            process.wait(timeout=30)


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health") as health:
            return bool(health.status == 200)
    except urllib.error.URLError:
        return False
