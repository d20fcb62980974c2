"""Whether every mail is answered exactly once however often the service is killed: ``python -m tests.soak.mail_kills``.

Real exim and dovecot on loopback, the real mailbox, queue and sending; only the answers' words are short, since not
they are looked at. A process of the service kills itself with SIGKILL before or after a random step (a mail taken,
marked, settled, begun to be sent, handed over, told as sent), is started again, and so on, while questions come in.
At the end it is left alone, and the asker's mailbox is counted.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import inspect
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosmtplib

from assistant.opened import Workbench
from desk.mail.answering import consultant
from desk.mail.running import Service
from desk.mail.store.queue import Came, Goes, Queue
from desk.mail.transport.mailbox import Mailbox
from tests.support.mail_handled import mail_of
from tests.support.mail_servers import MailServers, mail_servers
from tests.support.mail_service import OWN, accounts_in, settings_for

ANN = "ann.doe@lakeside.example"
STEPS: tuple[tuple[type, str], ...] = (
    (Queue, "accept"),
    (Mailbox, "mark"),
    (Queue, "settle"),
    (Queue, "begin"),
    (aiosmtplib.SMTP, "data"),
    (Queue, "sent"),
)
DIES = 0.08  # at each side of a step
OUTSTANDING = 6
PATIENCE = 15.0


def deadly(owner: type, name: str, log: Path, chance: random.Random) -> None:
    """Makes a step kill its process, now and then, right before or right after it is done."""
    step = getattr(owner, name)

    def may_die(side: str) -> None:
        if chance.random() < DIES:
            with log.open("a") as stream:
                stream.write(f"{side} {owner.__name__}.{name}\n")
            os.kill(os.getpid(), signal.SIGKILL)

    if inspect.iscoroutinefunction(inspect.unwrap(step)):

        async def waited(*given: Any, **named: Any) -> Any:
            may_die("before")
            result = await step(*given, **named)
            may_die("after")
            return result

        replaced: Callable[..., Any] = waited
    else:

        def called(*given: Any, **named: Any) -> Any:
            may_die("before")
            result = step(*given, **named)
            may_die("after")
            return result

        replaced = called
    setattr(owner, name, functools.wraps(step)(replaced))


def serve(servers: MailServers, folder: Path, log: Path | None, seed: int) -> None:
    """The service until it dies; without a log until it is told to end."""

    async def told(_self: object, _incoming: object, _thread: object, _opened: object) -> consultant._Reply:
        return consultant._Reply("Answered.")

    async def nothing(_self: Workbench) -> None:
        """No knowledge base is read."""

    Workbench.opened = nothing  # type: ignore[method-assign,assignment]
    consultant.Consultant._reply = told  # type: ignore[method-assign,assignment]
    if log is not None:
        chance = random.Random(seed)
        for owner, name in STEPS:
            deadly(owner, name, log, chance)

    async def run() -> None:
        accounts = accounts_in(folder)
        settings = settings_for(servers, allowed=frozenset({ANN}), daily=1_000_000)
        service = Service(settings, accounts, patience=PATIENCE)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, service.stop)
        await service.run()

    asyncio.run(run())


def started(servers: MailServers, folder: Path, log: Path | None, seed: int) -> int:
    """The id of a process of the service."""
    child = os.fork()
    if child:
        return child
    try:
        serve(servers, folder, log, seed)
    finally:
        os._exit(0)


def soak(kills: int, seed: int) -> int:
    """Prints what was counted; the exit status is 0 where every question has one answer."""
    with mail_servers() as servers, tempfile.TemporaryDirectory() as name:
        folder, log, asked, died, began = Path(name), Path(name) / "deaths", 0, 0, time.monotonic()
        accounts_in(folder).close()
        while died < kills:
            child = started(servers, folder, log, seed + died)
            while os.waitpid(child, os.WNOHANG) == (0, 0):
                if asked - len(servers.mails(ANN)) < OUTSTANDING:
                    asked += 1
                    headers = {"Return-Path": None, "Message-ID": f"<{asked}@soak>", "Subject": f"question {asked}"}
                    servers.send(ANN, OWN, mail_of({"headers": headers, "body": f"Question {asked} on 64484?"}))
                time.sleep(0.02)
            died += 1
            print(f"\r{died} kills, {asked} questions", end="", file=sys.stderr, flush=True)
        last = started(servers, folder, None, seed)
        settled(servers, folder, asked)
        os.kill(last, signal.SIGTERM)
        os.waitpid(last, 0)
        return tell(servers, log, asked, died, time.monotonic() - began)


def settled(servers: MailServers, folder: Path, asked: int) -> None:
    """Returns once nothing is left to do."""
    accounts = accounts_in(folder)
    queue, until = Queue(accounts.database), time.monotonic() + 30
    while time.monotonic() < until:
        counts = queue.counts()
        if counts.get(Came.ANSWERED) == asked == counts.get(Goes.SENT):
            break
        time.sleep(0.5)
    print(dict(queue.counts()))
    accounts.close()
    servers.rest(3.0)


def tell(servers: MailServers, log: Path, asked: int, died: int, seconds: float) -> int:
    answers = Counter(mail["In-Reply-To"] for mail in servers.mails(ANN))
    doubled = {one: count for one, count in answers.items() if count > 1}
    lost = [number for number in range(1, asked + 1) if f"<{number}@soak>" not in answers]
    print(f"{died} kills, {asked} questions, {len(answers)} answered in {seconds:.0f} s")
    print(f"lost: {len(lost)} {lost[:5]}; answered twice or more: {len(doubled)} {list(doubled)[:5]}")
    for step, count in sorted(Counter(log.read_text().splitlines()).items()):
        print(f"  {count:4d}  {step}")
    return 1 if lost or doubled else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Exactly one answer under kills.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.exit(soak(options.kills, options.seed))
