"""The export of the Medicare Coverage Database: articles and LCDs with their codes, and where each of them holds.

CMS packs it as a zip of zips of csv tables (``current_article.zip``, ``current_lcd.zip``, ``all_data.zip``). The zips
were not at hand; tables and headings are known from public readers: ``article.csv``, ``article_x_hcpc_code.csv``,
``article_x_icd10_covered.csv``, ``article_x_icd10_noncovered.csv``, ``article_x_contractor.csv``, the same with
``lcd``, and ``contractor_jurisdiction.csv``, ``state_lookup.csv``, which say in which states a contractor decides. Each
table is told by its headings and is a part of one edition. Descriptions of codes are partly the AMA's and are not read.

Where a table has several versions of a document, the rows of the greatest are kept. Ranges of codes are not written out
by CMS since the codes stand one by one. Jurisdictions that have ended are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.listed import CoveragePlace
from corpus.records import SourceRef
from corpus.relations import (
    CoverageCode,
    CoverageDocument,
    CoverageKind,
    CoverageRole,
    Table,
    procedure_code,
)
from ingest.sources import Format, Item, NotNeeded, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.dates import read_day
from ingest.sources.rows import Row, rows_under_header, table_items
from ingest.sources.tabular import Columns, columns_of, has_table

_URL = "https://www.cms.gov/medicare-coverage-database/view/{page}.aspx?{name}={number}"


@dataclass(frozen=True, slots=True)
class _Part:
    """One table of the export: its headings, its number in the edition, and how a row is read."""

    number: int
    what: str
    columns: Mapping[str, Sequence[str]]
    read: Callable[[Row, Edition, str], Item | None]


class ExportFormat:
    """Reads one table of the export. ``kind`` is "article", "lcd", or "" for the tables that both share."""

    full_release_rows = 0

    def __init__(self, kind: str, part: _Part) -> None:
        self.name, self._kind, self._part = f"Medicare Coverage Database export, {part.what}", kind, part

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, self._header)

    def read(self, file: SourceFile) -> Iterator[Item]:
        newest = self._newest(file) if self._kind else {}

        def read(row: Row, edition: Edition, cells: Cells) -> Item | None:
            if self._kind and newest.get(row["id"]) != row["version"]:
                return None
            return self._part.read(row, edition, self._kind)

        items = table_items(file, self._header, self.name, lambda _: self._edition(), read)  # type: ignore[arg-type]
        yield from (item for item in items if item is not None)

    def _newest(self, file: SourceFile) -> dict[str, str]:
        """The greatest version of each document in the table."""
        newest: dict[str, str] = {}
        for item in rows_under_header(file, self._header, self.name, Cells()):
            if isinstance(item, Row) and item["version"].isdigit():
                known = newest.get(item["id"], "0")
                newest[item["id"]] = max(known, item["version"], key=int)
        return newest

    def _header(self, row: Sequence[str]) -> Columns | None:
        wanted = {**(_OF_DOCUMENT if self._kind else {}), **self._part.columns}
        forms = {name: tuple(form.format(kind=self._kind) for form in told) for name, told in wanted.items()}
        return columns_of(row, forms)

    def _edition(self) -> Edition:
        kind = self._kind or "places"
        title = f"Medicare Coverage Database, {'where contractors decide' if kind == 'places' else _NAMES[kind]}"
        parts = _PLACES if kind == "places" else _TABLES
        return Edition(
            f"mcd-export-{kind}", Table.COVERAGE.value, "CMS", title, part=self._part.number, parts=len(parts)
        )


_NAMES = {"article": "articles", "lcd": "local coverage determinations"}


_OF_DOCUMENT = {"id": ("{kind}_id",), "version": ("{kind}_version",)}


def _name(row: Row, kind: str) -> str:
    """A document by the name it is known by: article 56781 is A56781, LCD 33577 is L33577."""
    number = row["id"].upper()
    return number if number[:1] in ("A", "L") else f"{'A' if kind == 'article' else 'L'}{number}"


def _document(row: Row, edition: Edition, kind: str) -> Item:
    name = _name(row, kind)
    article = kind == "article"
    return CoverageDocument(
        name,
        CoverageKind.ARTICLE if article else CoverageKind.LCD,
        " ".join(row["title"].split()),
        SourceRef(edition.id, name),
        version=row["version"],
        effective=read_day(row["effective"]),
        retired=read_day(row["ended"]),
        url=_URL.format(page=kind, name="articleId" if article else "lcdId", number=name[1:]),
    )


def _procedure(row: Row, edition: Edition, kind: str) -> Item:
    name, group = _name(row, kind), int(row["group"] or 1)
    code = procedure_code(row["code"])
    return CoverageCode(name, code, CoverageRole.PROCEDURE, SourceRef(edition.id, f"{name}, group {group}"), group)


def _diagnosis(role: CoverageRole) -> Callable[[Row, Edition, str], Item]:
    def read(row: Row, edition: Edition, kind: str) -> Item:
        name, group = _name(row, kind), int(row["group"] or 1)
        code = Icd10CmCode.parse(row["code"])
        return CoverageCode(name, code, role, SourceRef(edition.id, f"{name}, group {group}"), group)

    return read


def _contractor(row: Row) -> str:
    return f"contractor {row['contractor']} {row['type']} {row['contract']}".rstrip()


def _decides(row: Row, edition: Edition, kind: str) -> Item:
    name = _name(row, kind)
    return CoveragePlace(name, _contractor(row), SourceRef(edition.id, f"row {name}"))


def _jurisdiction(row: Row, edition: Edition, kind: str) -> Item | None:
    if row["ended"]:
        return None
    name = _contractor(row)
    return CoveragePlace(name, f"state {row['state']}", SourceRef(edition.id, f"row {name}"))


def _state(row: Row, edition: Edition, kind: str) -> Item:
    name = f"state {row['state']}"
    return CoveragePlace(name, row["letters"].upper(), SourceRef(edition.id, f"row {name}"))


_CONTRACTOR = {
    "contractor": ("contractor_id",),
    "type": ("contractor_type_id",),
    "contract": ("contractor_version",),
}
_TABLES = (
    _Part(
        1,
        "documents",
        {
            "title": ("title",),
            "status": ("status",),
            "?effective": ("{kind}_eff_date", "rev_eff_date", "orig_det_eff_date"),
            "?ended": ("{kind}_end_date", "rev_end_date", "ent_det_end_date"),
        },
        _document,
    ),
    _Part(2, "procedure codes", {"code": ("hcpc_code_id",), "?group": ("hcpc_code_group",)}, _procedure),
    _Part(
        3,
        "diagnoses that support",
        {"code": ("icd10_code_id",), "group": ("icd10_covered_group", "icd10_support_group")},
        _diagnosis(CoverageRole.COVERED_DIAGNOSIS),
    ),
    _Part(
        4,
        "diagnoses that do not support",
        {"code": ("icd10_code_id",), "group": ("icd10_noncovered_group", "icd10_dont_support_group")},
        _diagnosis(CoverageRole.NOT_COVERED_DIAGNOSIS),
    ),
    _Part(5, "contractors", _CONTRACTOR, _decides),
)
_PLACES = (
    _Part(1, "jurisdictions", {**_CONTRACTOR, "state": ("state_id",), "ended": ("term_date",)}, _jurisdiction),
    _Part(2, "states", {"state": ("state_id",), "letters": ("state_abbrev",)}, _state),
)


class UnneededFormat:
    """Knows the other tables of the export by their first headings, so that they are not taken for documents."""

    name = "Medicare Coverage Database export, another table"
    full_release_rows = 0

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _of_the_export)

    def read(self, file: SourceFile) -> Iterator[Item]:
        raise NotNeeded(f"{file.name}: this table of the export is not needed.")


_FIRST = ("article_id", "lcd_id", "contractor_id", "ncd_id", "state_id", "region_id", "dmerc_rgn_cd", "status_id")


def _of_the_export(row: Sequence[str]) -> Columns | None:
    """The heading of any table of the export: it begins with the number of what it is about."""
    first = columns_of(row[:1], {"id": _FIRST})
    return first if first and len(row) > 1 else None


FORMATS: tuple[Format, ...] = (
    *(ExportFormat(kind, part) for kind in ("article", "lcd") for part in _TABLES),
    *(ExportFormat("", part) for part in _PLACES),
    UnneededFormat(),
)
