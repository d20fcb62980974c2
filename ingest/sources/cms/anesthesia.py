"""Medicare's anesthesia tables: base units by code, and the conversion factor of each payment locality.

Both layouts are known from public readers and layout descriptions, not from files. Base units: a header of one to three
rows, its last with the code and "Base Unit" or, split, "Unit" below "Base". Factors (ANES of the relative value zip):
csv or xlsx with Contractor, Locality, Locality Name and a column such as "National Anes CF of ..."; from 2026 a second
one for qualifying participants of alternative payment models, which is not read. The same as fixed-width text without a
header: contractor 1-5, locality 13-14, name 18-57, factor 74-77 in cents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from corpus.codes import CptCode
from corpus.editions import Edition
from corpus.errors import RowError
from corpus.fees import AnesthesiaFactor, AnesthesiaUnits
from corpus.records import SourceRef
from corpus.relations import Relation, Table
from ingest.sources import Item, SourceFile
from ingest.sources.cms.headed import Cell, HeadedFormat, period_of, release_name
from ingest.sources.tabular import Columns, Heading, Line, columns_of, head_text, is_zip, open_text, plain, read_table

_FIRST_ROWS = 5
_ANESTHESIA = re.compile(r"0?[01]?\d{3}")  # 00100 to 01999, perhaps without its zeros
_FIXED = re.compile(r"(?P<contractor>\d{5})\s{2,}(?P<locality>\d{2})\s+(?P<name>\S.{0,39}?)\s{2,}(?P<cents>\d{4})\s*")
_CENTS = 100
_FACTOR = re.compile(r"\banes\w* (?:cf|conversion factor)\b")


class UnitsFormat(HeadedFormat):
    """Reads the base units."""

    name = "Medicare anesthesia base units"
    full_release_rows = 200

    def columns(self, row: Sequence[str]) -> Columns | None:
        return columns_of(
            row,
            {
                "code": ("code", "cpt code", "hcpcs code", "hcpcs", "cpt", "anesthesia code"),
                "units": ("base unit*", "anesthesia base unit*", "unit", "units"),
            },
        )

    def recognises(self, file: SourceFile) -> bool:
        """True where "base" stands in or above the header, and the codes below it are those of anesthesia."""
        if not super().recognises(file):
            return False
        items = list(islice(read_table(file, self.columns), _FIRST_ROWS + 1))
        heading = next((item for item in items if isinstance(item, Heading)), None)
        lines = [item.cells for item in items if isinstance(item, Line)]
        if heading is None or "base" not in " ".join((heading.above, *heading.cells)).lower():
            return False
        place = heading.columns["code"]
        return bool(lines) and all(place < len(row) and _ANESTHESIA.fullmatch(row[place].strip()) for row in lines)

    def edition(self, file: SourceFile, heading: Heading) -> Edition:
        span = period_of(file, heading.above)
        when, title = release_name(span)
        table = Table.ANESTHESIA_UNITS
        return Edition(f"anesthesia-units-{when}", table.value, "CMS", f"{table.value}, {title}", *span)

    def rows(self, cell: Cell, heading: Heading, edition: Edition) -> Iterator[Relation]:
        code = cell.code()
        if not isinstance(code, CptCode):
            raise ValueError(f"{code} is no anesthesia code")
        yield AnesthesiaUnits(code, cell.needed("units"), SourceRef(edition.id, f"row {code}"))


class FactorFormat(HeadedFormat):
    """Reads the conversion factors."""

    name = "Medicare anesthesia conversion factors"
    # As many as there are payment localities: 109 in 2025.
    full_release_rows = 80

    def columns(self, row: Sequence[str]) -> Columns | None:
        found = columns_of(
            row,
            {
                "contractor": ("contractor", "medicare administrative contractor*", "carrier"),
                "locality": ("locality", "locality number"),
                "name": ("locality name",),
            },
        )
        factors = [place for place, text in enumerate(map(plain, row)) if _FACTOR.search(text)]
        if found is None or not factors:
            return None
        others = [place for place in factors if not plain(row[place]).startswith("qualifying")]
        found["factor"] = (others or factors)[0]
        return found

    def recognises(self, file: SourceFile) -> bool:
        return super().recognises(file) or _is_fixed(file)

    def read(self, file: SourceFile) -> Iterator[Item]:
        if not _is_fixed(file):
            yield from super().read(file)
            return
        edition = self._edition_of(file)
        yield edition
        with open_text(file) as stream:
            for number, line in enumerate(stream, start=1):
                if match := _FIXED.fullmatch(line.rstrip("\r\n")):
                    yield _factor(
                        match["contractor"], match["locality"], match["name"], Decimal(match["cents"]) / _CENTS, edition
                    )
                elif line[:1].isdigit():  # any other line is a footnote
                    yield RowError(file.name, number, "the line is not contractor, locality, name and factor")

    def edition(self, file: SourceFile, heading: Heading) -> Edition:
        return self._edition_of(file, heading.above)

    def _edition_of(self, file: SourceFile, above: str = "") -> Edition:
        # The factor itself has digits that look like no year; the name has the year: ANES2025.
        span = period_of(file, above)
        when, title = release_name(span)
        table = Table.ANESTHESIA_FACTORS
        return Edition(f"anesthesia-factors-{when}", table.value, "CMS", f"{table.value}, {title}", *span)

    def rows(self, cell: Cell, heading: Heading, edition: Edition) -> Iterator[Relation]:
        contractor, locality = cell.text("contractor").removesuffix(".0"), cell.text("locality").removesuffix(".0")
        if not re.fullmatch(r"\d{1,5}", contractor) or not re.fullmatch(r"\d{1,2}", locality):
            raise ValueError(f"{contractor!r}, {locality!r} are no contractor and locality")
        yield _factor(contractor.zfill(5), locality.zfill(2), cell.text("name"), cell.needed("factor"), edition)


def _factor(contractor: str, locality: str, name: str, factor: Decimal, edition: Edition) -> AnesthesiaFactor:
    place = f"locality {contractor}-{locality}"
    return AnesthesiaFactor(contractor, locality, name.strip("* "), factor, SourceRef(edition.id, place))


def _is_fixed(file: SourceFile) -> bool:
    if is_zip(file):
        return False
    lines = [line for line in head_text(file).splitlines() if line[:1].isdigit()][:_FIRST_ROWS]  # not the footnotes
    return bool(lines) and all(_FIXED.fullmatch(line) for line in lines)


FORMATS = (UnitsFormat(), FactorFormat())
