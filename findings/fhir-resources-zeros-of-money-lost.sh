#!/bin/sh
# fhir.resources 8.3.0: a claim read from JSON and written again has other amounts: 150.00 has become 150.0, 0.010 is 0.01.
#
# The decimal of FHIR has a precision that means something: 0.010 is not 0.01, systems must keep it, and the specification warns
# against binary floating point (FHIR R4, data types, decimal). The models have the type Decimal, which could keep it, but read
# JSON by way of a float; the float's shortest text is what becomes the Decimal.
# Seen: of 150.00, 0.010 and 2.50 in one claim are left 150.0, 0.01 and 2.5, in the model and in its JSON; no error, no warning.
# An amount of 17 figures, 12345678901234.567, changes its value to 12345678901234.566.
# Who meets it: anybody who passes claims or results on: a signature or a comparison with the original fails, a dose of 2.50 reads 2.5.
# What helps: json.loads(text, parse_float=Decimal) and model_validate of that, and writing the text from Decimals.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile fhir.resources==8.3.0
"$folder/venv/bin/python" - <<'PYTHON'
import json
from decimal import Decimal

from fhir.resources.R4B.claim import Claim

TEXT = """{"resourceType": "Claim", "status": "active", "use": "claim", "type": {"text": "professional"}, "created": "2026-11-02",
"patient": {"reference": "Patient/1"}, "provider": {"reference": "Organization/1"}, "priority": {"text": "normal"},
"insurance": [{"sequence": 1, "focal": true, "coverage": {"reference": "Coverage/1"}}],
"item": [{"sequence": 1, "productOrService": {"text": "drug"}, "quantity": {"value": 2.50}, "unitPrice": {"value": 0.010, "currency": "USD"},
"net": {"value": 12345678901234.567, "currency": "USD"}}], "total": {"value": 150.00, "currency": "USD"}}"""


def amounts(claim: Claim) -> list[str]:
    item = claim.item[0]
    return [str(value) for value in (item.quantity.value, item.unitPrice.value, claim.total.value, item.net.value)]


seen = amounts(Claim.model_validate_json(TEXT))
again = json.loads(Claim.model_validate_json(TEXT).model_dump_json(), parse_float=str)
by_decimal = amounts(Claim.model_validate(json.loads(TEXT, parse_float=Decimal)))
print("from its own JSON:", seen, "- written again:", again["total"]["value"], again["item"][0]["unitPrice"]["value"])
print("from Decimals:    ", by_decimal)
assert seen[:3] == ["2.5", "0.01", "150.0"] and again["total"]["value"] == "150.0", "the behaviour has changed"
assert by_decimal == ["2.50", "0.010", "150.00", "12345678901234.567"], "the behaviour has changed"
assert seen[3] == "12345678901234.566", "the behaviour has changed"
PYTHON
