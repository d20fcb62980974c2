"""DMEPOS fee schedule (durable medical equipment, prosthetics, orthotics, supplies), csv or xlsx: a fee a state.

The layout is known from public readers, not from a file: lines of title, then HCPCS, Mod, Mod2, JURIS, CATG, Ceiling,
Floor, two columns a state ("AL (NR)" not rural, "AL (R)" rural; older files one, "AL"), and the description, which is
not read. 0.00 is no fee. Whether an address is rural for this schedule is a list of
CMS's own (``rural_zips``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.editions import Edition
from corpus.fees import EquipmentFee
from corpus.records import SourceRef
from corpus.relations import Relation, Table
from ingest.sources import SourceFile
from ingest.sources.cms.headed import Cell, HeadedFormat, period_of, release_name
from ingest.sources.tabular import Columns, Heading, columns_of, plain

_STATE = re.compile(r"(?P<state>[a-z]{2})(?:\s*\((?P<rural>nr|r)\))?")
# Two letters of the header that are no state.
_FEWEST_STATES = 2


class EquipmentFormat(HeadedFormat):
    """Reads the DMEPOS fee schedule."""

    name = "DMEPOS fee schedule"
    # A row a code and state: some 2,500 codes in 53 places.
    full_release_rows = 20_000

    def columns(self, row: Sequence[str]) -> Columns | None:
        found = columns_of(
            row,
            {
                "code": ("hcpcs", "hcpcs code"),
                "modifier": ("mod", "modifier", "mod1"),
                "?second": ("mod2", "modifier 2"),
                "category": ("catg", "category"),
            },
        )
        if found is None:
            return None
        states: Columns = {}
        for place, heading in enumerate(map(plain, row)):
            if match := _STATE.fullmatch(" ".join(heading.split())):
                kind = "rural" if match["rural"] == "r" else "fee"
                states[f"{kind} {match['state'].upper()}"] = place
        return {**found, **states} if len(states) >= _FEWEST_STATES else None

    def edition(self, file: SourceFile, heading: Heading) -> Edition:
        span = period_of(file, heading.above)
        when, title = release_name(span)
        return Edition(f"dmepos-{when}", Table.EQUIPMENT.value, "CMS", f"DMEPOS fee schedule, {title}", *span)

    def rows(self, cell: Cell, heading: Heading, edition: Edition) -> Iterator[Relation]:
        code, modifiers, category = cell.code(), cell.modifiers("modifier", "second"), cell.text("category")
        for name in heading.columns:
            kind, _, state = name.partition(" ")
            fee = cell.amount(name) if kind == "fee" and state else None
            if not fee:
                continue
            rural = cell.amount(f"rural {state}") or None
            source = SourceRef(edition.id, f"row {code}, {state}")
            yield EquipmentFee(code, state, fee, source, modifiers, rural, category)


FORMAT = EquipmentFormat()
