#!/bin/sh
# mail-parser 4.8.0: the text of an attached mail is told as text of the mail that it is attached to.
#
# A part of type message/rfc822 is a message of its own (RFC 2046, 5.2.1): a forwarded mail, or in a bounce the mail that came back.
# The parser lists it as an attachment, which is right, and then walks into it: text_plain and body have its text too, with
# nothing that tells one from the other.
# Seen: of "Is 99213 right?" with an old question about 20610 attached, the text asks about both; of a bounce, the text is the
# report and our own answer; text/plain attached as a file is not in it.
# Who meets it: anybody who answers or classifies by the text: the attached question is answered again, an own answer is read as a
# question.
# What helps: the standard library's get_body, or walking by hand and stopping at message/rfc822.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile mail-parser==4.8.0
"$folder/venv/bin/python" - <<'PYTHON'
from email import message_from_string, policy

import mailparser

MAIL = """From: coder@example.org
To: answers@example.org
Subject: Fwd: a question
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/plain

Is 99213 right?
--part
Content-Type: {type}
Content-Disposition: attachment; filename="{name}"

{content}
--part--
"""
ATTACHED = "From: other@example.org\nTo: coder@example.org\nSubject: old\nContent-Type: text/plain\n\n20610 on both knees?"
as_mail = MAIL.format(type="message/rfc822", name="old.eml", content=ATTACHED)
as_file = MAIL.format(type="text/plain", name="old.txt", content="20610 on both knees?")


def texts(mail: str) -> list[str]:
    return [part.strip() for part in mailparser.parse_from_string(mail).text_plain]


standard = message_from_string(as_mail, policy=policy.default).get_body(("plain",)).get_content().strip()
print("a mail attached:", texts(as_mail), " a file attached:", texts(as_file), " standard library:", [standard])
assert texts(as_mail) == ["Is 99213 right?", "20610 on both knees?"], "the behaviour has changed"
assert texts(as_file) == ["Is 99213 right?"] == [standard], "the behaviour has changed"
PYTHON
