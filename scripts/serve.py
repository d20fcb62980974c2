"""Serves CasePilot's desk, its pages, API and chat: ``python scripts/serve.py [--host 127.0.0.1] [--port 8000]``.

Chainlit runs in this process, on a folder of its own that is removed at the end: nothing is written into the project.
The chat's page is Chainlit's own with its links to outside fonts and style sheets taken out: it works offline.
Exit status: 0 stopped by Ctrl-C or a termination signal; 1 could not start (one sentence says why).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import gc
import importlib.util
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from desk.serving.policies import CHAT_POLICY  # noqa: E402 - found once the project is on the path
from desk.serving.served import Served, is_loopback  # noqa: E402
from scripts.embedding_beside import embedding_beside  # noqa: E402

if TYPE_CHECKING:
    from desk.accounts.database import Database
    from desk.careers.board import Board

# With one of these set, Chainlit sends every conversation to a service or a database that CasePilot knows nothing of.
SENT_ELSEWHERE = ("LITERAL_API_KEY", "DATABASE_URL", "SLACK_BOT_TOKEN", "DISCORD_BOT_TOKEN", "TEAMS_APP_ID")

# What ``--build`` runs, and how it may end: done, or done with rows refused.
BUILD = (sys.executable, "-m", "ingest", "build", "--if-needed", "--words-first")
BUILT = (0, 3)

# Seconds that open pages get to say goodbye after Ctrl-C.
GOODBYE_SECONDS = 2

# Where the tables come from, and how long it may take to answer before this machine counts as offline.
PUBLISHER = ("www.cms.gov", 443)
REACH_SECONDS = 5.0

_OUTSIDE_LINK = re.compile(r'<link\b[^>]*\bhref="https?://[^>]*>\s*')


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Serve CasePilot's desk: search, code pages, claims and the chat.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine only)")
    parser.add_argument("--port", type=port_number, default=8000, help="port to listen on (8000; 0: any free one)")
    parser.add_argument(
        "--behind-proxy",
        metavar="ADDRESS",
        help="the address at which a proxy shows the desk (https://codes.example.org): needed to listen beyond this "
        "machine; only requests for it are served, and people sign in (docs/running-for-a-team.md)",
    )
    parser.add_argument(
        "--build", action="store_true", help="bring the knowledge base up to date first, as 'make chat' does"
    )
    options = parser.parse_args(arguments)
    refused = unsafe(options.host, options.behind_proxy)
    if refused:
        print(refused, file=sys.stderr)
        return 1
    listener = listening(options.host, options.port)
    if isinstance(listener, str):
        print(listener, file=sys.stderr)
        return 1
    # SIGTERM ends the server the way Ctrl-C does, so that the folder is removed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    page_folder = tempfile.TemporaryDirectory(prefix="casepilot-page-", ignore_cleanup_errors=True)
    with listener, page_folder as folder, contextlib.suppress(KeyboardInterrupt), building(options.build) as build:
        prepare_page(Path(folder))
        prepare_environment(Path(folder))
        return serve(listener, served_at(options.host, listener.getsockname()[1], options.behind_proxy), build)
    print("\nCasePilot has stopped.", flush=True)
    return 0


@contextlib.contextmanager
def building(wanted: bool) -> Iterator[subprocess.Popen[bytes] | None]:
    """A build in a process of its own, where it is wanted: on two cores the libraries are read meanwhile."""
    build = subprocess.Popen(BUILD, cwd=PROJECT) if wanted else None
    try:
        yield build
    finally:
        if build is not None and build.poll() is None:
            build.terminate()  # it goes on where it stopped when it is started again
            build.wait()


def port_number(text: str) -> int:
    """A port as an argument; beyond 65535 the system would silently take another one."""
    if not (text.isdecimal() and int(text) <= 65_535):
        raise argparse.ArgumentTypeError("give a number from 0 to 65535")
    return int(text)


def unsafe(host: str, proxy: str | None) -> str:
    """Why the desk isn't served so: the sentence, or "" where nothing speaks against it."""
    if proxy is None and not is_loopback(host):
        return (
            f"CasePilot isn't served on {host} without TLS: serve it on 127.0.0.1, or put a proxy before it and name "
            "the proxy's address with --behind-proxy https://... (docs/running-for-a-team.md)."
        )
    try:
        served_at(host, 0, proxy)
    except ValueError as error:
        return f"{error}."
    return ""


def served_at(host: str, port: int, proxy: str | None) -> Served:
    """The addresses whose requests are served."""
    return Served.on_loopback(port, host) if proxy is None else Served.behind(proxy)


