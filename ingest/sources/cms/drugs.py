"""CMS's Part B drug files, csv or xlsx: the ASP NDC-HCPCS crosswalk, and the ASP pricing file.

Crosswalk (read as of January 2026): notices, then one header; the code's heading is ``_2026_CODE``, and from March 2026
CMS announced others ("HCPCS Level II Code ..."). So columns are told by what their headings mean. The zip of a quarter
also holds crosswalks of other bases of payment (AWP, OPPS, PrEP): they are not the ASP crosswalk and are refused.

Pricing file: its layout is known from public readers, not from a file: notices with the days, then HCPCS Code, Short
Description, HCPCS Code Dosage, Payment Limit, Co-insurance Percentage, and shares of vaccines, blood and clotting
factors. A payment limit is that of one unit of the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.editions import Edition
from corpus.errors import SourceError
from corpus.fees import NDC_DIGITS, DrugPrice, DrugProduct, drug_key
from corpus.records import SourceRef
from corpus.relations import Relation, Table
from ingest.sources import SourceFile
from ingest.sources.cms.headed import Cell, HeadedFormat, period_of, release_name
from ingest.sources.tabular import Columns, Heading, columns_of, plain

# A heading means a column when it has a word of each group and none of the last: "BILLUNITSPKG" is of bill, unit, pkg.
_PACKAGE = ("pkg", "package")
_MEANINGS: dict[str, tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]] = {
    "package_units": ((("bill",), ("unit",), _PACKAGE), ()),
    "item_units": ((("bill",), ("unit",)), _PACKAGE),
    "package_size": ((_PACKAGE, ("size",)), ()),
    "package_quantity": ((_PACKAGE, ("qty", "quantity")), ()),
    "ndc": ((("ndc",),), ("hcpcs",)),
    "drug": ((("drug", "product"), ("name",)), ()),
    "dosage": ((("dosage", "dose"),), ()),
    "labeler": ((("labeler", "manufacturer"),), ()),
    "code": ((("code",),), ("dos", "ndc", "descr")),
}
_NEEDED = ("code", "ndc", "drug", "package_units")
# Bases of payment whose crosswalks come in the same zip.
_OTHER_BASIS = re.compile(r"\b(AWP|OPPS|PrEP|NOC)\b[^.]{0,20}\bNDC\b", re.IGNORECASE)
_NDC_IN_PARTS = re.compile(r"(\d{5})-(\d{4})-(\d{2})")


class CrosswalkFormat(HeadedFormat):
    """Reads the ASP NDC-HCPCS crosswalk."""

    name = "ASP NDC-HCPCS crosswalk"
    # January 2026 has 7,125 rows.
    full_release_rows = 5_000

    def columns(self, row: Sequence[str]) -> Columns | None:
        found: Columns = {}
        # A sheet of CMS's has more than a hundred empty columns at the right, and every row is asked.
        for place, heading in ((place, plain(text)) for place, text in enumerate(row) if text):
            for name, (groups, without) in _MEANINGS.items():
                meant = all(any(word in heading for word in group) for group in groups)
                if meant and not any(word in heading for word in without):
                    found.setdefault(name, place)
                    break
        return found if all(name in found for name in _NEEDED) else None

    def edition(self, file: SourceFile, heading: Heading) -> Edition:
        if other := _OTHER_BASIS.search(heading.above) or _OTHER_BASIS.search(file.name):
            raise SourceError(
                f"{file.name}: this is the crosswalk of {other[1].upper()} prices; add the one that begins with ASP."
            )
        span = period_of(file, heading.above)
        when, title = release_name(span)
        return Edition(f"asp-ndc-{when}", Table.ASP_CROSSWALK.value, "CMS", f"ASP NDC-HCPCS crosswalk, {title}", *span)

    def rows(self, cell: Cell, heading: Heading, edition: Edition) -> Iterator[Relation]:
        name, printed = cell.text("drug"), cell.text("ndc")
        parts = _NDC_IN_PARTS.fullmatch(printed)
        if parts is None and not (printed.isdigit() and len(printed) == NDC_DIGITS):
            # A device under a drug code has another product number: it is found by its name, not by an NDC.
            printed = ""
        yield DrugProduct(
            cell.code(),
            name,
            drug_key(name),
            SourceRef(edition.id, f"NDC {printed}" if printed else f"row {name}"),
            printed.replace("-", ""),
            cell.text("labeler"),
            cell.text("dosage"),
            cell.amount("package_size"),
            cell.amount("package_quantity"),
            cell.amount("item_units"),
            cell.amount("package_units"),
        )


class PriceFormat(HeadedFormat):
    """Reads the ASP pricing file."""

    name = "ASP drug pricing file"
    full_release_rows = 500

    def columns(self, row: Sequence[str]) -> Columns | None:
        return columns_of(
            row,
            {
                "code": ("hcpcs code", "hcpcs level ii code*"),
                "limit": ("payment limit",),
                "?dosage": ("hcpcs code dosage", "hcpcs dosage"),
                "?coinsurance": ("co-insurance percentage", "coinsurance percentage"),
            },
        )

    def edition(self, file: SourceFile, heading: Heading) -> Edition:
        span = period_of(file, heading.above)
        when, title = release_name(span)
        return Edition(f"asp-prices-{when}", Table.ASP_PRICES.value, "CMS", f"ASP drug pricing file, {title}", *span)

    def rows(self, cell: Cell, heading: Heading, edition: Edition) -> Iterator[Relation]:
        code = cell.code()
        if cell.amount("limit") is None:
            return
        limit = cell.needed("limit")
        share = cell.text("coinsurance").removesuffix("%").strip()
        coinsurance = cell.amount("coinsurance") if share.replace(".", "").isdigit() and "%" not in share else None
        yield DrugPrice(code, limit, SourceRef(edition.id, f"row {code}"), cell.text("dosage"), coinsurance)


FORMATS = (CrosswalkFormat(), PriceFormat())
