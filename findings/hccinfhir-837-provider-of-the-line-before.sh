#!/bin/sh
# hccinfhir 0.4.0: of an 837 it gives a line the rendering provider and the specialty of the line before it.
#
# Loop 2310B names who rendered the claim, loop 2420A (NM1*82 and PRV after SV1) who rendered that one line. extract_sld writes a
# line down when it meets SV1, before it has read loop 2420A, and keeps what it read there for the lines that follow.
# Seen: line 1, rendered by another provider than the claim's, is given the claim's; line 2, the claim's, is given that of line 1.
# Who meets it: anybody who tells by the specialty which lines may count for risk adjustment, or counts by provider.
# What helps: reading on to the next LX before a line is closed, and falling back to loop 2310B on each line anew.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check hccinfhir==0.4.0
"$folder/venv/bin/python" - <<'PYTHON'
from hccinfhir.extractor import extract_sld

BODY = """ST*837*0001*005010X222A1~
BHT*0019*00*REF1*20261102*1200*CH~
NM1*41*2*EXAMPLE BILLING*****46*SENDER~
PER*IC*DESK*TE*5555550100~
NM1*40*2*EXAMPLE PLAN*****46*RECEIVER~
HL*1**20*1~
NM1*85*2*EXAMPLE CLINIC*****XX*1234567893~
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
CLM*CLAIM1*250***11:B:1*Y*A*Y*Y~
HI*ABK:E1140*ABF:I10~
NM1*82*1*FAMILY*ANN****XX*1000000004~
PRV*PE*PXC*207Q00000X~
LX*1~
SV1*HC:95886*150*UN*1***1~
DTP*472*D8*20261020~
NM1*82*1*NERVE*NORA****XX*1000000012~
PRV*PE*PXC*2084N0400X~
LX*2~
SV1*HC:99213*100*UN*1***2~
DTP*472*D8*20261020~
"""
HEAD = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261102*1200*^*00501*000000001*0*T*:~\n"
GROUP = "GS*HC*SENDER*RECEIVER*20261102*1200*1*X*005010X222A1~\n"
text = HEAD + GROUP + BODY + f"SE*{BODY.count('~') + 1}*0001~\nGE*1*1~\nIEA*1*000000001~\n"
seen = [(line.procedure_code, line.performing_provider_npi, line.provider_specialty) for line in extract_sld(text, format="837")]
print("by the format: [('95886', '1000000012', '2084N0400X'), ('99213', '1000000004', '207Q00000X')]")
print("seen:         ", seen)
assert seen == [("95886", "1000000004", "207Q00000X"), ("99213", "1000000012", "2084N0400X")], "the behaviour has changed"
PYTHON
