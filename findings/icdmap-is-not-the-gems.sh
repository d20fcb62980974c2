#!/bin/sh
# icdmap 0.1.1: the map that it ships is not CMS's general equivalence mappings, and does not say which way a pair leads.
#
# Its one table joins both directions: 250.00 has E11.9 and E13.9 (the forward GEM of 2018 has E11.9 alone), 428.0 has
# thirteen codes of I50. 394 codes lead to "NoDx"; 12,783 ICD-9-CM codes are there at all.
# Who meets it: anybody who converts old charts by it and takes the first pair.
# What helps: show all pairs, call them approximate, and prefer the GEM files where they are at hand.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-deps icdmap==0.1.1
"$folder/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sqlite3

path = importlib.metadata.distribution("icdmap").locate_file("icdmap/data/icd_mapping.db")
connection = sqlite3.connect(path)


def to(code: str) -> list[str]:
    return [row[0] for row in connection.execute('SELECT "ICD-10" FROM icd_mapping WHERE "ICD-9" = ?', (code,))]


count = connection.execute('SELECT count(DISTINCT "ICD-9") FROM icd_mapping').fetchone()[0]
print("250.00:", to("250.00"), " 428.0:", len(to("428.0")), "codes;", count, "ICD-9-CM codes")
assert to("250.00") == ["E11.9", "E13.9"], "the behaviour has changed"
assert len(to("428.0")) == 13, "the behaviour has changed"
assert count == 12_783, "the behaviour has changed"
PYTHON
