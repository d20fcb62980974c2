#!/bin/sh
# llama-index-readers-file 0.7.0: a mail without a plain text part is given the text of the mail before it by MboxReader.
#
# A mail may be HTML alone inside multipart/mixed or multipart/related, as many programs write it when a file or a logo is attached.
# MboxReader looks for a part text/plain; where there is none, the variable keeps what the mail before left in it.
# Seen: of two mails the second, HTML with a file, is a document with its own sender, date and subject, and with the text of the first.
# Who meets it: anybody who indexes mailboxes: one person's words stand under another's name, and the words of the second are lost.
# What helps: mailbox and get_body(("plain", "html")) of the standard library.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/box.mbox" <<'MBOX'
From first@example.org Mon Nov  2 10:00:00 2026
From: first@example.org
To: answers@example.org
Subject: one
Date: Mon, 02 Nov 2026 10:00:00 -0600
Content-Type: text/plain

Is 99213 right?

From second@example.org Mon Nov  2 11:00:00 2026
From: second@example.org
To: answers@example.org
Subject: two
Date: Mon, 02 Nov 2026 11:00:00 -0600
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/html

<p>20610 on both knees?</p>
--part
Content-Type: text/csv
Content-Disposition: attachment; filename="codes.csv"

20610,50
--part--

MBOX
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile llama-index-readers-file==0.7.0 llama-index-core==0.14.25
"$folder/venv/bin/python" -W ignore - "$folder/box.mbox" <<'PYTHON'
import mailbox
import sys
from email import policy
from email.parser import BytesParser
from pathlib import Path

from llama_index.readers.file import MboxReader

read = [document.text.split("\n") for document in MboxReader().load_data(Path(sys.argv[1]))]
box = mailbox.mbox(sys.argv[1], factory=BytesParser(policy=policy.default).parse)
bodies = [mail.get_body(("plain", "html")).get_content().strip() for mail in box]
for lines in read:
    print(lines[1], "|", lines[3], "|", lines[4])
print("the standard library:", bodies)
assert [lines[1] for lines in read] == ["From: first@example.org", "From: second@example.org"], "the behaviour has changed"
assert [lines[4] for lines in read] == ["Content: Is 99213 right?"] * 2, "the behaviour has changed"
assert bodies == ["Is 99213 right?", "<p>20610 on both knees?</p>"], "the behaviour has changed"
PYTHON
