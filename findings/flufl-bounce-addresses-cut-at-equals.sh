#!/bin/sh
# flufl.bounce 6.0.0: of a bounced address with an equals sign it tells what stands before the sign.
#
# "Final-Recipient: rfc822; coder=clinic.example@example.net" is a type and an address (RFC 3464, 2.3.2), and "=" is allowed in an
# address (RFC 5322, atext). Forwarders (SRS) and mailing programs write it into every address. The detector reads the field as
# if it were the parameters of a content type, "name=value", and keeps the name, in lower case.
# Seen: coder=clinic.example@example.net is reported as failed recipient b"coder", the SRS address as b"srs0"; without the
# sign the address is right. What is reported is no address at all.
# Who meets it: anybody who stops sending to bounced addresses: the right one is never stopped, and two clinics share one "coder".
# What helps: reading Final-Recipient from the message/delivery-status part by hand, split once at the semicolon.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile flufl.bounce==6.0.0
"$folder/venv/bin/python" - <<'PYTHON'
from email import message_from_string

from flufl.bounce import all_failures

REPORT = """From: mailer-daemon@example.net
To: answers@example.org
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

Your answer could not be delivered.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1

--part--
"""


def failed(address: str) -> set[bytes]:
    return set(all_failures(message_from_string(REPORT.format(address=address)))[1])


seen = {address: failed(address) for address in (
    "coder@example.net",
    "coder=clinic.example@example.net",
    "SRS0=HHH=TT=clinic.example=coder@example.net",
)}
for address, found in seen.items():
    print(address, "->", found)
assert list(seen.values()) == [{b"coder@example.net"}, {b"coder"}, {b"srs0"}], "the behaviour has changed"
PYTHON
