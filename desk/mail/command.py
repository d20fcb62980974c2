"""``python -m desk mail run|once|status``; desk/__main__.py tells the forms."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Iterable
from contextlib import closing

from assistant.opened import Workbench, workbench
from corpus.configuration import StoreSettings
from desk.accounts.accounts import Accounts
from desk.accounts.settings import AccountSettings
from desk.careers.settings import CareersSettings
from desk.mail.running import Service, alone
from desk.mail.settings import MailSettings
from desk.mail.store.queue import Queue


def run(arguments: list[str]) -> Iterable[str]:
    """Does it; the lines to print. Raises CasePilotError, one sentence with its remedy."""
    parser = argparse.ArgumentParser(prog="python -m desk mail", description="CaseConsultant: questions by mail.")
    parser.add_argument("action", choices=["run", "once", "status"])
    action = parser.parse_args(arguments).action
    settings, home = MailSettings.read(), StoreSettings().home
    with closing(Accounts.open(home, AccountSettings.read(home, local=True))) as accounts:
        if action == "status":
            return tuple(_status(settings, Queue(accounts.database)))
        logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s", stream=sys.stderr)
        with alone(home):
            service = Service(settings, accounts, _bench(settings, accounts))
            return asyncio.run(_run(service, settings) if action == "run" else _once(service))


def _bench(settings: MailSettings, accounts: Accounts) -> Workbench:
    """What answers: the knowledge base, and the job board beside it as in the chat. Raises SettingsError."""
    bench = workbench()
    if _knows_jobs(settings):
        from desk.careers.asking import answers
        from desk.careers.board import Board

        bench.answers_beside(answers(Board.open(accounts.database, CareersSettings.read())))
    return bench


def _knows_jobs(settings: MailSettings) -> bool:
    """Whether the job board is on and has pages that a mail can lead to. Raises SettingsError."""
    return CareersSettings.read().on and bool(settings.pages)


async def _run(service: Service, settings: MailSettings) -> Iterable[str]:
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, service.stop)
    print(f"{settings.address} answers questions. Press Ctrl-C to stop it.", flush=True)  # noqa: T201 - while it runs
    await service.run()
    return (f"Stopped. {_done(service)}",)


async def _once(service: Service) -> Iterable[str]:
    await service.once()
    return (_done(service),)


def _done(service: Service) -> str:
    done = service.done
    return f"{done.taken} mails taken, {done.answered} settled, {done.sent} sent."


def _status(settings: MailSettings, queue: Queue) -> Iterable[str]:
    who = [*sorted(settings.allowed), *(["whoever confirms their address"] if settings.confirms else [])]
    yield f"{settings.address}\tread from {settings.mailbox}, sent by {settings.outgoing}"
    yield f"may ask\t{', '.join(['accounts whose name is the address', *who])}"
    yield f"checked\t{f'by {settings.relay}' if settings.relay else 'nothing: whoever writes a name is believed'}"
    yield f"jobs\t{'from the job board' if _knows_jobs(settings) else 'no'}"
    yield f"passed on\t{settings.person or 'to nobody'}"
    for name, count in queue.counts().items():
        yield f"{name}\t{count}"
