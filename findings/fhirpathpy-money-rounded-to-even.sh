#!/bin/sh
# fhirpathpy 2.2.4: rounds half a cent down to the even cent, takes the wrong remainder, and cannot add up the lines of a claim.
#
# FHIRPath 2.0 says of round() that it is the traditional one (half and more goes up) and of mod that it is the remainder of the
# division that cuts off, as div does; sum() is there to add the numbers of a collection. fhirpathpy rounds and divides as Python
# does, halves to the even neighbour and remainders with the sign of the divisor; and what a path finds are nodes, not numbers.
# Seen: 0.125.round(2) is 0.12 and 100.625.round(2) is 100.62 (by the rule 0.13 and 100.63); -7 div 3 is -2 but -7 mod 3 is 2
# (by the rule -1: -2 * 3 - 1 = -7); Claim.item.net.value.sum() raises TypeError, and avg() does too.
# Who meets it: anybody who works out coinsurance or checks totals of claims by expressions; a half cent is lost every other time.
# What helps: fetching the numbers and counting in Python with ROUND_HALF_UP; for the sum select(value * 1).sum().
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile fhirpathpy==2.2.4
"$folder/venv/bin/python" - <<'PYTHON'
from decimal import Decimal

from fhirpathpy import evaluate

CLAIM = {"resourceType": "Claim", "item": [{"sequence": 1, "net": {"value": 80.0}}, {"sequence": 2, "net": {"value": 20.5}}]}


def told(expression: str) -> object:
    try:
        return evaluate(CLAIM, expression)[0]
    except TypeError as error:
        return error


EXPRESSIONS = ["0.125.round(2)", "100.625.round(2)", "(-7) div 3", "(-7) mod 3", "Claim.item.net.value.sum()", "Claim.item.net.select(value * 1).sum()"]
seen = [told(expression) for expression in EXPRESSIONS]
for expression, value in zip(EXPRESSIONS, seen, strict=True):
    print(expression, "->", value)
assert seen[:2] == [Decimal("0.12"), Decimal("100.62")], "the behaviour has changed"
assert seen[2:4] == [-2, 2], "the behaviour has changed"
assert isinstance(seen[4], TypeError) and seen[5] == Decimal("100.5"), "the behaviour has changed"
PYTHON
