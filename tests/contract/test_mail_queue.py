"""The queue of mail keeps its contract on SQLite and on PostgreSQL: nothing is lost and nothing doubled, at any step."""

from __future__ import annotations

from email import message_from_bytes

import pytest

from corpus.errors import SettingsError
from desk.accounts.database import Database
from desk.mail.reading.incoming import key_of
from desk.mail.settings import MailSettings
from desk.mail.store.queue import Came, Goes, Outgoing, Queue, Received, Settled
from desk.mail.store.threads import Threads
from desk.mail.writing.mails import POLICY, Parent, Writer
from tests.contract.test_accounts import together
from tests.support.mail_clients import OWN, SENDER

KEY = key_of(SENDER, "<q.1@lakeside.example>")
REPLY = Outgoing(f"answer.{KEY}", SENDER, b"the answer")
SETTLED = Settled(Came.ANSWERED, outgoing=(REPLY,), thread="t1", subject="a code", conversation="{}", words="w")


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(database: Database, clock: Clock) -> Queue:
    return Queue(database, clock)


def accepted(queue: Queue, key: str = KEY) -> None:
    assert queue.accept(key, SENDER, b"raw")


def test_a_mail_goes_its_way_once(queue: Queue) -> None:
    accepted(queue)
    assert not queue.accept(KEY, SENDER, b"raw")  # fetched again after a fall
    [received] = queue.waiting(10)
    assert (received.key, received.raw) == (KEY, b"raw")
    assert queue.settle(received, SETTLED)
    assert not queue.settle(received, SETTLED)  # answered again after a fall
    [mail] = queue.due(10)
    assert queue.begin(mail)
    assert not queue.begin(mail)
    assert queue.due(10) == []
    assert queue.sent(mail.id)
    assert not queue.sent(mail.id)  # its copy comes back
    assert queue.counts() == {Came.ANSWERED: 1, Goes.SENT: 1}


def test_a_sender_of_many_mails_lets_others_by(queue: Queue, clock: Clock) -> None:
    for number in range(20):
        accepted(queue, f"many{number}")
        clock.now += 1
    assert queue.accept("one", "bob@lakeside.example", b"raw")
    assert [mail.key for mail in queue.waiting(8)] == ["many0", "one"]


def test_many_at_once_answer_and_send_once(queue: Queue) -> None:
    assert sum(map(bool, together(lambda _: queue.accept(KEY, SENDER, b"raw")))) == 1
    [received] = queue.waiting(10)
    assert sum(map(bool, together(lambda _: queue.settle(received, SETTLED)))) == 1
    [mail] = queue.due(10)
    assert sum(map(bool, together(lambda _: queue.begin(mail)))) == 1


def test_what_nobody_told_the_end_of_is_sent_again_only_after_its_copy_could_have_come(
    queue: Queue, clock: Clock
) -> None:
    accepted(queue)
    queue.settle(queue.waiting(1)[0], SETTLED)
    queue.begin(queue.due(1)[0])
    assert queue.reopen(clock.now - 60) == 0
    clock.now += 61
    assert queue.reopen(clock.now - 60) == 1
    assert queue.begin(queue.due(1)[0])
    assert queue.sent(REPLY.id)  # by its copy
    clock.now += 600
    assert queue.reopen(clock.now) == 0


def test_a_refused_mail_is_tried_later_or_given_up(queue: Queue, clock: Clock) -> None:
    accepted(queue)
    queue.settle(queue.waiting(1)[0], SETTLED)
    queue.again(queue.due(1)[0], 30, "451 later")
    assert queue.due(1) == []
    clock.now += 31
    assert queue.due(1)[0].attempts == 1
    queue.failed(queue.due(1)[0], "550 nobody")
    assert queue.due(1) == []
    assert queue.counts()["failed: 550 nobody"] == 1


def test_a_thread_is_its_senders_alone(queue: Queue, database: Database, clock: Clock) -> None:
    accepted(queue)
    queue.settle(queue.waiting(1)[0], SETTLED)
    threads = Threads(database, "casepilot.example")
    ours, theirs = f"<answer.{KEY}@casepilot.example>", "<q.1@lakeside.example>"
    for references in ((ours,), (theirs,), ("<elsewhere@x>", ours)):
        thread = threads.of_reply(SENDER, references, "", clock.now)
        assert thread is not None
        assert thread.id == "t1"
        assert threads.of_reply("bob@lakeside.example", references, "a code", clock.now) is None
    assert threads.of_reply(SENDER, ("<unknown@x>",), "a code", clock.now) is not None  # by its subject
    assert threads.of_reply(SENDER, (f"<answer.{KEY}@attacker.example>",), "", clock.now) is None
    assert threads.of_reply(SENDER, (), "a code", clock.now + 8 * 86_400) is None


def test_what_is_old_is_forgotten_except_what_is_to_be_done(queue: Queue, clock: Clock) -> None:
    for key in ("a", "b", "c"):
        accepted(queue, key)
    first, second = (Received(key, SENDER, clock.now, b"raw") for key in ("a", "b"))
    queue.settle(first, SETTLED)
    queue.settle(second, Settled(Came.REFUSED, "our own"))
    queue.prune(clock.now + 1)
    assert queue.counts() == {Came.ANSWERED: 1, Came.RECEIVED: 1, Goes.READY: 1}


def test_a_long_thread_is_answered_in_whole_ids_and_short_lines() -> None:
    ids = tuple(f"<{number}.{'x' * 90}@lakeside.example>" for number in range(40))
    mail = Writer(OWN).mail("answer.k", SENDER, Parent(ids, "a code"), "- " + "long words of an answer " * 40, 0.0)
    head, _, body = mail.body.partition(b"\r\n\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert max(map(len, head.split(b"\r\n"))) <= POLICY.max_line_length
    read = message_from_bytes(mail.body)
    assert read["In-Reply-To"] == ids[-1]
    assert read["References"].split() == [ids[0], *ids[-20:]]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CASEPILOT_MAIL", "", "set CASEPILOT_MAIL to the address"),
        ("CASEPILOT_MAIL", "consult", "CASEPILOT_MAIL is no mail address"),
        ("CASEPILOT_MAIL_IN", "", "CASEPILOT_MAIL_IN is missing"),
        ("CASEPILOT_MAIL_IN", "imap://u:secret@mail.example.org", "unencrypted"),
        ("CASEPILOT_MAIL_IN", "imaps://mail.example.org", "names no user"),
        ("CASEPILOT_MAIL_IN", "imaps://u:secret@mail.example.org:port", "can't be read"),
        ("CASEPILOT_MAIL_OUT", "https://mail.example.org", "no address of a server"),
        ("CASEPILOT_MAIL_SENDERS", "@lakeside.example, bob", "'bob'"),
        ("CASEPILOT_MAIL_PERSON", "nobody", "CASEPILOT_MAIL_PERSON"),
        ("CASEPILOT_MAIL_PAGES", "codes", "https://codes.example.org"),
        ("CASEPILOT_MAIL_DAILY", "0", "CASEPILOT_MAIL_DAILY"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    good = {"": OWN, "_IN": "imaps://u:secret@mail.example.org", "_OUT": "smtps://u:secret@mail.example.org"}
    for ending, one in good.items():
        monkeypatch.setenv(f"CASEPILOT_MAIL{ending}", one)
    assert MailSettings.read().mailbox.port == 993
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told) as refused:
        MailSettings.read()
    assert "secret" not in str(refused.value)
