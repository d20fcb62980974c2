#!/bin/sh
# hl7apy 1.3.5: a message parsed and written again, untouched, has other notes: "\.br\" has become "\E\.br\E\".
#
# Formatted text of HL7 v2 (type FT: NTE-3, OBX-5) has its own sequences between escape signs: \.br\ ends a line, \.sp3\ skips three,
# \.in4\ indents, \X0A\ is a sign by its number (chapter 2.7). The writer knows \F\ \S\ \T\ \R\ \E\ \H\ and \N\; the escape signs of
# every other sequence are escaped themselves, which makes plain text of them.
# Seen: of a DFT message only the note changes, from "LINE ONE\.br\LINE TWO" to "LINE ONE\E\.br\E\LINE TWO"; \X0A\ and \.sp3\ do too.
# Who meets it: anybody who routes charges or results through it: physicians read ".br" in one long line, and no error was raised.
# What helps: passing the original text of segments with formatted text on, or undoing \E\.br\E\ after to_er7().
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile hl7apy==1.3.5
"$folder/venv/bin/python" - <<'PYTHON'
from hl7apy.parser import parse_message

HEAD = "MSH|^~\\&|A|B|C|D|20261102||DFT^P03^DFT_P03|1|P|2.5.1\rEVN||20261102\rPID|1||1||DOE\rFT1|1|||20261020||CG|99213\r"


def written(note: str) -> str:
    text = parse_message(HEAD + f"NTE|1||{note}").to_er7()
    assert text.startswith(HEAD + "NTE|1||"), "more than the note has changed"
    return text.removeprefix(HEAD + "NTE|1||")


NOTES = {
    "LINE ONE\\.br\\LINE TWO": "LINE ONE\\E\\.br\\E\\LINE TWO",
    "GIVEN\\.sp3\\LEFT ARM": "GIVEN\\E\\.sp3\\E\\LEFT ARM",
    "GIVEN\\X0A\\LEFT ARM": "GIVEN\\E\\X0A\\E\\LEFT ARM",
    "5 \\T\\ 6 \\H\\BOLD\\N\\": "5 \\T\\ 6 \\H\\BOLD\\N\\",
}
for note, changed in NOTES.items():
    print(note, "->", written(note))
    assert written(note) == changed, "the behaviour has changed"
PYTHON
