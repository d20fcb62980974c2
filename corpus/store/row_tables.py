"""How rows of fact are kept in SQL: one table a row type, columns from the fields of the type.

An edition is one SQLite file (``editions.py``), so no row repeats its edition's id. Dates are kept as ordinals, codes
as text, texts that repeat by the million (an edit's rationale) once, as a number.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import sqlalchemy as sa

from corpus.codes import CptCode, HcpcsCode, Icd10CmCode, Modifier, code_from_key, code_key
from corpus.fees import (
    AnesthesiaFactor,
    AnesthesiaUnits,
    AscRow,
    CodeFamily,
    DrugPrice,
    DrugProduct,
    EquipmentFee,
    LaboratoryFee,
    RuralZip,
    ZipArea,
)
from corpus.listed import (
    CodeEdit,
    CoveragePlace,
    ExemptDiagnosis,
    FormerCode,
    RiskCategory,
    RiskHierarchy,
    RiskLabel,
    RiskWeight,
    TelehealthService,
    Utilization,
)
from corpus.records import SourceRef
from corpus.relations import (
    AddOnPair,
    CodeListing,
    CoverageCode,
    CoverageDocument,
    CoverageKind,
    CoverageRole,
    Descriptor,
    FeeScheduleRow,
    GpciRow,
    IndexTerm,
    MueLimit,
    OppsRow,
    PcsTableRow,
    PtpEdit,
    Relation,
    Setting,
    procedure_code,
)

metadata = sa.MetaData()

# Texts that repeat in a table by the million; a column that uses it holds a number.
texts = sa.Table(
    "texts",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text, nullable=False, unique=True),
)

# Code records and guideline sections that the edition holds, as JSON (codec.py), for the next build to index.
bodies = sa.Table(
    "bodies",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False, index=True),
    sa.Column("body", sa.Text, nullable=False),
)

Encode = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one type of field is kept: its SQL type, and the ways there and back."""

    sql: sa.types.TypeEngine[Any]
    encode: Encode | None
    decode: Encode | None


_KINDS: dict[object, _Kind] = {
    str: _Kind(sa.Text(), None, None),
    int: _Kind(sa.Integer(), None, None),
    bool: _Kind(sa.Integer(), int, bool),
    date: _Kind(sa.Integer(), date.toordinal, date.fromordinal),
    Decimal: _Kind(sa.Text(), str, Decimal),
    Modifier: _Kind(sa.Text(), str, Modifier),
    CptCode: _Kind(sa.Text(), str, CptCode),
    Icd10CmCode: _Kind(sa.Text(), str, Icd10CmCode),
    Setting: _Kind(sa.Text(), str, Setting),
    CoverageKind: _Kind(sa.Text(), str, CoverageKind),
    CoverageRole: _Kind(sa.Text(), str, CoverageRole),
    frozenset((CptCode, HcpcsCode)): _Kind(sa.Text(), str, procedure_code),
}
_ANY_CODE = _Kind(sa.Text(), code_key, code_from_key)


def _kind_of(hint: Any) -> _Kind:
    """How a field of this annotation is kept; tuples go as JSON."""
    if get_origin(hint) is tuple:
        member = get_args(hint)[0]
        if get_origin(member) is tuple:
            return _Kind(sa.Text(), json.dumps, _nested_tuples)
        inner = _kind_of(member)
        write, read = inner.encode or (lambda value: value), inner.decode or (lambda value: value)
        return _Kind(
            sa.Text(),
            lambda values: json.dumps([write(value) for value in values]) if values else None,
            lambda text: tuple(read(value) for value in json.loads(text)),
        )
    if get_origin(hint) in (UnionType, Union):
        members = frozenset(get_args(hint)) - {type(None)}
        if len(members) == 1:
            return _kind_of(next(iter(members)))
        return _KINDS.get(members, _ANY_CODE)
    return _KINDS[hint]


def _nested_tuples(text: str) -> tuple[Any, ...]:
    def frozen(value: Any) -> Any:
        return tuple(map(frozen, value)) if isinstance(value, list) else value

    return cast("tuple[Any, ...]", frozen(json.loads(text)))


