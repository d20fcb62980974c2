"""Many people at once at the real server, and the server killed while it answers; then the history is read.

    python -m tests.soak [--database sqlite postgresql] [--users 50] [--turns 4] [--kills 50] [--talkers 8] [--seed 1]
                         [--record FILE]

Uses the small knowledge base of the tests, without a model. Prints what was seen; exit status: 0 nothing was lost,
doubled, halved or out of order; 1 something was, each told in a line. With ``--record`` each kill is written there and
counts when it is started again, with a new database and new conversations for the kills that are left.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from desk.accounts.accounts import Accounts
from desk.accounts.entrance.cookies import Cookies
from desk.accounts.settings import AccountSettings, Mode
from tests.soak.history import faults
from tests.soak.server import SECRET, Server
from tests.soak.talking import Broken, Talker
from tests.support.homes import small_home
from tests.support.postgres import postgres_server

QUESTIONS = (
    "what is 0709T?",
    "what is the primary of 0709T?",
    "is 20610 an add-on code?",
    "E11.22 and N18.31, which comes first?",
    "what is M17.11?",
    "modifier for a bilateral procedure?",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--talkers", type=int, default=8, help="who ask while the server is killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record", type=Path, metavar="FILE", help="a line of JSON for each kill; goes on from there")
    options = parser.parse_args()
    found: list[str] = []
    for name in options.database:
        with database(name) as address:
            found += soak(name, address, options)
    print("\n".join(found) or "nothing lost, doubled, halved or out of order")
    return 1 if found else 0


@contextlib.contextmanager
def database(name: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        if name == "sqlite":
            yield f"sqlite:///{folder}/desk.db"
        else:
            with postgres_server() as running:
                yield running.url()


def soak(name: str, address: str, options: argparse.Namespace) -> list[str]:
    done = recorded(options.record, name)
    chance = random.Random(options.seed + done)
    settings = AccountSettings(Mode.TEAM, address, secret=SECRET)
    with contextlib.closing(Accounts.open(Path(tempfile.gettempdir()), settings)) as accounts:
        server = Server(small_home(), address, CASEPILOT_MODE="team")
        server.start()
        try:
            talkers = people(accounts, "together", options.users)
            began = time.monotonic()
            broken = asyncio.run(together(server.url, talkers, options.turns))
            asked = sum(len(talker.turns) for talker in talkers)
            print(f"{name}: {len(talkers)} people asked {asked} questions at once in {time.monotonic() - began:.0f} s")
            found = [*broken, *checked(accounts, talkers)]
            print("\n".join(found) or f"{name}: nothing lost or doubled", flush=True)
            talkers = people(accounts, "killed", options.talkers)
            cut, kept = 0, 0
            for kill in range(done + 1, options.kills + 1):
                asyncio.run(until_killed(server, talkers, chance.uniform(0.0, 3.0)))
                interrupted = [talker for talker in talkers if talker.turns and not talker.turns[-1].answer]
                whole = sum(is_answered(accounts, one) for one in interrupted)
                cut, kept = cut + len(interrupted), kept + whole
                broken = checked(accounts, talkers)
                found += broken
                if options.record:
                    record(options.record, name, len(interrupted), whole, broken)
                print(f"{name}: killed {kill} times; {'; '.join(broken) or 'nothing lost or halved'}", flush=True)
                server.start()
            turns = sum(len(talker.turns) for talker in talkers)
            print(
                f"{name}: {turns} questions asked meanwhile, {cut} cut off, of which {kept} had their whole answer kept"
            )
            print(f"{name}: the audit log is whole, {accounts.audit.verify().rows} rows")
        finally:
            server.stop()
    return found


def recorded(path: Path | None, name: str) -> int:
    """How many kills on this database stand in the record."""
    if path is None or not path.exists():
        return 0
    return sum(json.loads(line)["database"] == name for line in path.read_text().splitlines())


def record(path: Path, name: str, cut: int, whole: int, broken: list[str]) -> None:
    with path.open("a") as stream:
        told = {"database": name, "cut_off": cut, "of_them_kept_whole": whole, "faults": broken}
        stream.write(json.dumps(told) + "\n")


def people(accounts: Accounts, prefix: str, count: int) -> list[Talker]:
    cookies = Cookies(SECRET, secure=False)
    made = [accounts.people.add(f"{prefix}{number}", None, plan="member") for number in range(count)]
    return [Talker(one.id, f"{cookies.session_name}={accounts.sessions.start(one)}") for one in made]


async def together(url: str, talkers: list[Talker], turns: int) -> list[str]:
    """Everybody asks everything; what broke, in sentences."""

    async def talk(number: int, talker: Talker) -> str:
        try:
            await talker.connect(url)
            for turn in range(turns):
                await talker.ask(QUESTIONS[(number + turn) % len(QUESTIONS)])
            await talker.leave()
        except Broken as error:
            return f"{talker.person}: no answer ({error})"
        return ""

    return list(filter(None, await asyncio.gather(*map(talk, range(len(talkers)), talkers))))


async def until_killed(server: Server, talkers: list[Talker], seconds: float) -> None:
    """Everybody takes their conversation up and asks on; so long after the first answer the server is killed.

    Raises Broken where nobody is answered.
    """

    async def talk(number: int, talker: Talker) -> None:
        await talker.connect(server.url)
        for turn in range(1_000):
            await talker.ask(QUESTIONS[(number + turn) % len(QUESTIONS)])
            answered.set()

    answered = asyncio.Event()
    tasks = [asyncio.create_task(talk(*one)) for one in enumerate(talkers)]
    beginning = asyncio.create_task(answered.wait())
    await asyncio.wait([beginning, *tasks], return_when=asyncio.FIRST_COMPLETED)
    began = answered.is_set()
    await asyncio.sleep(seconds if began else 0)
    await asyncio.to_thread(server.kill)
    for task in (beginning, *tasks):
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    if not began:
        raise Broken(f"nobody was answered: {ended}")


def checked(accounts: Accounts, talkers: list[Talker]) -> list[str]:
    return [fault for talker in talkers for fault in faults(accounts, talker)]


def is_answered(accounts: Accounts, talker: Talker) -> bool:
    """Whether the last question asked has its answer in the history."""
    thread = accounts.threads.get(talker.person, talker.thread) if talker.thread else None
    last = [message.id for message in thread.messages if message.kind == "user_message"][-1:] if thread else []
    return last == [talker.turns[-1].id] and thread is not None and thread.messages[-1].kind == "assistant_message"


if __name__ == "__main__":
    sys.exit(main())
