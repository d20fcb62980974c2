"""RBCS, CMS's Restructured BETOS classification, csv or xlsx: category, subcategory and family of every code.

Read in a re-keyed form (hcpcs_code, rbcs_category, rbcs_subcategory, rbcs_family ...) and under the headings of CMS's
own file as its public readers name them (HCPCS_Cd, RBCS_Cat_Desc, RBCS_Subcat_Desc, RBCS_Family_Desc ...). A code has a
row for each time that it was put elsewhere. The names of the classes are CMS's, not the AMA's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from corpus.editions import Edition
from corpus.fees import CodeFamily
from corpus.records import SourceRef
from corpus.relations import Relation, Table
from ingest.sources import SourceFile
from ingest.sources.cms.headed import Cell, HeadedFormat, period_of, release_name
from ingest.sources.dates import read_day
from ingest.sources.tabular import Columns, Heading, columns_of

_COLUMNS = {
    "code": ("hcpcs_code", "hcpcs_cd", "hcpcs"),
    "category": ("rbcs_category", "rbcs_cat_desc"),
    "subcategory": ("rbcs_subcategory", "rbcs_subcat_desc"),
    "family": ("rbcs_family", "rbcs_family_desc"),
    "?procedure": ("rbcs_procedure", "rbcs_major_ind"),
    "?effective": ("rbcs_date_effective", "rbcs_assignment_eff_dt"),
}
_MAJOR = {"M": "Major", "O": "Other", "N": "Non-Procedure"}
_NONE = "no rbcs family"


class FamiliesFormat(HeadedFormat):
    """Reads RBCS."""

    name = "Restructured BETOS classification"
    # 2023 has 17,033 rows.
    full_release_rows = 10_000

    def columns(self, row: Sequence[str]) -> Columns | None:
        return columns_of(row, _COLUMNS)

    def edition(self, file: SourceFile, heading: Heading) -> Edition:
        begin = date(period_of(file, heading.above)[0].year, 1, 1)
        when, title = release_name((begin, date(begin.year, 12, 31)))
        # A classification holds until the next one.
        table = Table.FAMILIES.value
        return Edition(f"rbcs-{when}", table, "CMS", f"{table} (RBCS), {title}", begin)

    def rows(self, cell: Cell, heading: Heading, edition: Edition) -> Iterator[Relation]:
        code, family, procedure = cell.code(), cell.text("family"), cell.text("procedure")
        yield CodeFamily(
            code,
            cell.text("category"),
            cell.text("subcategory"),
            SourceRef(edition.id, f"row {code}"),
            "" if family.lower() == _NONE else family,
            _MAJOR.get(procedure, procedure),
            read_day(cell.text("effective")),
        )


FORMAT = FamiliesFormat()
