"""Compares the shipped ICD-10-CM changes with the publisher's order-file addenda, and the code list with a whole one.

    python scripts/icd10cm_changes.py icd10cm_order_addenda_2027.txt [icd10cm_fy2027_codes.csv]

The addenda decide kinds and codes in place; a title of ours must not be the publisher's. The code list, ``code`` and
``billable`` a line, is compared with the edition that a build makes. Exits 1 where something differs.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus.authored import TEXT_FOLDER
from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import RowError
from corpus.icd10cm_changes import CodeChange, read_changes
from corpus.relations import CodeListing
from ingest.files import opened
from ingest.sources.icd10_addenda import FORMAT
from ingest.sources.shipped import shipped_codes


def published(path: Path) -> tuple[Edition, dict[Icd10CmCode, CodeListing]]:
    edition, rows = None, {}
    with opened(path) as files:
        for file in files:
            for item in FORMAT.read(file) if not isinstance(file, Exception) else [file]:
                if isinstance(item, Edition):
                    edition = item
                elif isinstance(item, CodeListing):
                    rows[item.code] = item
                elif isinstance(item, RowError | Exception):
                    sys.exit(f"{path}: {item}")
    if edition is None or edition.effective_to is None:
        sys.exit(f"{path}: no addenda were found in it")
    return edition, rows


def findings(ours: dict[Icd10CmCode, CodeChange], theirs: dict[Icd10CmCode, CodeListing]) -> list[str]:
    found = [f"{code}: only in the addenda" for code in theirs if code not in ours]
    for code, change in ours.items():
        row = theirs.get(code)
        if row is None:
            found.append(f"{code}: not in the addenda")
            continue
        if change.kind.value != row.action:
            found.append(f"{code}: {change.kind.value}, the addenda say {row.action}")
        if lacking := set(row.replaced_by) - set(change.replaced_by):
            found.append(f"{code}: in its place the addenda also have {sorted(map(str, lacking))}")
        if unknown := [new for new in change.replaced_by if new not in theirs]:
            found.append(f"{code}: in its place stand codes that are not new: {sorted(map(str, unknown))}")
        if change.title and _words(change.title) == _words(row.description):
            found.append(f"{code}: the title is the publisher's, word for word")
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def list_findings(path: Path, file: Path) -> tuple[str, list[str]]:
    ours = {row.code.undotted: row.billable for row in shipped_codes(file) if isinstance(row, CodeListing)}
    with path.open(encoding="utf-8", newline="") as stream:
        theirs = {row["code"]: row["billable"] == "1" for row in csv.DictReader(stream)}
    told = f"{len(ours):,} codes and headers, {sum(map(bool, ours.values())):,} billable"
    return told, [
        f"{code}: {ours.get(code)}, the list has {theirs.get(code)}"
        for code in sorted({*ours, *theirs})
        if ours.get(code) != theirs.get(code)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("addenda", type=Path)
    parser.add_argument("codes", type=Path, nargs="?")
    options = parser.parse_args()
    edition, theirs = published(options.addenda)
    file = TEXT_FOLDER / "icd10cm" / f"changes_fy{edition.effective_to.year}.csv"
    changes = list(read_changes(file))
    found = [str(row) for row in changes if isinstance(row, RowError)]
    ours = {change.code: change for change in changes if isinstance(change, CodeChange)}
    print(f"{edition.title}: {dict(Counter(change.kind.value for change in ours.values()))}")
    found += findings(ours, theirs)
    if options.codes:
        told, differing = list_findings(options.codes, file)
        print(f"The code list of the year: {told}")
        found += differing
    print(f"differences: {len(found)}")
    print("\n".join(found[:40]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
