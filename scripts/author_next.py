"""What to describe next: the codes that Medicare allowed most and that no entry of corpus/text describes.

    python scripts/author_next.py [HOW_MANY]

Reads the utilization that is loaded in CASEPILOT_HOME (``python -m ingest add`` of CMS's utilization by geography and
service), prints code, services and the share of all services that the codes up to it add to those described.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus.authored import AuthoredCode, read_codes, read_sources
from corpus.configuration import StoreSettings
from corpus.errors import CasePilotError
from corpus.listed import Utilization
from corpus.relations import ProcedureCode, Table
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from corpus.store.tables import read_rows

SHOWN = 50


def main(arguments: list[str]) -> int:
    shown = int(arguments[0]) if arguments else SHOWN
    shelf = Shelf.open(Home(StoreSettings().home))
    entries = [entry for entry in shelf.entries if entry.edition.table == Table.UTILIZATION.value]
    if not entries:
        raise CasePilotError("No utilization is loaded; add CMS's utilization by geography and service first.")
    last = max(entries, key=lambda entry: str(entry.edition.effective_from))
    services: Counter[ProcedureCode] = Counter()
    for row in read_rows(shelf, last, Utilization):
        services[row.code] += int(row.services)
    described = {entry.record.code for entry in read_codes(read_sources()) if isinstance(entry, AuthoredCode)}
    total = sum(services.values())
    known = sum(count for code, count in services.items() if code in described)
    print(f"{last.edition.title}: {known / total:.1%} of all services are of a described code.")
    for code, count in [one for one in services.most_common() if one[0] not in described][:shown]:
        known += count
        print(f"{code}  {count:>12,}  {known / total:.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
