#!/bin/sh
# edi-835-parser 1.8.0: of a service line it keeps the first modifier and, of each CAS segment, the first reason.
#
# The composite of an SVC segment has up to four modifiers and a CAS segment up to six reasons with their amounts. Service keeps
# one modifier, ServiceAdjustment one reason code and one amount; the others are gone, and nothing tells of them.
# Seen: of 97140 with GP and 59 only GP is left; of CO-45 $30 and CO-253 $1 in one CAS only CO-45 $30.
# Who meets it: anybody who posts payments or looks for missing modifiers; charge, payment and adjustments no longer balance.
# What helps: reading both segments from their text (``service.segment`` keeps it).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check edi-835-parser==1.8.0
"$folder/venv/bin/python" - <<'PYTHON'
from edi_835_parser.segments.service import Service
from edi_835_parser.segments.service_adjustment import ServiceAdjustment

service = Service("SVC*HC:97140:GP:59*60*29**1")
adjustment = ServiceAdjustment("CAS*CO*45*30**253*1")
print("SVC*HC:97140:GP:59:", service.code, service.modifier)
print("CAS*CO*45*30**253*1:", adjustment.reason_code.code, adjustment.amount)
kept = {name for name in dir(service) if not name.startswith("_")}
assert str(service.modifier) == "GP" and not any("59" in str(getattr(service, name)) for name in kept - {"segment"})
assert float(adjustment.amount) == 30 and "253" not in str(adjustment.reason_code), "the behaviour has changed"
PYTHON
