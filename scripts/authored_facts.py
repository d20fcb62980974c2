"""Rewrites corpus/text/facts.csv and add_ons.csv: what publishers' files say of every authored code.

    python scripts/authored_facts.py            # all authored codes
    python scripts/authored_facts.py --check    # writes nothing; exits 1 when the files are not what it would write

Reads the fee schedule of October 2025, the practitioner MUE file of April 2026 and AOC 2026 Q2 in ../shared/data. Only
numbers, indicators and dates are taken: facts.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus.authored import ADD_ONS_FILE, FACTS_FILE, TEXT_FOLDER, authored_code_numbers
from tests.support import publisher

# The special notes of the add-on file that change where a pair holds, in our words.
NOTES = {
    "96360 (Practitioner Only)": "96360 counts as a primary for practitioners only",
    "96376 may be reported by facilities only": "Facilities only",
}


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


def pair_rows(codes: Iterable[str]) -> Iterator[tuple[str, str, str, str, str]]:
    wanted = set(codes)
    for kind, add_on, primary, note in sorted(set(publisher.active_add_on_rows())):
        if add_on in wanted:
            named = "" if primary == "CCCCC" else primary
            yield add_on, str(kind), named, NOTES.get(note, ""), "aoc-2026q2"


def main() -> int:
    codes = sorted(authored_code_numbers())
    written = {
        FACTS_FILE: _csv(("code", "name", "value", "source"), fact_rows(codes)),
        ADD_ONS_FILE: _csv(("add_on", "type", "primary", "note", "source"), sorted(pair_rows(codes))),
    }
    if "--check" in sys.argv[1:]:
        stale = [name for name, text in written.items() if (TEXT_FOLDER / name).read_text(encoding="utf-8") != text]
        print(
            "\n".join(
                f"corpus/text/{name} is not what the files say; run this script without --check" for name in stale
            )
        )
        return 1 if stale else 0
    for name, text in written.items():
        (TEXT_FOLDER / name).write_text(text, encoding="utf-8")
        print(f"corpus/text/{name}: {text.count(chr(10)) - 1} rows")
    return 0


def _csv(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue()


if __name__ == "__main__":
    sys.exit(main())
