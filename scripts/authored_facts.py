"""Rewrites corpus/text/facts.csv: what publishers' files say of every authored code and modifier.

    python scripts/authored_facts.py            # all authored codes
    python scripts/authored_facts.py --check    # writes nothing; exits 1 when the file is not what it would write

Reads the fee schedule of October 2025, the practitioner MUE file of April 2026 and HCPCS Level II of October 2025 in
../shared/data. Only numbers, indicators and dates are taken: facts. Add-on pairs: scripts/add_on_edits.py.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus.authored import FACTS_FILE, FIRST_DAY, LAST_DAY, MODIFIER_FILES, TEXT_FOLDER, authored_code_numbers
from tests.support import publisher


def fact_rows(codes: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    fees, limits = publisher.fee_schedule(), publisher.practitioner_mue()
    for code in codes:
        if code in fees:
            status, global_days, _ = fees[code]
            yield code, "status", status, "pfs-2025-10"
            # A drug (status E) carries a filler there that means nothing.
            if status != "E":
                yield code, "global_days", global_days, "pfs-2025-10"
        if code in limits:
            yield code, "mue_practitioner", limits[code], "mue-prac-2026-04"


_HCPCS_MODIFIER = re.compile(r'^- modifier: "?(\w{2})"?\n  system: hcpcs$', re.MULTILINE)


def authored_modifiers() -> Iterator[str]:
    """Every modifier of HCPCS Level II that has an entry, as written."""
    for path in sorted(TEXT_FOLDER.glob(MODIFIER_FILES)):
        yield from _HCPCS_MODIFIER.findall(path.read_text(encoding="utf-8"))


def modifier_rows(modifiers: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    """The first day of each, and the last one where it has one."""
    days = publisher.modifier_days()
    for modifier in modifiers:
        for name, day in zip((FIRST_DAY, LAST_DAY), days.get(modifier, ()), strict=False):
            if day is not None:
                yield modifier, name, day.isoformat(), "hcpcs-2025-10"


def main() -> int:
    stream = io.StringIO()
    rows = [("code", "name", "value", "source"), *fact_rows(sorted(authored_code_numbers()))]
    rows += modifier_rows(sorted(authored_modifiers()))
    csv.writer(stream, lineterminator="\n").writerows(rows)
    path = TEXT_FOLDER / FACTS_FILE
    if "--check" not in sys.argv[1:]:
        path.write_text(stream.getvalue(), encoding="utf-8")
        print(f"corpus/text/{FACTS_FILE}: {len(rows) - 1} rows")
    elif path.read_text(encoding="utf-8") != stream.getvalue():
        print(f"corpus/text/{FACTS_FILE} is not what the files say; run this script without --check")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
