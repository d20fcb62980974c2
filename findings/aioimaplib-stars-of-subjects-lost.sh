#!/bin/sh
# aioimaplib 2.0.3: of a mail's subject "20610 * 3 units" the client is told "20610 3 units".
#
# An answer of an IMAP server that belongs to no command begins with a star and a blank (RFC 3501, 2.2.2). The client takes that
# beginning off by deleting "* " from the line, wherever it stands; a quoted string of an ENVELOPE is in the same line.
# Seen: the server sends the subject "20610 * 3 units, 99213 * 1", the line of fetch() has "20610 3 units, 99213 1"; the same
# subject asked for as a header, which comes as a literal of counted octets, is whole.
# Who meets it: anybody who lists mails by ENVELOPE, as it is meant: "code times units" becomes a code and a number beside it.
# What helps: BODY.PEEK[HEADER.FIELDS (SUBJECT)] and the standard library's parser.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile aioimaplib==2.0.3
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio

from aioimaplib import IMAP4

SUBJECT = "20610 * 3 units, 99213 * 1"
HEADER = f"Subject: {SUBJECT}\r\n\r\n"


def answer(command: str) -> str:
    """What a server says before its OK, without the star and the blank of each line."""
    if command.startswith("CAPABILITY"):
        return "* CAPABILITY IMAP4rev1\r\n"
    if command == "LOGOUT":
        return "* BYE\r\n"
    if command.startswith("SELECT"):
        return "* 1 EXISTS\r\n* 0 RECENT\r\n"
    if "ENVELOPE" in command:
        return f'* 1 FETCH (ENVELOPE (NIL "{SUBJECT}" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n'
    if "HEADER" in command:
        return f"* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {{{len(HEADER)}}}\r\n{HEADER})\r\n"
    return ""


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"* OK IMAP4rev1 ready\r\n")
    while line := (await reader.readline()).decode():
        tag, command = line.strip().split(" ", 1)
        writer.write(f"{answer(command)}{tag} OK done\r\n".encode())
        if command == "LOGOUT":
            break
    writer.close()


async def asked() -> list[str]:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    client = IMAP4(host="127.0.0.1", port=server.sockets[0].getsockname()[1])
    await client.wait_hello_from_server()
    await client.login("coder", "secret")
    await client.select("INBOX")
    lines = []
    for what in ("(ENVELOPE)", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])"):
        lines += [bytes(line).decode() for line in (await client.fetch("1", what)).lines]
    await client.logout()
    server.close()
    return lines


lines = asyncio.run(asyncio.wait_for(asked(), 30))
print(lines)
envelope = next(line for line in lines if "ENVELOPE" in line)
assert '"20610 3 units, 99213 1"' in envelope, "the behaviour has changed"
assert any(SUBJECT in line for line in lines if "ENVELOPE" not in line), "the behaviour has changed"
PYTHON
