#!/bin/sh
# kw-x12-parser 0.1.6: of a file with two transactions it gives the claims of both to the billing provider of the last.
#
# The numbers of hierarchical levels (HL01) begin with 1 in each transaction set (ST to SE), and a file may hold many sets. The
# parser takes everything from the first ST to the last SE as one set and keeps the levels by number: the billing provider that
# is number 1 in the second set takes the place of the one that is number 1 in the first.
# Seen: of two sets, one claim each, both claims come with the name and the NPI of the second clinic; read alone, the first is right.
# Who meets it: anybody who reads a clearinghouse's day file: claims and charges are booked to a clinic that never saw the patient.
# What helps: cutting the file at each ST ... SE, and a parse for each piece between the same ISA and GS.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile kw-x12-parser==0.1.6 pandas==2.3.3
"$folder/venv/bin/python" - <<'PYTHON'
from kw_x12_parser import casual_parse_x837p

HEAD = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261102*1200*^*00501*000000001*0*T*:~"
HEAD += "GS*HC*SENDER*RECEIVER*20261102*1200*1*X*005010X222A1~"
SET = """ST*837*{number}*005010X222A1~
BHT*0019*00*REF{number}*20261102*1200*CH~
NM1*41*2*EXAMPLE BILLING*****46*SENDER~
PER*IC*DESK*TE*5555550100~
NM1*40*2*EXAMPLE PLAN*****46*RECEIVER~
HL*1**20*1~
NM1*85*2*{clinic}*****XX*{npi}~
N3*1 MAIN STREET~
N4*AUSTIN*TX*787010001~
REF*EI*123456789~
HL*2*1*22*0~
SBR*P*18*******CI~
NM1*IL*1*DOE*JANE****MI*W123456789~
N3*2 MAIN STREET~
N4*AUSTIN*TX*787010001~
DMG*D8*19700101*F~
NM1*PR*2*EXAMPLE PLAN*****PI*11111~
CLM*{claim}*150***11:B:1*Y*A*Y*Y~
HI*ABK:I10~
LX*1~
SV1*HC:99213*150*UN*1***1~
DTP*472*D8*20261020~
SE*23*{number}~"""
first = SET.format(number="0001", clinic="NORTH CLINIC", npi="1234567893", claim="CLAIM1").replace("\n", "")
second = SET.format(number="0002", clinic="SOUTH CLINIC", npi="1000000020", claim="CLAIM2").replace("\n", "")


def clinics(*sets: str) -> list[list[str]]:
    text = HEAD + "".join(sets) + f"GE*{len(sets)}*1~IEA*1*000000001~"
    return casual_parse_x837p(text)[["claim_id", "provider_name", "provider_npi"]].values.tolist()


alone, together = clinics(first), clinics(first, second)
print("the first set alone:", alone)
print("both sets:          ", together)
assert alone == [["CLAIM1", "NORTH CLINIC", "1234567893"]], "the behaviour has changed"
assert together == [["CLAIM1", "SOUTH CLINIC", "1000000020"], ["CLAIM2", "SOUTH CLINIC", "1000000020"]], "the behaviour has changed"
PYTHON