class RowTable:
    """One row type and its SQL table. ``locator`` makes the locator of a row that is not worth keeping as text."""

    def __init__(
        self,
        kind: type[Relation],
        name: str,
        *indexes: tuple[str, ...],
        shared_texts: Sequence[str] = (),
        locator: Callable[[dict[str, Any]], str] | None = None,
    ) -> None:
        self.kind, self.shared_texts, self._locator = kind, frozenset(shared_texts), locator
        hints = get_type_hints(kind)
        fields = [field for field in dataclasses.fields(kind) if field.name != "source"]
        self._kinds = {field.name: _kind_of(hints[field.name]) for field in fields}
        self._empty = {field.name: None if field.default is dataclasses.MISSING else field.default for field in fields}
        self.table = sa.Table(
            name,
            metadata,
            *(
                sa.Column(column, sa.Integer() if column in self.shared_texts else kept.sql)
                for column, kept in self._kinds.items()
            ),
            *([] if locator else [sa.Column("locator", sa.Text)]),
        )
        self.indexes = [sa.Index(f"ix_{name}_{'_'.join(columns)}", *columns, _table=self.table) for columns in indexes]
        self._encoders = [(column, kept.encode, column in self.shared_texts) for column, kept in self._kinds.items()]
        self._decoders = [
            (column, kept.decode, column in self.shared_texts, self._empty[column])
            for column, kept in self._kinds.items()
        ]
        # For a SELECT whose rows ``decode`` reads.
        self._names = [column.name for column in self.table.columns]
        self.columns = ", ".join(f'"{name}"' for name in self._names)

    def encode(self, row: Relation, number_of: Callable[[str], int]) -> tuple[Any, ...]:
        """The row as values in column order; ``number_of`` numbers the texts that are kept once."""
        values: list[Any] = []
        for column, encode, shared in self._encoders:
            value = getattr(row, column)
            if encode is not None and value is not None:
                value = encode(value)
            values.append(number_of(value) if shared else value)
        if self._locator is None:
            values.append(row.source.locator)
        return tuple(values)

    def decode(self, row: sa.Row[Any], edition_id: str, text_of: Callable[[int], str]) -> Relation:
        """The row that ``encode`` made, whatever else was selected beside it."""
        found = row._mapping
        return self.decode_values([found[name] for name in self._names], edition_id, text_of)

    def decode_values(self, values: Sequence[Any], edition_id: str, text_of: Callable[[int], str]) -> Relation:
        """The same from its values in the order of ``columns``."""
        fields: dict[str, Any] = {}
        for (column, decode, shared, empty), value in zip(self._decoders, values, strict=False):
            told = text_of(value) if shared else value
            if told is None:
                fields[column] = empty
            else:
                fields[column] = decode(told) if decode else told
        locator = self._locator(fields) if self._locator else values[-1]
        return self.kind(**fields, source=SourceRef(edition_id, locator))


def _risk_row(row: dict[str, Any]) -> str:
    return f"row {row['code']}, {row['model']}"


ROW_TABLES: tuple[RowTable, ...] = (
    RowTable(AddOnPair, "add_on_pairs", ("add_on",), ("primary",)),
    RowTable(
        PtpEdit,
        "ptp_edits",
        ("column_1", "column_2"),
        ("column_2",),
        shared_texts=("rationale", "setting"),
        locator=lambda row: f"row {row['column_1']}/{row['column_2']}",
    ),
    RowTable(MueLimit, "mue_limits", ("code",)),
    RowTable(FeeScheduleRow, "fee_schedule_rows", ("code",)),
    RowTable(GpciRow, "gpci_rows", ("state",)),
    RowTable(CodeListing, "code_listings", ("code",)),
    RowTable(OppsRow, "opps_rows", ("code",)),
    RowTable(CoverageDocument, "coverage_documents", ("id",)),
    RowTable(CoverageCode, "coverage_codes", ("code",), ("document_id",)),
    RowTable(Descriptor, "descriptors", ("code",)),
    RowTable(IndexTerm, "index_terms", ("code",)),
    RowTable(PcsTableRow, "pcs_table_rows", ("table",)),
    RowTable(DrugProduct, "drug_products", ("code",), ("key",), ("ndc",), shared_texts=("labeler", "dosage")),
    RowTable(DrugPrice, "drug_prices", ("code",)),
    RowTable(AscRow, "asc_rows", ("code",)),
    RowTable(LaboratoryFee, "laboratory_fees", ("code",)),
    RowTable(AnesthesiaUnits, "anesthesia_units", ("code",)),
    RowTable(AnesthesiaFactor, "anesthesia_factors"),
    RowTable(
        EquipmentFee,
        "equipment_fees",
        ("code", "state"),
        shared_texts=("category",),
        locator=lambda row: f"row {row['code']}, {row['state']}",
    ),
    RowTable(CodeFamily, "code_families", ("code",), shared_texts=("category", "subcategory", "family", "procedure")),
    RowTable(RuralZip, "rural_zips", ("zip_code",), locator=lambda row: f"ZIP code {row['zip_code']}"),
    RowTable(ZipArea, "zip_areas", ("zip_code",), locator=lambda row: f"ZIP code {row['zip_code']}"),
    RowTable(TelehealthService, "telehealth_services", ("code",)),
    RowTable(ExemptDiagnosis, "exempt_diagnoses", ("code",), locator=lambda row: f"row {row['code']}"),
    RowTable(CodeEdit, "code_edits", ("code",), shared_texts=("group",)),
    RowTable(RiskCategory, "risk_categories", ("code",), shared_texts=("model",), locator=_risk_row),
    RowTable(RiskHierarchy, "risk_hierarchies", ("above",)),
    RowTable(RiskLabel, "risk_labels", ("category",)),
    RowTable(RiskWeight, "risk_weights", ("category",)),
    RowTable(FormerCode, "former_codes", ("former",), ("code",)),
    RowTable(Utilization, "utilizations", ("code",), locator=lambda row: f"row {row['code']}"),
    RowTable(CoveragePlace, "coverage_places", ("subject",), locator=lambda row: f"row {row['subject']}"),
)
_BY_KIND: dict[type, RowTable] = {table.kind: table for table in ROW_TABLES}


def row_table(kind: type) -> RowTable:
    """The table of a row type; KeyError for a type that is not a row of fact."""
    return _BY_KIND[kind]


def column_value(kind: type, column: str, value: object) -> object:
    """A value as its column keeps it, for a look-up."""
    encode = _BY_KIND[kind]._kinds[column].encode
    return encode(value) if encode else value


def insert_statement(table: sa.Table) -> str:
    """The plain INSERT of all columns of a table: SQLAlchemy's own costs five times as much a row."""
    return f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"
