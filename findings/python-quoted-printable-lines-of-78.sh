#!/bin/sh
# Python 3.11.7, email: set_content(cte="quoted-printable") writes lines of 78 characters; RFC 2045 allows 76.
#
# The length is that of the message's policy (max_line_length, 78 by default, a number for header lines in RFC 5322), and is
# used for the body too. RFC 2045, 6.7 (5): "encoded lines must not be longer than 76 characters". A policy with long header
# lines, which keep long message ids whole (max_line_length=998), writes body lines of 998 characters.
# Who meets it: whoever sends text by EmailMessage; strict gateways and filters mark or re-encode such mails.
# What helps: a policy with max_line_length=76 for the content, and another one only for as_bytes().
set -eu
python3 - <<'PYTHON'
from email.message import EmailMessage
from email.policy import SMTP


def longest(length: int | None) -> int:
    message = EmailMessage(policy=SMTP.clone(max_line_length=length) if length else SMTP)
    message.set_content("long words of an answer " * 80, cte="quoted-printable")
    return max(map(len, message.as_bytes().split(b"\r\n")))


print("the policy as it is:", longest(None), "- for long headers:", longest(998), "- for 76:", longest(76))
assert (longest(None), longest(998), longest(76)) == (78, 998, 76), "the behaviour has changed"
PYTHON
