#!/bin/sh
# price-parser 0.5.1: a fraction of a dollar with three figures after the point becomes a thousand times as much.
#
# CMS publishes what Part B pays for drugs (average sales price files) in dollars with three decimals: $0.045 for a unit. The parser
# takes a point with three figures after it for a separator of thousands. Its documentation warns of texts that can be read both
# ways ($140.600); $0.045 cannot: no number of thousands begins with 0.
# Seen: "$0.045" is 45, "$0.125" 125, "$2.015" is 2015; "$0.05" and the conversion factor "$33.4009" are right.
# Who meets it: anybody who reads prices of drugs, units or pay out of text: most of a price list is right, some of it a thousandfold.
# What helps: decimal_separator=".", which is enough; it has to be given for every US text.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile price-parser==0.5.1
"$folder/venv/bin/python" - <<'PYTHON'
from decimal import Decimal

from price_parser import Price

TEXTS = ["$0.045", "$0.125", "$2.015", "$0.05", "$33.4009"]
by_default = [Price.fromstring(text).amount for text in TEXTS]
told = [Price.fromstring(text, decimal_separator=".").amount for text in TEXTS]
for text, seen, right in zip(TEXTS, by_default, told, strict=True):
    print(text, "->", seen, "; with decimal_separator:", right)
assert told == [Decimal(text[1:]) for text in TEXTS], "the behaviour has changed"
assert by_default == [45, 125, 2015, Decimal("0.05"), Decimal("33.4009")], "the behaviour has changed"
PYTHON
