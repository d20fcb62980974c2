#!/bin/sh
# pyx12 4.0.0: X12Reader reads every interchange of a file with the separators of the first one.
#
# Each ISA segment names the separators of its own interchange, and a clearinghouse that joins the files of several senders
# into one sends interchanges with different signs. RawX12File takes the signs once, when it is opened; from the second
# interchange on, each segment then comes as one piece without elements ("CLM|B2|100").
# Seen: of two interchanges of one claim each, the first gives the tags ISA GS ST CLM SE GE IEA, the second none of them.
# pop_errors() tells that segment identifiers are invalid, and not that the separators have changed.
# Who meets it: anybody who looks for CLM or CLP segments in joined files; the claims of the second sender are not found.
# What helps: cutting the file before each "ISA" that follows a terminator, and a reader for each piece; then all are read.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pyx12==4.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import io

from pyx12.x12file import X12Reader

HEAD = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260315*1200*^*00501*00000000{0}*0*T*:~"
BODY = "GS*HC*S*R*20260315*1200*{0}*X*005010X222A1~ST*837*0001*005010X222A1~CLM*A{0}*100~SE*3*0001~GE*1*{0}~IEA*1*00000000{0}~"
first = (HEAD + BODY).format(1)
second = (HEAD + BODY).format(2).replace("*", "|")


def tags(text: str) -> list[str]:
    with X12Reader(io.StringIO(text)) as reader:
        return [str(segment.get_seg_id()) for segment in reader]


together, apart = tags(first + second), tags(first) + tags(second)
print("read as one file:", together)
print("read one by one: ", apart)
whole = ["ISA", "GS", "ST", "CLM", "SE", "GE", "IEA"]
assert together[:7] == whole and not set(together[7:]) & set(whole), "the behaviour has changed"
assert apart == whole + whole, "the behaviour has changed"
PYTHON
