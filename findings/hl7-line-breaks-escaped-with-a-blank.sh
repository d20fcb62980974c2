#!/bin/sh
# hl7 0.4.5: writes the escape sequence of a line feed or a tab with a blank in it, "\X a\", which is no hexadecimal pair.
#
# In HL7 v2 a sign that a field cannot hold is written as \Xdd\, pairs of hexadecimal digits (chapter 2.7): a line feed
# is \X0A\. Message.escape formats the number two places wide and fills with a blank. Its own unescape reads that blank as if it
# were a zero, so a round trip shows nothing; another system is sent something that the standard has no meaning for.
# Seen: "GIVEN 15 mg<line feed>LEFT ARM" becomes "GIVEN 15 mg\X a\LEFT ARM"; by the rule \X0A\; a tab becomes \X 9\.
# Who meets it: anybody who sends notes of charges (NTE, FT1) with more than one line; the receiver drops, shows or refuses them.
# What helps: an application map for the signs below 0x20: escape(text, {"\n": ".br", "\t": "X09"}).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile hl7==0.4.5
"$folder/venv/bin/python" - <<'PYTHON'
import re

import hl7

message = hl7.parse("MSH|^~\\&|A|B|C|D|20261102120000||DFT^P03|1|P|2.5.1\r")
feed, tab = message.escape("GIVEN 15 mg\nLEFT ARM"), message.escape("20610\tRT")
mapped = message.escape("20610\tRT\nLT", {"\n": ".br", "\t": "X09"})
print(feed, "|", tab, "| with a map:", mapped)
for text in (feed, tab):
    assert not re.search(r"\\X(?:[0-9A-F]{2})+\\", text), "pairs of digits are written now"
assert feed == "GIVEN 15 mg\\X a\\LEFT ARM" and tab == "20610\\X 9\\RT", "the behaviour has changed"
assert message.unescape(feed) == "GIVEN 15 mg\nLEFT ARM", "not even hl7 reads it now"
assert mapped == "20610\\X09\\RT\\.br\\LT", "the behaviour has changed"
PYTHON
