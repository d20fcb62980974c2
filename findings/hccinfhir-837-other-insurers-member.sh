#!/bin/sh
# hccinfhir 0.4.0: of an 837 with coordination of benefits it takes the member number of the OTHER insurer as the patient's.
#
# The subscriber stands in loop 2010BA, before the claim (CLM). Loop 2330A, inside the claim, names the subscriber of another
# insurer, by a segment that looks the same: NM1*IL with that insurer's number. extract_sld takes each NM1*IL for the subscriber
# as long as the hierarchical level is 22, and inside a claim it still is.
# Seen: the patient id of the lines is the other insurer's number, and that of the subscriber's next claim, which names no
# other insurer, is so too; without loop 2320 it is right.
# Who meets it: every plan that scores secondary claims: the diagnoses of one member are filed under a number that is not his,
# or another member's.
# What helps: cutting loop 2320 (SBR after CLM up to LX) from each claim before extracting, or a reader that knows loops.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check hccinfhir==0.4.0
"$folder/venv/bin/python" - <<'PYTHON'
from hccinfhir.extractor import extract_sld

HEAD = """ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261102*1200*^*00501*000000001*0*T*:~
GS*HC*SENDER*RECEIVER*20261102*1200*1*X*005010X222A1~
ST*837*0001*005010X222A1~
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
SBR*S*18*******CI~
NM1*IL*1*DOE*JANE****MI*NUMBER-HERE~
N3*2 MAIN STREET~
N4*AUSTIN*TX*787010001~
DMG*D8*19700101*F~
NM1*PR*2*EXAMPLE PLAN*****PI*11111~
CLM*CLAIM1*150***11:B:1*Y*A*Y*Y~
HI*ABK:E1140~
"""
OTHER = """SBR*P*18*******MB~
AMT*D*80~
OI***Y***Y~
NM1*IL*1*DOE*JANE****MI*NUMBER-ELSEWHERE~
NM1*PR*2*OTHER PLAN*****PI*22222~
"""
LINES = """LX*1~
SV1*HC:99213*150*UN*1***1~
DTP*472*D8*20261020~
CLM*CLAIM2*90***11:B:1*Y*A*Y*Y~
HI*ABK:I10~
LX*1~
SV1*HC:99212*90*UN*1***1~
DTP*472*D8*20261027~
"""


def patients(body: str) -> list[tuple[str, str]]:
    count = body.count("~") - 1  # ST to SE: all segments without ISA and GS, and SE itself
    text = body + f"SE*{count}*0001~\nGE*1*1~\nIEA*1*000000001~\n"
    return [(line.claim_id, line.patient_id) for line in extract_sld(text, format="837")]


alone, coordinated = patients(HEAD + LINES), patients(HEAD + OTHER + LINES)
print("without another insurer:", alone)
print("with loop 2320:         ", coordinated)
assert alone == [("CLAIM1", "NUMBER-HERE"), ("CLAIM2", "NUMBER-HERE")], "the behaviour has changed"
assert coordinated == [("CLAIM1", "NUMBER-ELSEWHERE"), ("CLAIM2", "NUMBER-ELSEWHERE")], "the behaviour has changed"
PYTHON
