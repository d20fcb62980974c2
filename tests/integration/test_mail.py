"""CaseConsultant on real servers: a question comes by IMAP and its answer lies in the asker's mailbox."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from assistant.opened import Workbench
from desk.__main__ import main
from desk.accounts.accounts import Accounts
from desk.accounts.rights import Role
from desk.accounts.stores.plans import Kind
from desk.careers.asking import answers
from desk.careers.board import Board
from desk.careers.job.job import Job, Location, Pay, PayUnit
from desk.careers.settings import CareersSettings
from desk.careers.store.jobs import prepared
from desk.mail.answering.consultant import Consultant
from desk.mail.reading.incoming import identity_of, read_mail
from desk.mail.running import Service
from desk.mail.settings import MailboxServer, MailSettings
from desk.mail.store.queue import Came, Queue
from desk.serving.post import Smtp
from tests.support.mail_clients import Written, gmail
from tests.support.mail_handled import mail_of
from tests.support.mail_servers import AWAY, PASSWORD, MailServers, mail_servers
from tests.support.mail_service import OWN, accounts_in, bench_over, serving, settings_for

ANN, BOB, EXPERT = "ann.doe@lakeside.example", "bob@lakeside.example", "expert@lakeside.example"
PAGES = "https://codes.lakeside.example"
WITHIN_SECONDS = 10.0
SAME = f"{Came.REFUSED}: the same words again and again"


@pytest.fixture(scope="module")
def servers() -> Iterator[MailServers]:
    with mail_servers() as running:
        yield running


@pytest.fixture(scope="module")
def bench(desk_home: Path) -> Workbench:
    return bench_over(desk_home)


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Accounts]:
    opened = accounts_in(tmp_path_factory.mktemp("desk"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def service(servers: MailServers, accounts: Accounts, bench: Workbench) -> Iterator[Service]:
    bench.open()
    allowed = frozenset({ANN, EXPERT, "@program.example"})
    settings = settings_for(servers, allowed=allowed, confirms=True, person=EXPERT, pages=PAGES)
    with serving(settings, accounts, bench) as running:
        yield running


def words(mail: Message, kind: str = "text/plain") -> str:
    part = next(part for part in mail.walk() if part.get_content_type() == kind)
    return bytes(part.get_payload(decode=True)).decode()


def ask(servers: MailServers, sender: str, message_id: str, subject: str, body: str, **more: str) -> None:
    headers = {
        "Return-Path": None,
        "From": sender,
        "Subject": subject,
        "Message-ID": f"<{message_id}@{sender}>",
        **more,
    }
    servers.send(sender, OWN, mail_of({"headers": headers, "body": body}))


def test_a_question_is_answered_in_its_thread_and_gone_on_with(servers: MailServers, service: Service) -> None:
    servers.send(ANN, OWN, gmail(Written("What is 0709T? Pt Maria Lopez, MRN 4711882.", reply=False)))
    first = servers.wait_for(ANN, 1)[0]
    assert (first["In-Reply-To"], first["References"]) == ("<q.2@lakeside.example>", "<q.2@lakeside.example>")
    assert (first["Auto-Submitted"], first["From"]) == ("auto-replied", f"CaseConsultant <{OWN}>")
    told, markup = words(first), words(first, "text/html")
    assert all("0709T" in each and "not from a person" in each and "Editions" in each for each in (told, markup))
    assert f'href="{PAGES}/code/cpt/0709T"' in markup
    assert "names, dates of birth" in told  # the notice, once a thread
    assert "Lopez" not in first.as_string() + told + markup
    assert "4711882" not in told + markup

    reply = Written("And what is its primary?")
    raw = gmail(reply).replace(b"<answer.1@casepilot.example>", first["Message-ID"].encode())
    began = time.monotonic()
    servers.send(ANN, OWN, raw.replace(b"<q.2@", b"<q.3@"))
    second = servers.wait_for(ANN, 2)[1]
    assert time.monotonic() - began < WITHIN_SECONDS
    assert second["In-Reply-To"] == "<q.3@lakeside.example>"
    assert "0232T" in words(second).split("Editions")[0] or "primary" in words(second)
    assert "0709T" in words(second)
    assert "names, dates of birth" not in words(second)


def test_the_same_mail_twice_is_answered_once(servers: MailServers, service: Service) -> None:
    before = len(servers.mails(ANN))
    for _ in range(2):
        ask(servers, ANN, "twice", "a question", "Can 64484 be billed alone?")
    ask(servers, ANN, "after", "another", "Can 64483 be billed alone?")
    servers.wait_for(ANN, before + 2)
    answered = [mail["In-Reply-To"] for mail in servers.mails(ANN)[before:]]
    assert sorted(answered) == [f"<after@{ANN}>", f"<twice@{ANN}>"]


@contextmanager
def answering_everything(servers: MailServers, address: str) -> Iterator[None]:
    """A program that answers each mail to an address like a person would, quoting it."""
    ended, answered = threading.Event(), list[Message]()

    def answer() -> None:
        while not ended.wait(0.1):
            for mail in servers.mails(address)[len(answered) :]:
                answered.append(mail)
                quoted = words(mail).replace("\n", "\n> ")
                told = f"Not at my desk. Is it about 99213? I read it on Monday.\n\nOn Mon, Nov 30, 2026, <{OWN}> wrote:\n\n> {quoted}"
                ids = {"In-Reply-To": mail["Message-ID"], "References": mail["Message-ID"]}
                ask(servers, address, f"away.{len(answered)}", f"Re: {mail['Subject']}", told, **ids)

    thread = threading.Thread(target=answer)
    thread.start()
    yield
    ended.set()
    thread.join()


def test_two_programs_that_answer_everything_make_no_loop(servers: MailServers, service: Service) -> None:
    badly = "badly@program.example"
    with answering_everything(servers, badly):
        for address in (AWAY, badly):
            ask(servers, address, "1", "a question", "Can 64484 be billed alone?")
        # The one says that it is a program. The other is taken for a person until it says the same a third time; then it
        # is told why, once a day, and answers that in vain.
        until = time.monotonic() + 30
        while service.queue.counts().get(SAME, 0) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        servers.rest(1.0)
    assert len(servers.mails(AWAY)) == 1
    assert len(servers.mails(badly)) == 4
    assert service.queue.counts()[SAME] == 2


def test_a_question_without_an_answer_goes_to_a_person_and_back(servers: MailServers, service: Service) -> None:
    before = len(servers.mails(ANN))
    ask(servers, ANN, "open", "an open one", "What is CPT code 99999?")
    answer = servers.wait_for(ANN, before + 1)[-1]
    passed = servers.wait_for(EXPERT, 1)[0]
    reference = passed["Subject"].partition("]")[0].strip("[")
    assert reference in words(answer)
    assert "99999" in words(passed)
    ask(
        servers, EXPERT, "mine", f"Re: {passed['Subject']}", "No such code; look at the unlisted ones.\n\n-- \nExpert",
        **{"In-Reply-To": passed["Message-ID"]},
    )  # fmt: skip
    back = servers.wait_for(ANN, before + 2)[-1]
    assert back["In-Reply-To"] == answer["Message-ID"]
    assert words(back).startswith("No such code; look at the unlisted ones.")
    assert "From a person" in words(back)


def test_an_attached_claim_is_checked_and_other_files_are_told(servers: MailServers, service: Service) -> None:
    before = len(servers.mails(ANN))
    parts = [
        {"type": "text/plain", "body": "Please check."},
        {"type": "text/csv", "name": "march.csv", "body": "CPT,Modifier,Units\n99213,,1\n64484,,1\n"},
        {"type": "application/pdf", "name": "Lopez.pdf", "body": "%PDF"},
    ]
    servers.send(ANN, OWN, mail_of({"headers": {"Message-ID": "<csv@x>", "Return-Path": None}, "parts": parts}))
    told = words(servers.wait_for(ANN, before + 1)[-1])
    assert "64484" in told
    assert "Not read: a file of type PDF" in told


def test_an_address_is_confirmed_before_its_question_is_answered(servers: MailServers, service: Service) -> None:
    ask(servers, BOB, "1", "a question", "Can 64484 be billed alone?")
    asked_back = words(servers.wait_for(BOB, 1)[0])
    token = asked_back.partition("subject confirm ")[2].split(",")[0].split()[0].strip(".")
    ask(servers, BOB, "2", "confirm 0123456789abcdef01234567", "")  # a guess
    ask(servers, BOB, "3", f"confirm {token}", "")
    told = [words(mail) for mail in servers.wait_for(BOB, 3)]
    assert "is confirmed" in told[1]
    assert "64484" in told[2]


def test_the_command_takes_answers_and_sends_what_is_there(
    servers: MailServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = "victim@casepilot.example"
    assert main(["mail", "status"]) == 1
    assert "set CASEPILOT_MAIL" in capsys.readouterr().err
    settings = {"": other, "_IN": servers.mailbox(other), "_OUT": servers.outgoing}
    for name, value in settings.items():
        monkeypatch.setenv(f"CASEPILOT_MAIL{name}", value)
    monkeypatch.setenv("CASEPILOT_HOME", str(tmp_path))
    headers = {"To": other, "From": BOB, "Message-ID": "<command@x>", "Return-Path": None}
    servers.send(BOB, other, mail_of({"headers": headers}))
    servers.wait_for(other, 1)
    assert main(["mail", "once"]) == 0
    assert capsys.readouterr().out == "1 mails taken, 1 settled, 1 sent.\n"
    assert main(["mail", "status"]) == 0
    told = capsys.readouterr().out
    assert "refused: not registered\t1" in told
    assert "jobs\tno" in told
    assert "whoever writes a name is believed" in told
    assert PASSWORD not in told


async def test_who_has_an_account_asks_by_its_rights_and_plan(bench: Workbench, tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path)
    accounts.people.add(BOB, None, Role.READER)
    guest = accounts.people.add(ANN, None, Role.CODER, "guest")
    queue, nowhere = Queue(accounts.database), MailboxServer("imap", "localhost", 1)
    consultant = Consultant(MailSettings(OWN, nowhere, Smtp("localhost", 1)), accounts, queue, bench)
    told = []
    for number in range(7):
        sender = BOB if number == 0 else ANN
        raw = mail_of({"headers": {"From": sender, "Message-ID": f"<{number}@x>"}, "body": f"What is 0709T? {number}"})
        queue.accept(*identity_of(raw), raw)
        received = queue.waiting(1)[0]
        settled = await consultant.settle(received)
        assert (await consultant.settle(received)).reason == settled.reason  # after a fall: counted once
        queue.settle(received, settled)
        told.append(settled.reason)
    assert accounts.quotas.left(guest, f"mail:{ANN}")[Kind.QUESTIONS] == 0
    accounts.close()
    assert told == ["an account that may not ask", "", "", "", "", "", "over the quota of the plan"]


async def test_the_job_board_answers_with_links_and_is_sure(bench: Workbench, tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path)
    board = Board.open(accounts.database, CareersSettings(on=True))
    pay = Pay(34, 40, PayUnit.HOUR)
    job = Job("Risk Adjustment Coder", "Lakeside Health", "<p>Charts.</p>", "https://jobs.example.org/1", date.today(),
              "csv:a", "1", Location("Austin", "TX"), remote=True, credentials=("CRC",), pay=pay)  # fmt: skip
    board.jobs.take([prepared(job)], time.time())
    knowing = Workbench(bench.open)
    knowing.answers_beside(answers(board))
    queue, nowhere = Queue(accounts.database), MailboxServer("imap", "localhost", 1)
    settings = MailSettings(
        OWN, nowhere, Smtp("localhost", 1), allowed=frozenset({ANN}), person=EXPERT, pages="https://desk.example"
    )
    consultant = Consultant(settings, accounts, queue, knowing)
    for number, (asked, first, address) in enumerate(
        (
            ("Remote CRC jobs in Texas over 60k?", "1 job fits", "/careers/jobs/1"),
            ("CPC jobs in Ohio", "No job on the board fits now", "/careers?place=Ohio&credential=CPC"),
        )
    ):
        raw = mail_of({"headers": {"From": ANN, "Message-ID": f"<{number}@x>", "Subject": "a question"}, "body": asked})
        queue.accept(*identity_of(raw), raw)
        received = queue.waiting(1)[0]
        settled = await consultant.settle(received)
        queue.settle(received, settled)
        (mail,) = map(message_from_bytes, (one.body for one in settled.outgoing))  # and none to a person
        told, markup = words(mail), words(mail, "text/html").replace("&amp;", "&")
        assert first in told
        assert f"https://desk.example{address}" in "".join(told.splitlines())
        assert f'href="https://desk.example{address}"' in markup
        assert "Editions" not in told
    accounts.close()


@pytest.mark.parametrize(
    ("told", "state", "reason"),
    [
        ("mx.casepilot.example; dmarc=fail header.from=lakeside.example", Came.QUARANTINED, "is not theirs"),
        (None, Came.QUARANTINED, "not checked"),
        ("mx.casepilot.example; dmarc=pass header.from=lakeside.example", Came.ANSWERED, ""),
    ],
)
async def test_only_a_sender_that_the_relay_vouches_for_is_answered(
    bench: Workbench, tmp_path: Path, told: str | None, state: Came, reason: str
) -> None:
    nowhere = MailboxServer("imap", "localhost", 1)
    settings = MailSettings(OWN, nowhere, Smtp("localhost", 1), allowed=frozenset({ANN}), relay="mx.casepilot.example")
    accounts = accounts_in(tmp_path)
    queue = Queue(accounts.database)
    raw = mail_of({"headers": {"Authentication-Results": told}})
    queue.accept(read_mail(raw).key, ANN, raw)
    settled = await Consultant(settings, accounts, queue, bench).settle(queue.waiting(1)[0])
    accounts.close()
    assert settled.state is state
    assert reason in settled.reason
    assert bool(settled.outgoing) == (state is Came.ANSWERED)
    if settled.conversation is not None:
        assert json.loads(settled.conversation)
