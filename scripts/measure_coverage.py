"""Measures how much of the fee schedule the authored entries cover, by section of CPT, and prints a Markdown table.

    python scripts/measure_coverage.py

Counts codes that the Physician Fee Schedule relative value file of October 2025 lists with a status other than deleted,
and those of the RBCS families of 2023, which say what kind of service a code is.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus.authored import authored_code_numbers
from tests.conftest import shared_file
from tests.support import publisher

# CPT's own sections, by number; HCPCS by letter.
SECTIONS = (
    ("Anesthesia", "00100", "01999"),
    ("Surgery: general, skin, breast", "10004", "19499"),
    ("Surgery: bones and joints", "20100", "29999"),
    ("Surgery: airways, heart and vessels, blood", "30000", "39599"),
    ("Surgery: digestive", "40490", "49999"),
    ("Surgery: urinary and genital, maternity, glands", "50010", "60699"),
    ("Surgery: nerves, eye, ear", "61000", "69990"),
    ("Radiology", "70010", "79999"),
    ("Pathology and laboratory", "80047", "89398"),
    ("Medicine", "90281", "99199"),
    ("Evaluation and management", "99202", "99499"),
    ("Home and medication services", "99500", "99607"),
)


def section_of(code: str) -> str:
    if code[0].isalpha():
        return f"HCPCS {code[0]}"
    if code.endswith("F"):
        return "Category II"
    if code[-1].isalpha():
        return "Category III and other lettered codes"
    return next((name for name, first, last in SECTIONS if first <= code <= last), "other")


def rbcs_families() -> Iterator[tuple[str, str]]:
    """Code and RBCS category of every code that is not ended."""
    with shared_file("rekeyed/RBCS_2023.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["hcpcs_date_ended"] >= "2026":
                yield row["hcpcs_code"], row["rbcs_category"]


def main() -> int:
    authored = set(authored_code_numbers())
    listed = {code for code, (status, *_) in publisher.fee_schedule().items() if status != "D"}
    print("| section | codes in the fee schedule file | with an entry | share |\n|---|---|---|---|")
    _table(Counter(map(section_of, listed)), Counter(map(section_of, listed & authored)))
    families = dict(rbcs_families())
    print("\n| RBCS category | codes | with an entry | share |\n|---|---|---|---|")
    _table(Counter(families.values()), Counter(families[code] for code in families.keys() & authored))
    print(f"\n{len(authored):,} entries, {len(authored - listed):,} of them not in the fee schedule file.")
    return 0


def _table(of: Counter[str], covered: Counter[str]) -> None:
    for name in sorted(of):
        print(f"| {name} | {of[name]:,} | {covered[name]:,} | {covered[name] / of[name]:.0%} |")
    print(f"| all | {of.total():,} | {covered.total():,} | {covered.total() / of.total():.0%} |")


if __name__ == "__main__":
    sys.exit(main())
