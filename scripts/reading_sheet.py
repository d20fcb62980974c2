"""Prints authored entries beside what the publishers' files say of the same codes, for a reader who checks them.

    python scripts/reading_sheet.py corpus/text/cpt/skin.yaml [FILE ...]

Reads the files in ../shared/data. The sheet holds short descriptors of the AMA: read it on the screen, keep it out of
the repository. For each code: the fee schedule row of October 2025 with its indicators, HCPCS Level II text of October
2025, practitioner MUE of April 2026, add-on pairs of AOC 2026 Q2 in both directions, the RBCS family of 2023, and the
PTP edits of 2024 Q3 (practitioner) with every code that the entry names.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus.yaml_loader import LOADER
from tests.conftest import shared_file
from tests.support import publisher

_CODE = re.compile(r"\b(?:\d{4}[0-9FTU]|[A-Z]\d{4})\b")
# Columns of the relative value file of October 2025, by their place in that one file.
_INDICATORS = {"PC/TC": 13, "multiple": 18, "bilateral": 19, "assistant": 20, "co-surgeon": 21}
_LISTED = 25


def _fee_rows() -> dict[str, list[str]]:
    with shared_file("cms/PPRRVU2025_Oct.csv").open(encoding="cp1252", newline="") as stream:
        rows = list(csv.reader(stream))
    header = next(index for index, row in enumerate(rows) if row[0] == "HCPCS")
    return {row[0]: row for row in rows[header + 1 :] if not row[1].strip()}


def _hcpcs_rows() -> dict[str, dict[str, str]]:
    with shared_file("cms/HCPC2025_OCT_ANWEB.csv").open(encoding="cp1252", newline="") as stream:
        return {row["HCPC"].strip(): row for row in csv.DictReader(stream)}


def _families() -> dict[str, str]:
    with shared_file("rekeyed/RBCS_2023.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["hcpcs_code"]: f"{row['rbcs_category']} / {row['rbcs_subcategory']} / {row['rbcs_family']}"
            for row in csv.DictReader(stream)
        }


def _edits(named: dict[str, set[str]]) -> dict[str, list[str]]:
    """PTP edits in force in 2024 Q3 between each code and the codes that its entry names."""
    found: dict[str, list[str]] = {code: [] for code in named}
    path = shared_file("rekeyed/ncci_2024q3/ptp_practitioner_2024Q3.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            first, second = row["column_1"], row["column_2"]
            if row["deletion_date"].strip(" *"):
                continue  # a pair that had ended by then
            text = f"{first}/{second} indicator {row['modifier_indicator']}"
            if second in named.get(first, ()):
                found[first].append(text)
            elif first in named.get(second, ()):
                found[second].append(text)
    return found


def sheet(paths: list[Path]) -> Iterator[str]:
    """The lines of a sheet over the entries of ``paths``."""
    entries = [(path, entry) for path in paths for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)]
    fees, hcpcs, limits, families = _fee_rows(), _hcpcs_rows(), publisher.practitioner_mue(), _families()
    primaries = publisher.active_add_on_pairs()
    add_ons: dict[str, set[str]] = {}
    for add_on, those in primaries.items():
        for primary in those:
            add_ons.setdefault(primary, set()).add(add_on)
    edits = _edits({entry["code"]: set(_CODE.findall(str(entry))) - {entry["code"]} for _, entry in entries})
    for path, entry in entries:
        code = entry["code"]
        yield f"\n## {code}  ({path.name})"
        for name in ("description", "reported", "unit", "documentation", "modifiers"):
            yield f"{name}: {' '.join(str(entry.get(name, '')).split())}"
        yield f"synonyms: {'; '.join(entry.get('synonyms', []))}"
        yield "related: " + "; ".join(f"{other['code']}: {other['how']}" for other in entry.get("related", []))
        yield f"sources: {', '.join(entry['sources'])}"
        if row := fees.get(code):
            indicators = ", ".join(f"{name} {row[place]}" for name, place in _INDICATORS.items())
            yield f"> FEE SCHEDULE: {row[2]} | status {row[3]}, global {row[14]}, {indicators}"
        if given := hcpcs.get(code):
            yield f"> HCPCS: {given['LONG DESCRIPTION'].strip()} | ends {given['TERM DT'].strip() or '-'}"
        others = sorted({other["code"] for other in entry.get("related", [])} & fees.keys())
        yield "> SIBLINGS: " + "; ".join(f"{other} {fees[other][2]}" for other in others)
        yield f"> MUE {limits.get(code, '-')} | RBCS {families.get(code, '-')}"
        if code in primaries:
            yield f"> IS AN ADD-ON to {_some(primaries[code])}"
        if code in add_ons:
            yield f"> ITS ADD-ONS {_some(add_ons[code])}"
        if edits[code]:
            yield f"> PTP 2024 Q3: {'; '.join(edits[code][:_LISTED])}"


def _some(codes: set[str]) -> str:
    rest = len(codes) - _LISTED
    return ", ".join(sorted(codes)[:_LISTED]) + (f" and {rest} more" if rest > 0 else "")


if __name__ == "__main__":
    for line in sheet([Path(name) for name in sys.argv[1:]]):
        print(line)
