"""Writes corpus/text/drug_names.txt from CMS's ASP NDC-HCPCS crosswalk, or compares it with one.

    python scripts/drug_names.py CROSSWALK.csv            # writes nothing; exits 1 where they differ
    python scripts/drug_names.py CROSSWALK.csv --write

Only the names of drugs, their codes and the amount of one unit are taken: facts, and no descriptor.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus.authored import TEXT_FOLDER
from corpus.drug_names import DRUG_NAMES_FILE, read_drug_names, write_drug_names
from corpus.editions import Edition
from corpus.errors import RowError
from corpus.fees import DrugProduct
from ingest.files import opened
from ingest.sources.cms.drugs import CrosswalkFormat

HEADER = """\
# Names of drugs and their codes in Medicare Part B: CMS, ASP NDC-HCPCS crosswalk, January 2026, as facts.
# Written and checked by scripts/drug_names.py against CMS's own file. How a line is read: corpus/drug_names.py.
"""


def published(path: Path) -> tuple[str, list[DrugProduct]]:
    """The title of the file's edition, and every product. Exits with a sentence for a file that is none."""
    title, products = "", []
    with opened(path) as files:
        for file in files:
            for item in CrosswalkFormat().read(file) if not isinstance(file, Exception) else [file]:
                if isinstance(item, Edition):
                    title = item.title
                elif isinstance(item, DrugProduct):
                    products.append(item)
                elif isinstance(item, Exception | RowError):
                    sys.exit(f"{path}: {item}")
    return title, products


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="the ASP NDC-HCPCS crosswalk of CMS")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    title, products = published(options.file)
    path = TEXT_FOLDER / DRUG_NAMES_FILE
    if options.write:
        path.write_text(HEADER + "\n".join(write_drug_names(products)) + "\n", encoding="utf-8")
    kept = list(read_drug_names(path.read_text(encoding="utf-8")))
    refused = [str(row) for row in kept if isinstance(row, RowError)]
    ours = {(row.key, str(row.code), row.dosage) for row in kept if isinstance(row, DrugProduct)}
    written = read_drug_names("\n".join(write_drug_names(products)))
    theirs = {(row.key, str(row.code), row.dosage) for row in written if isinstance(row, DrugProduct)}
    codes = {code for _, code, _ in ours}
    print(
        f"{title}: {len(products):,} products; {path.name}: {len({key for key, _, _ in ours}):,} names "
        f"of {len(codes)} codes in {path.stat().st_size:,} bytes"
    )
    for name, rows in (("only in the publisher's file", theirs - ours), ("only in ours", ours - theirs)):
        print(f"{name}: {len(rows)}")
        for row in sorted(map(str, rows))[:20]:
            print(f"  {row}")
    print("\n".join(refused))
    return 1 if refused or ours != theirs else 0


if __name__ == "__main__":
    sys.exit(main())
