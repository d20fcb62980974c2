"""Which mails are answered, who vouches for their senders and what is read of them: handled.yaml; and any bytes at all."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.mail.reading.answerable import refusal
from desk.mail.reading.incoming import headers_of, read_mail
from desk.mail.reading.verified import verified
from tests.support.mail_clients import CLIENTS, OWN, SENDER, Written
from tests.support.mail_handled import mail_of

CASES = yaml.safe_load((Path(__file__).parent / "mail" / "handled.yaml").read_text(encoding="utf-8"))
RELAY = "mx.casepilot.example"


def cases(*names: str) -> Any:
    return pytest.mark.parametrize(
        "case", [case for case in CASES if any(name in case for name in names)], ids=lambda case: case["case"]
    )


@cases("refusal")
def test_programs_are_not_answered(case: dict[str, Any]) -> None:
    assert refusal(message_from_bytes(mail_of(case)), OWN) == case["refusal"]


@cases("verified")
def test_the_word_of_the_trusted_relay_counts_alone(case: dict[str, Any]) -> None:
    found = verified(headers_of(mail_of(case)), case.get("relay", RELAY), SENDER)
    assert found.value == case["verified"]


@cases("read")
def test_what_is_read_of_a_mail(case: dict[str, Any]) -> None:
    incoming = read_mail(mail_of(case))
    for name, wanted in case["read"].items():
        match name:
            case "problem":
                assert wanted in incoming.problem
            case "asked":
                assert incoming.asked(in_thread=False) == (wanted, True)
                assert incoming.asked(in_thread=True) == (incoming.words, False)
            case "claims":
                assert [claim.name for claim in incoming.claims] == wanted
            case "unread":
                assert list(incoming.unread) == wanted
            case _:
                assert getattr(incoming, name) == wanted
    assert incoming.problem == "" or "problem" in case["read"]


def test_one_mail_has_one_key_however_it_came() -> None:
    first, second = mail_of({}), b"Received: from elsewhere\n" + mail_of({})
    other = mail_of({"headers": {"Message-ID": "<q.2@lakeside.example>"}})
    nameless = mail_of({"headers": {"Message-ID": None}})
    keys = [read_mail(raw).key for raw in (first, second, other, nameless)]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


WRITTEN = [make(Written("Is 20610-59 payable?\n> 30 minutes", [[99213, 25]])) for make in CLIENTS.values()]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(WRITTEN), st.data())
def test_damaged_mails_are_read_somehow(raw: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(raw)))
    junk = data.draw(
        st.sampled_from([b"", b"\0", b"\xff\xfe", b"=?utf-8?b?////?=", b"\r\n\r\n", b"<", b"--=_b1", b'";(', b"\x80@"])
    )
    damaged = raw[:at] + junk + raw[at + data.draw(st.integers(0, 400)) :]
    incoming = read_mail(damaged)
    message = headers_of(damaged)
    assert isinstance(refusal(message, OWN), str)
    assert verified(message, RELAY, incoming.sender)
    assert "\0" not in incoming.sender


@pytest.mark.parametrize(
    "unit", ["On ", "> ", "From: a\n", "(", "a@", "-- \n", "\n", "<div>", "Thanks,\n", "=?", "wrote:\n", ";", "_"]
)
def test_no_text_takes_long(unit: str) -> None:
    text = (unit * 40_000)[:40_000]
    for kind in ("text/plain; format=flowed", "text/html"):
        read_mail(mail_of({"headers": {"Content-Type": kind, "Subject": "Re: x"}, "body": text}))
    refusal(headers_of(mail_of({"headers": {"Subject": text.replace("\n", " ")}})), OWN)
