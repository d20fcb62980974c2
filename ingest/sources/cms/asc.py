"""ASC addenda AA (covered surgical procedures) and BB (ancillary services), csv or xlsx.

The layout is known from public readers, not from a file: a title and the AMA's notice, then a header whose payment
columns carry the release ("January 2026 Payment Indicator", "... Payment Weight", "... Payment Rate") and an empty
column between code and descriptor. AA says whether multiple procedure discounting applies; BB has no such column.
Descriptors are partly the AMA's and are not read. Addendum FF (device offsets) has the same columns and more: it is
neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.editions import Edition
from corpus.fees import AscRow
from corpus.records import SourceRef
from corpus.relations import Relation, Table
from ingest.sources import SourceFile
from ingest.sources.cms.headed import Cell, HeadedFormat, period_of, release_name
from ingest.sources.tabular import Columns, Heading, columns_of, plain

_PAYMENT = {"indicator": "payment indicator", "weight": "payment weight", "rate": "payment rate"}
_DISCOUNT = "multiple procedure discount"
_ADDENDA = ("AA", "BB")


class AscFormat(HeadedFormat):
    """Reads addenda AA and BB: two parts of one release."""

    name = "ASC addenda AA and BB"
    full_release_rows = 1_000

    def columns(self, row: Sequence[str]) -> Columns | None:
        found = columns_of(row, {"code": ("hcpcs code", "hcpcs", "cpt/hcpcs code")})
        headings = [" ".join(plain(text).split()) for text in row]
        if found is None or any("offset" in heading for heading in headings):
            return None
        for name, words in _PAYMENT.items():
            place = next((index for index, heading in enumerate(headings) if heading.endswith(words)), None)
            if place is not None:
                found[name] = place
        discount = next((index for index, heading in enumerate(headings) if _DISCOUNT in heading), None)
        if discount is not None:
            found["discounted"] = discount
        return found if {"indicator", "rate"} <= set(found) else None

    def edition(self, file: SourceFile, heading: Heading) -> Edition:
        span = period_of(file, " ".join(heading.cells), heading.above)
        when, title = release_name(span)
        part = 1 if "discounted" in heading.columns else 2
        return Edition(
            f"asc-{when}", Table.ASC.value, "CMS", f"ASC addenda AA and BB, {title}", *span, part=part, parts=2
        )

    def rows(self, cell: Cell, heading: Heading, edition: Edition) -> Iterator[Relation]:
        code, indicator, discounted = cell.code(), cell.text("indicator").upper(), cell.text("discounted").upper()
        if not indicator:
            raise ValueError(f"{code} has no payment indicator")
        addendum = _ADDENDA[edition.part - 1]
        yield AscRow(
            code,
            addendum,
            indicator,
            SourceRef(edition.id, f"addendum {addendum}, row {code}"),
            cell.amount("weight"),
            cell.amount("rate"),
            {"Y": True, "N": False}.get(discounted),
        )


FORMAT = AscFormat()
