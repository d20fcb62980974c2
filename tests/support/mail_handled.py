"""The bytes of a case of tests/spec/mail/handled.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.mail_clients import OWN, SENDER

ORDINARY = {
    "Return-Path": f"<{SENDER}>",
    "From": f"Ann Doe <{SENDER}>",
    "To": OWN,
    "Subject": "question",
    "Message-ID": "<q.1@lakeside.example>",
    "Date": "Mon, 30 Nov 2026 10:20:00 -0600",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
}


def mail_of(case: Mapping[str, Any]) -> bytes:
    headers = {**ORDINARY, **case.get("headers", {})}
    body = case.get("body", "Can 64484 be billed alone?")
    if "parts" in case:
        headers["Content-Type"] = f"multipart/{case.get('subtype', 'mixed')}; boundary=b"
        body = "".join(map(_part, case["parts"])) + "--b--\n"
    if "nested" in case:
        body = "".join(
            f"Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n" for depth in range(case["nested"])
        )
        headers["Content-Type"], body = "multipart/mixed; boundary=b", f"--b\n{body}"
    told = "".join(f"{name}: {value}\n" for name, value in headers.items() if value is not None)
    return f"{told}\n{body}".encode() + b"x" * case.get("size", 0)


def _part(part: Mapping[str, str]) -> str:
    attached = f'Content-Disposition: attachment; filename="{part["name"]}"\n' if "name" in part else ""
    return f"--b\nContent-Type: {part['type']}\n{attached}\n{part['body']}\n"
