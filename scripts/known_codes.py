"""Rewrites corpus/text/known_codes.txt: codes that the authored text mentions without an entry.

Reads the publishers' files in ../shared/data; codes that none of them has are printed and left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus.authored import AuthoredCode, read_codes, read_modifiers, read_sources
from corpus.check import KNOWN_CODES_FILE, check_authored
from corpus.errors import RowError
from corpus.guidelines import read_guidelines
from tests.support import publisher

HEADER = """\
# Codes that the authored text mentions without having an entry for them. Numbers only: facts.
# Each stands in the fee schedule or HCPCS file of October 2025, OPPS Addendum B of October 2025, or NCCI AOC 2026 Q2.
# A star marks a code that the text names as deleted. Written by scripts/known_codes.py.
"""
# Named in the text as deleted, with the source of the deletion there.
HISTORICAL = {"99201", "99343"}


def main() -> int:
    editions = read_sources()
    codes = [entry for entry in read_codes(editions) if isinstance(entry, AuthoredCode)]
    modifiers = [entry for entry in read_modifiers(editions) if not isinstance(entry, RowError)]
    sections = [entry for entry in read_guidelines(editions) if not isinstance(entry, RowError)]
    existing = set(publisher.fee_schedule()) | set(publisher.hcpcs()) | set(publisher.outpatient_codes())
    pairs = publisher.active_add_on_pairs()
    existing |= set(pairs) | set().union(*pairs.values())
    findings = list(check_authored(codes, modifiers, sections, frozenset()))
    mentioned = {finding.split(" code ")[-1].split()[0] for finding in findings if "related code" in finding}
    mentioned |= {finding.split("mentions ")[1].split(",")[0] for finding in findings if "mentions " in finding}
    known = sorted(mentioned & existing | {f"{code}*" for code in mentioned & HISTORICAL})
    lines = [" ".join(known[start : start + 16]) for start in range(0, len(known), 16)]
    KNOWN_CODES_FILE.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(known)} known codes written")
    for code in sorted(mentioned - existing - HISTORICAL):
        print("in no file:", code, [finding for finding in findings if f" {code}" in finding][:2])
    return 0


if __name__ == "__main__":
    sys.exit(main())
