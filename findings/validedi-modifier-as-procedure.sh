#!/bin/sh
# validedi 0.4.0: the procedure code of a line that has a modifier is the modifier.
#
# SVC01 of an 835 is a composite: qualifier, code, up to four modifiers ("HC:20610:RT"). extract_payments takes the last component
# for the code. A line without a modifier has two components, and the last is the code; so it is right in plain examples.
# Seen: of HC:99213, HC:99213:25 and HC:20610:RT:59 the procedure codes are 99213, 25 and 59, beside the right amounts.
# Who meets it: anybody who posts payments or counts denials by procedure: "25" and "59" look like figures of a report.
# What helps: components[1] of the element, and the components from the third on as modifiers.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/payment.835" <<'X12'
ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261102*1200*^*00501*000000001*0*P*:~
GS*HP*SENDER*RECEIVER*20261102*1200*1*X*005010X221A1~
ST*835*0001~
BPR*I*175*C*ACH*CCP*01*111000025*DA*123456*1512345678**01*111000025*DA*654321*20261102~
TRN*1*CHECK1*1512345678~
DTM*405*20261101~
N1*PR*EXAMPLE PAYER~
N3*1 MAIN STREET~
N4*AUSTIN*TX*78701~
PER*BL*HELP DESK*TE*8005550100~
N1*PE*EXAMPLE CLINIC*XX*1234567893~
LX*1~
CLP*CLAIM1*1*175*175*0*12*ICN0001*11*1~
NM1*QC*1*DOE*JANE****MI*W123456789~
SVC*HC:99213*55*55**1~
DTM*472*20261020~
SVC*HC:99213:25*50*50**1~
DTM*472*20261021~
SVC*HC:20610:RT:59*70*70**1~
DTM*472*20261021~
SE*19*0001~
GE*1*1~
IEA*1*000000001~
X12
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile validedi==0.4.0
"$folder/venv/bin/python" - "$folder/payment.835" <<'PYTHON'
import sys

from validedi import extract_payments, parse

lines = extract_payments(parse(sys.argv[1]))["claims"][0]["services"]
seen = [(line["procedure_code"], line["charged"]) for line in lines]
print(seen)
assert seen == [("99213", 55.0), ("25", 50.0), ("59", 70.0)], "the behaviour has changed"
PYTHON
