#!/bin/sh
# word2number 1.1: two numbers in words become one that nobody said, without an error.
#
# "Thirty-five to forty-four minutes" has two numbers. word_to_num drops every word that it does not know, "to" among them, and works
# out what is left as if it were one number: thirty five forty four.
# Seen: "thirty five to forty four minutes" is 194, "one or two views" 3, "ninety nine two thirteen" 825 and "two and a half hours" 2.
# It raises ValueError for text without numbers, so a careful caller believes what it returns.
# Who meets it: anybody who reads time, age or counts from dictated notes; 194 minutes is a plausible prolonged service.
# What helps: text2num 3.1.0, whose alpha2digit gives "35 to 44 minutes", and one call for one number.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile word2number==1.1 text2num==3.1.0
"$folder/venv/bin/python" - <<'PYTHON'
from text_to_num import alpha2digit
from word2number.w2n import word_to_num

TEXTS = ["thirty five to forty four minutes", "one or two views", "ninety nine two thirteen", "two and a half hours", "thirty five minutes"]
seen = [word_to_num(text) for text in TEXTS]
for text, number in zip(TEXTS, seen, strict=True):
    print(text, "->", number, "; text2num:", alpha2digit(text, "en"))
assert seen == [194, 3, 825, 2, 35], "the behaviour has changed"
assert alpha2digit(TEXTS[0], "en") == "35 to 44 minutes", "text2num has changed"
PYTHON
