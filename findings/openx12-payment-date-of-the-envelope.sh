#!/bin/sh
# openx12 0.2.1: the payment date of an 835 is the day on which its envelope was written.
#
# When the money moves stands in BPR16, when the payer made the remittance in DTM*405, when somebody packed the file in ISA09,
# with two figures for the year. ERA.summary()["payment_date"] is ISA09, and BPR16 is in no field of what the parser returns but
# the raw segments.
# Seen: a payment of November 6 in a file packed on October 30, as payers send them ahead, has the payment date "261030".
# Who meets it: anybody who posts remittances or matches them with deposits: the day is wrong whenever the file is sent ahead,
# again, or through a clearinghouse, and right in most tests.
# What helps: elements[15] of the segment BPR in json()["segments"].
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile openx12==0.2.1
"$folder/venv/bin/python" - <<'PYTHON'
import json

from openx12 import x835

TEXT = """ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261030*1200*^*00501*000000001*0*P*:~
GS*HP*SENDER*RECEIVER*20261030*1200*1*X*005010X221A1~
ST*835*0001~
BPR*I*75*C*ACH*CCP*01*111000025*DA*123456*1512345678**01*111000025*DA*654321*20261106~
TRN*1*CHECK1*1512345678~
DTM*405*20261029~
N1*PR*EXAMPLE PAYER~
N3*1 MAIN STREET~
N4*AUSTIN*TX*78701~
PER*BL*HELP DESK*TE*8005550100~
N1*PE*EXAMPLE CLINIC*XX*1234567893~
LX*1~
CLP*CLAIM1*1*100*75*0*12*ICN0001*11*1~
CAS*CO*45*25~
NM1*QC*1*DOE*JANE****MI*W123456789~
SE*14*0001~
GE*1*1~
IEA*1*000000001~
"""
era = x835.parse(TEXT)
everything = era.json()
bpr = next(segment["elements"] for segment in everything["segments"] if segment["segment_id"] == "BPR")
without_segments = {name: value for name, value in everything.items() if name not in ("segments", "parsed_at")}
print("payment_date:", era.summary()["payment_date"], "; BPR16:", bpr[15], "; elsewhere in the result:", "20261106" in json.dumps(without_segments))
assert era.summary()["payment_date"] == "261030" and bpr[15] == "20261106", "the behaviour has changed"
assert "20261106" not in json.dumps(without_segments), "the behaviour has changed"
PYTHON
