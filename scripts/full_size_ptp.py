"""Writes a full-size release of PTP edits in the publisher's layout, for measuring how fast one loads.

    python scripts/full_size_ptp.py ptp_practitioner_2024Q3.csv.gz OUT_FOLDER

The pairs, deletion dates, indicators and rationales are those of a re-keyed file (column_1, column_2, deletion_date,
modifier_indicator, rationale). Its effective dates were lost: a placeholder of 1996-01-01 stands in every row, so the
files that this writes are good for timing and for nothing else.
"""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

PARTS = 4
EFFECTIVE = "19960101"
HEADER = (
    "CPT only copyright notice stands here in the publisher's file.\t\t\t\t\t\t\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\n"
    "\t\t\t\t*=no data\t1=allowed\t\n"
    "\t\t\t\t\t9=not applicable\t\n"
)


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__)
        return 1
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    setting = "oph" if "hospital" in source.name else "pra"
    with gzip.open(source, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    size = -(-len(rows) // PARTS)
    for part in range(PARTS):
        path = folder / f"cci{setting}-v302r0-f{part + 1}.txt"
        with path.open("w", encoding="cp1252", newline="") as out:
            out.write(HEADER.replace("\n", "\r\n"))
            for row in rows[part * size : (part + 1) * size]:
                deleted = row["deletion_date"].replace("-", "") or "*"
                cells = (row["column_1"], row["column_2"], "", EFFECTIVE, deleted, row["modifier_indicator"])
                out.write("\t".join((*cells, row["rationale"])) + "\r\n")
        print(f"{path}: {len(rows[part * size : (part + 1) * size]):,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
