#!/bin/sh
# pyedi 1.1.0: of two reasons in one CAS segment of an 835 only the first is in the result, and with the pyx12 that pip
# installs beside it (4.0.0; pyedi asks for 2.3.3 or newer) no adjustment belongs to a service line any more.
#
# "CAS*CO*45*40**253*5" takes 40.00 as contractual and 5.00 as sequestration; quantities are seldom sent, so the fourth
# element is empty. The result has reason 45 alone. With pyx12 4.0.0 each segment prints an error ("walk_tree has no
# attribute walk"), nothing is raised, and the lines, their reasons and their remark codes stand in separate flat lists.
# Who meets it: anybody who balances paid, adjusted and billed of a line, or asks why a line was denied.
# What helps: walk the segments by hand; CAS repeats in threes (reason, amount, quantity) up to six times.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/payment.835" <<'X12'
ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261102*1200*^*00501*000000001*0*P*:~
GS*HP*SENDER*RECEIVER*20261102*1200*1*X*005010X221A1~
ST*835*0001~
BPR*I*75*C*ACH*CCP*01*111000025*DA*123456*1512345678**01*111000025*DA*654321*20261102~
TRN*1*CHECK1*1512345678~
N1*PR*EXAMPLE PAYER~
N3*1 MAIN STREET~
N4*AUSTIN*TX*78701~
PER*BL*HELP DESK*TE*8005550100~
N1*PE*EXAMPLE CLINIC*XX*1234567893~
LX*1~
CLP*CLAIM1*1*200*75*20*12*ICN0001*11*1~
NM1*QC*1*DOE*JANE****MI*W123456789~
SVC*HC:99213:25*120*55**1~
DTM*472*20261020~
CAS*CO*45*40**253*5~
CAS*PR*1*20~
LQ*HE*N130~
SVC*HC:20610:RT*80*20**1~
DTM*472*20261020~
CAS*CO*97*60~
LQ*HE*M15~
SE*21*0001~
GE*1*1~
IEA*1*000000001~
X12
cat > "$folder/read.py" <<'PYTHON'
import json
import sys

from pyedi import StructuredFormatter, X12Parser

told = StructuredFormatter().format(X12Parser().parse(sys.argv[1]))
reasons = []
lines = 0


def walk(value: object) -> None:
    global lines
    if isinstance(value, dict):
        if "reason_code" in value:
            reasons.append(value["reason_code"])
        lines += "service_payment_information_SVC" in value and "service_adjustment_CAS" in value
        for inner in value.values():
            walk(inner)
    elif isinstance(value, list):
        for inner in value:
            walk(inner)


walk(told)
print("reasons read:", reasons, "| lines that have their adjustments:", lines)
assert reasons == ["45", "1", "97"], "the second reason of a segment is read now, or others are lost"
assert "253" not in json.dumps(told), "the second reason is in the result now"
assert lines == int(sys.argv[2]), "the lines and their adjustments are joined otherwise now"
PYTHON
for release in 2.3.3:2 4.0.0:0; do
    python3 -m venv "$folder/venv"
    "$folder/venv/bin/pip" install -q --disable-pip-version-check pyedi==1.1.0 "pyx12==${release%:*}"
    echo "with pyx12 ${release%:*}"
    "$folder/venv/bin/python" "$folder/read.py" "$folder/payment.835" "${release#*:}" 2>"$folder/errors"
    echo "errors printed and not raised: $(grep -c 'Error at line' "$folder/errors" || true)"
    rm -rf "$folder/venv"
done
echo "As described."
