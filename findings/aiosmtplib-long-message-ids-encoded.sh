#!/bin/sh
# aiosmtplib 5.1.3: an answer to a mail with a long message id is sent with an id that is none, and the thread falls apart.
#
# In-Reply-To and References name messages by their ids, and an encoded word must not stand in an id (RFC 2047, 5). A policy with
# long header lines, which EmailMessage(policy=...) is given for that, keeps an id of 80 signs and more whole, as as_bytes() shows.
# send() writes the message with a policy of its own, of 78 signs a line; what does not fit a line is encoded.
# Seen: an id of 98 signs, as large mail services make them, arrives as "=?utf-8?q?=3CAAAA...?=" in both fields; as_bytes() has it right.
# Who meets it: anybody who answers mails: the reader's program shows the answer as a new conversation; short ids hide it in tests.
# What helps: giving send() the bytes: message.as_bytes(policy=SMTP.clone(max_line_length=998)) with sender and recipients.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile aiosmtplib==5.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
from email.message import EmailMessage
from email.policy import SMTP

import aiosmtplib

IDENTITY = "<" + "A" * 60 + ".0123456789@prod.outlook.example.com>"


async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, taken: list[str]) -> None:
    """The least of a mail server: it says yes to everything and keeps the lines of the mail."""
    writer.write(b"220 ready\r\n")
    while line := (await reader.readline()).decode():
        if line.startswith("DATA"):
            writer.write(b"354 go on\r\n")
            while (line := (await reader.readline()).decode()) != ".\r\n":
                taken.append(line.rstrip("\r\n"))
        writer.write(b"221 bye\r\n" if line.startswith("QUIT") else b"250 ok\r\n")
        await writer.drain()
        if line.startswith("QUIT"):
            break
    writer.close()


async def sent(mail: EmailMessage | bytes) -> list[str]:
    taken: list[str] = []
    server = await asyncio.start_server(lambda reader, writer: take(reader, writer, taken), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await aiosmtplib.send(mail, sender="answers@example.org", recipients=["coder@example.org"], hostname="127.0.0.1", port=port, start_tls=False)
    server.close()
    return [line for line in taken if line.startswith(("In-Reply-To", "References"))]


message = EmailMessage(policy=SMTP.clone(max_line_length=998))
message["From"], message["To"], message["Subject"] = "answers@example.org", "coder@example.org", "Re: 20610"
message["In-Reply-To"] = message["References"] = IDENTITY
message.set_content("An answer.")
as_message, as_bytes = asyncio.run(sent(message)), asyncio.run(sent(message.as_bytes()))
print("the message:", as_message)
print("its bytes:  ", as_bytes)
assert as_bytes == [f"In-Reply-To: {IDENTITY}", f"References: {IDENTITY}"], "the behaviour has changed"
assert all("=?utf-8?q?=3CAAAA" in line for line in as_message) and len(as_message) == 2, "the behaviour has changed"
PYTHON
