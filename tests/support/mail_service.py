"""CaseConsultant in the test's own process, on real mail servers, in a thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher

from assistant.opened import Workbench, open_all
from assistant.settings import Settings
from corpus.configuration import StoreSettings
from desk.accounts.accounts import Accounts
from desk.accounts.settings import AccountSettings, Mode
from desk.mail.running import Service
from desk.mail.settings import MailboxServer, MailSettings
from desk.serving.post import Smtp
from tests.support.mail_servers import PASSWORD, MailServers

OWN = "consult@casepilot.example"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def settings_for(servers: MailServers, **more: object) -> MailSettings:
    mailbox = MailboxServer("imap", "127.0.0.1", servers.imap_port, OWN, PASSWORD)
    outgoing = Smtp("127.0.0.1", servers.smtp_port)
    return MailSettings(OWN, mailbox, outgoing, **more)  # type: ignore[arg-type]


def accounts_in(folder: Path) -> Accounts:
    return Accounts.open(folder, AccountSettings(Mode.TEAM, f"sqlite:///{folder}/desk.db"))


def bench_over(home: Path) -> Workbench:
    return Workbench(lambda: open_all(Settings(StoreSettings(home=home))))


@contextmanager
def serving(settings: MailSettings, accounts: Accounts, bench: Workbench) -> Iterator[Service]:
    """The service, going on until the end."""
    started = threading.Event()
    made: list[tuple[Service, asyncio.AbstractEventLoop]] = []

    async def run() -> None:
        service = Service(settings, accounts, bench)
        made.append((service, asyncio.get_running_loop()))
        started.set()
        await service.run()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert started.wait(10)
    service, loop = made[0]
    try:
        yield service
    finally:
        loop.call_soon_threadsafe(service.stop)
        thread.join(30)
        assert not thread.is_alive()