def listening(host: str, port: int) -> socket.socket | str:
    """A socket that listens on the address, or the sentence that says why there is none."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"Port {port} is already in use; stop what runs there, or choose another: make chat PORT={port + 1}"
        return f"Cannot listen on {host}, port {port} ({error.strerror}); try for example: make chat PORT=8001"
    return listener


def prepare_page(folder: Path) -> None:
    """Fills the folder that Chainlit runs on: our settings, texts and pictures, and its page without outside links."""
    specification = importlib.util.find_spec("chainlit")
    if specification is None or specification.origin is None:
        sys.exit("Chainlit is not installed; run 'make setup' first.")
    chainlit = Path(specification.origin).parent
    shutil.copytree(PROJECT / "public", folder / "public")
    shutil.copy(PROJECT / "chainlit.md", folder)
    settings = folder / ".chainlit"
    (settings / "translations").mkdir(parents=True)
    shutil.copy(PROJECT / ".chainlit" / "config.toml", settings)

    texts = json.loads((chainlit / "translations" / "en-US.json").read_text(encoding="utf-8"))
    ours = json.loads((PROJECT / ".chainlit" / "texts.json").read_text(encoding="utf-8"))
    (settings / "translations" / "en-US.json").write_text(json.dumps(merged(texts, ours)), encoding="utf-8")

    built = chainlit / "frontend" / "dist"
    (folder / "page").mkdir()
    (folder / "page" / "assets").symlink_to(built / "assets", target_is_directory=True)
    page = _OUTSIDE_LINK.sub("", (built / "index.html").read_text(encoding="utf-8"))
    policy = f'<meta http-equiv="Content-Security-Policy" content="{CHAT_POLICY}">'
    (folder / "page" / "index.html").write_text(page.replace("<head>", f"<head>\n    {policy}", 1), encoding="utf-8")


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """``base`` with the values of ``over`` put in, level by level."""
    return base | {
        key: merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
        for key, value in over.items()
    }


def prepare_environment(folder: Path) -> None:
    """What Chainlit reads from the environment when it is imported, which must therefore come after this."""
    os.environ["CHAINLIT_APP_ROOT"] = str(folder)
    for name in SENT_ELSEWHERE:
        os.environ.pop(name, None)
    # Chainlit asks for the chat profiles once where it cannot await them, and goes on without.
    warnings.filterwarnings("ignore", message="coroutine 'chat_profiles' was never awaited")


def tell_offer(offer: str, publisher: tuple[str, int] = PUBLISHER) -> threading.Thread:
    """Prints what can be brought once the publisher's server was reached; nobody waits, and offline nothing is said."""

    def tell() -> None:
        with contextlib.suppress(OSError), socket.create_connection(publisher, timeout=REACH_SECONDS):
            print(offer, flush=True)

    thread = threading.Thread(target=tell, daemon=True)
    if offer:
        thread.start()
    return thread


def serve(listener: socket.socket, served: Served, build: subprocess.Popen[bytes] | None = None) -> int:
    """Runs the server until it is told to stop, from when ``build`` has brought the knowledge base up to date."""
    # Nothing of what is imported is garbage; looking through it again and again is a quarter of the start.
    gc.disable()
    import uvicorn
    from chainlit.config import config
    from chainlit.logger import logger

    from assistant.bootstrap import open_model
    from assistant.settings import Settings
    from corpus.errors import CasePilotError
    from desk.accounts.accounts import Accounts
    from desk.accounts.settings import AccountSettings
    from desk.application import create_application

    logger.setLevel(logging.ERROR)
    config.run.headless = True
    try:
        settings = Settings()
        home = settings.store.home
        open_model(settings.model, home)
        people = AccountSettings.read(home, local=served.local)
        accounts = Accounts.open(home, people, secure=served.address.startswith("https:"))
        board = opened_board(accounts.database, served.address)
    except CasePilotError as error:
        print(error, file=sys.stderr)
        return 1

    class Server(uvicorn.Server):
        """Says that it is ready once it is."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            gc.enable()
            print(f"CasePilot is ready: {served.address}\nPress Ctrl-C to stop it.", flush=True)
            threading.Thread(target=tell_state, daemon=True).start()

    configuration = uvicorn.Config(
        create_application(served, accounts=accounts, board=board),
        log_level="error",
        loop="asyncio",
        server_header=False,
        proxy_headers=False,  # whose word on addresses counts, the desk itself knows: CASEPILOT_PROXIES
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )
    with contextlib.closing(accounts):
        if build is not None and (status := build.wait()) not in BUILT:
            return status
        with embedding_beside():
            asyncio.run(Server(configuration).serve(sockets=[listener]))
    return 0


def opened_board(database: Database, address: str) -> Board | None:
    """The job board, where it is on; its table of places is read aside. Raises SettingsError."""
    from desk.careers.board import Board
    from desk.careers.reading.places import warm
    from desk.careers.settings import CareersSettings

    settings = CareersSettings.read(address)
    if not settings.on:
        return None
    warm()
    return Board.open(database, settings)


def tell_state() -> None:
    """Opens the knowledge base, so that no question waits for it, and prints what answers and what can be brought."""
    from assistant.answering.rendering import mode_line
    from assistant.memory import settle
    from assistant.opened import workbench
    from corpus.errors import CasePilotError

    try:
        casepilot = workbench().open().casepilot
        casepilot.wait_until_prepared()
        status = casepilot.status()
    except CasePilotError as error:
        # The pages say the same sentence, and answer as soon as it is mended.
        print(f"Waiting for the knowledge base. {error}", flush=True)
        return
    settle()
    line = mode_line(status.mode)
    print(f"{line[0].upper()}{line[1:]}.", flush=True)
    tell_offer(status.offer)


if __name__ == "__main__":
    sys.exit(main())
