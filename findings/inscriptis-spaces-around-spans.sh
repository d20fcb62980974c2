#!/bin/sh
# inscriptis 2.7.6: the default style puts a space before and after every <span>, so that "<span>99213</span>-25" becomes two words.
#
# Mail programs wrap parts of a word in spans (spelling marks, changes of font). get_text(html) uses the profile "relaxed",
# in which a span has a space on both sides; a code and its modifier come apart.
# Who meets it: anybody who reads mails or word-processor HTML with get_text(html) and looks for codes, amounts or dates.
# What helps: ParserConfig(css=CSS_PROFILES["strict"]), which keeps the cells of tables apart all the same.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check inscriptis==2.7.6
"$folder/venv/bin/python" - <<'PYTHON'
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

MARKUP = "<p>with <span>99213</span>-25</p><table><tr><td>20610</td><td>RT</td></tr></table>"
default = get_text(MARKUP).split()
strict = get_text(MARKUP, ParserConfig(css=CSS_PROFILES["strict"])).split()
print("by default:", default)
print("strict:    ", strict)
assert "99213" in default and "-25" in default, "the behaviour has changed"
assert strict == ["with", "99213-25", "20610", "RT"], "the behaviour has changed"
PYTHON
