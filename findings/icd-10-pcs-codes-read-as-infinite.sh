#!/bin/sh
# ICD-10-PCS: procedure codes that read as numbers in powers of ten; pandas 3.1.1, polars 2.1.0 and DuckDB 2.0.1 make infinity of them.
#
# In the section "administration" (3) nearly all codes have E in the second place, and about a hundred codes have figures in all
# others: 3E03317, a clot dissolved through a peripheral vein, reads as 3 times ten to the power 3317. A list of such codes alone,
# as a measure of stroke care or a table of codes for one service is, is a column of numbers to whatever guesses the types of a CSV.
# Seen: six different codes become six times "inf", in all three; the text cannot be had back by a later conversion.
# Who meets it: anybody who joins, counts or groups by code: all thrombolysis is one value, equal to itself, that matches no table.
# Zeros in front get lost loudly (a code is too short); this column still looks complete, without a single empty cell.
# What helps: the type of each code column stated when reading (dtype=str, schema_overrides, all_varchar).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile pandas==3.1.1 polars==2.1.0 duckdb==2.0.1
"$folder/venv/bin/python" - "$folder/codes.csv" <<'PYTHON'
import math
import sys

import duckdb
import pandas
import polars

path = sys.argv[1]
codes = ["3E03317", "3E04317", "3E05317", "3E06317", "3E07317", "3E08317"]
with open(path, "w", encoding="ascii") as file:
    file.write("code,claims\n" + "".join(f"{code},{number}\n" for number, code in enumerate(codes, start=1)))

read = {
    "pandas": pandas.read_csv(path)["code"].tolist(),
    "polars": polars.read_csv(path)["code"].to_list(),
    "duckdb": [row[0] for row in duckdb.sql(f"SELECT code FROM '{path}'").fetchall()],
}
for name, values in read.items():
    print(name, values)
    assert len(values) == len(codes) and all(value == math.inf for value in values), "the behaviour has changed"
assert pandas.read_csv(path, dtype={"code": str})["code"].tolist() == codes, "the behaviour has changed"
assert polars.read_csv(path, schema_overrides={"code": polars.String})["code"].to_list() == codes, "the behaviour has changed"
PYTHON
