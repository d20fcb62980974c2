#!/bin/sh
# python-dateutil 4.0.0: a range of days becomes one moment in another year, and pandas 3.1.1 takes it over.
#
# "Oct 20-22, 2026" is how people write three days, "2026-10-20/2026-10-22" how ISO 8601 does. Neither is one moment, and parse
# raises ParserError for most ranges ("10/20/2026 - 10/22/2026"). These two it takes: of the first the second day is the year and
# the year a time of day; of the second the year is a time of day and the last day an offset from UTC.
# Seen: "Oct 20-22, 2026" is 2022-10-20 20:26, four years early; "2026-10-20/2026-10-22" is 20:26 at UTC-22:00.
# pandas.to_datetime tells the same, because it asks dateutil for what it does not know.
# Who meets it: anybody who reads dates of service or stays out of text: a claim of today is past every limit of timely filing.
# What helps: looking for ranges first; strptime or date.fromisoformat for what is left; refusing a time where none was asked.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-compile python-dateutil==4.0.0 pandas==3.1.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import pandas
from dateutil.parser import ParserError, parse


def read(text: str) -> str:
    try:
        return parse(text).isoformat(" ")
    except ParserError as error:
        return f"ParserError: {error}"


TEXTS = ["Oct 20, 2026", "Oct 20-22, 2026", "2026-10-20/2026-10-22", "10/20/2026 - 10/22/2026"]
seen = [read(text) for text in TEXTS]
for text, told in zip(TEXTS, seen, strict=True):
    print(text, "->", told)
assert seen[0] == "2026-10-20 00:00:00" and seen[3].startswith("ParserError"), "the behaviour has changed"
assert seen[1] == "2022-10-20 20:26:00", "the behaviour has changed"
assert seen[2] == "2026-10-20 20:26:00-22:00", "the behaviour has changed"
assert [str(pandas.to_datetime(text)) for text in TEXTS[1:3]] == seen[1:3], "pandas reads it otherwise now"
PYTHON
