#!/bin/sh
# mail-parser-reply 1.36 and email-reply-parser 0.5.12: "From: 09/01/2026", "To: 09/05/2026" is taken for the head of a quoted mail.
#
# The head of a quoted mail names who wrote (From), when and to whom; each From of a mail is an address (RFC 5322, 3.6.2). A claim
# names the days from which and to which it goes in the same two words, and coders paste such lines into their questions. Both
# parsers go by the words alone, and drop everything that follows them from the reply.
# Seen: of a question with these two lines, a code and "Which modifier?" only the greeting is left, in both; with "First day:" and
# "Last day:" instead the reply is whole.
# Who meets it: anybody who answers, files or counts replies: what is left reads like a complete mail, and the question is gone.
# What helps: cutting only where the head has an address or a weekday; keeping the whole text when what is left has no code.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile mail-parser-reply==1.36 email-reply-parser==0.5.12
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import email_reply_parser
import mailparser_reply

TEXT = """Please look at this claim.

{first}: 09/01/2026
{last}: 09/05/2026
Code: 20610

Which modifier?
"""


def replies(first: str, last: str) -> list[str]:
    text = TEXT.format(first=first, last=last)
    one = mailparser_reply.EmailReplyParser(languages=["en"]).parse_reply(text=text)
    return [one.strip(), email_reply_parser.EmailReplyParser.parse_reply(text).strip()]


cut, whole = replies("From", "To"), replies("First day", "Last day")
print("From and To:           ", cut)
print("First day and Last day:", whole)
assert cut == ["Please look at this claim."] * 2, "the behaviour has changed"
assert whole == [TEXT.format(first="First day", last="Last day").strip()] * 2, "the behaviour has changed"
PYTHON
