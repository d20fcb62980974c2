#!/bin/sh
# imap-tools 1.16.0: two parts of text become one without anything between them, "20610 x2" and "99213-25" are "20610 x299213-25".
#
# A mail may have several parts of text, shown one below the other (RFC 2046, 5.1.3): a mail program makes them where a picture is
# put between two lines, a mailing list where it adds its footer. The line break before a boundary belongs to the boundary
# (5.1.1), so a part ends without one. MailMessage.text joins the parts with nothing.
# Seen: the last code of one part and the first of the next are one word, and no code of either can be read any more.
# Who meets it: anybody who looks for codes, numbers or amounts in the text of mails with a picture or a logo in the middle.
# What helps: walking MailMessage.obj (the standard library's message) and joining the parts with a line break.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile imap-tools==1.16.0
"$folder/venv/bin/python" - <<'PYTHON'
from imap_tools import MailMessage

MAIL = b"""From: coder@example.org
To: answers@example.org
Subject: with a picture
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/plain

20610 x2
--part
Content-Type: image/png
Content-Disposition: inline; filename="knee.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--part
Content-Type: text/plain

99213-25
--part--
"""
message = MailMessage.from_bytes(MAIL)
parts = [part.get_payload() for part in message.obj.walk() if part.get_content_type() == "text/plain"]
print("the parts:", parts, "- text:", repr(message.text))
assert parts == ["20610 x2", "99213-25"] and message.text == "20610 x299213-25", "the behaviour has changed"
PYTHON
