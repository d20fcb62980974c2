"""The newest words of a mail, as twelve mail programs write ten cases: newest.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from desk.mail.reading.incoming import read_mail
from tests.support.mail_clients import CLIENTS, SENDER, Written

CASES = yaml.safe_load((Path(__file__).parent / "mail" / "newest.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_only_the_newest_words_are_read(case: dict[str, Any], client: str) -> None:
    written = Written(case["words"], case.get("table", ()), case["reply"])
    incoming = read_mail(CLIENTS[client](written))
    assert incoming.words.split() == "\n".join(written.plain).split(), incoming.words
    assert (incoming.sender, incoming.message_id, incoming.problem) == (SENDER, "<q.2@lakeside.example>", "")
    assert bool(incoming.references) == incoming.is_reply == case["reply"]
