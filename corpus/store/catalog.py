"""The SQL catalog: exact look-ups by code, relations, editions and guideline sections.

``Catalog`` reads; ``CatalogWriter`` fills a staging catalog. Both take an engine, so SQLite and PostgreSQL serve alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

import sqlalchemy as sa

from corpus.authored import EDITION_ID as AUTHORED_EDITION
from corpus.codes import Code, CodeSystem, code_from_key, code_key
from corpus.editions import Edition, nearest_edition
from corpus.records import CodeRecord, GuidelineSection, Passage, PassageRole, SourceRef
from corpus.relations import AddOnPair, ProcedureCode
from corpus.store import schema
from corpus.store.codec import decode_record, decode_section, encode_record, encode_section
from corpus.store.kept import Kept

Item = TypeVar("Item")

# SQLite allows 32,766 bound values in one statement and PostgreSQL 65,535: well under both.
_KEYS_A_QUERY = 5_000
_ROWS_A_WRITE = 5_000
# Records that were read: those of a question's codes, of what stands around them, and of the questions before.
_RECORDS_KEPT = 4_096
# What might stand below a code is asked for by the thousand; a yes or no takes little room.
_CODES_A_RECORD = 8


class Catalog:
    """Reads a catalog. Safe to share between threads; every call is at most one short transaction.

    ``keep`` is for a snapshot, which never changes: what was read of it is kept.
    """

    def __init__(self, engine: sa.Engine, *, keep: bool = False) -> None:
        self._engine = engine
        self._known_editions: tuple[Edition, ...] | None = None  # those of a snapshot never change
        most = _RECORDS_KEPT if keep else 0
        self._records: Kept[str, tuple[CodeRecord, ...]] = Kept(most)
        self._sections: Kept[str, GuidelineSection | None] = Kept(most)
        self._existing: Kept[str, bool] = Kept(most * _CODES_A_RECORD)

    def close(self) -> None:
        self._engine.dispose()

    @property
    def engine(self) -> sa.Engine:
        """For other readers of the same tables: ``directory``."""
        return self._engine

    def editions(self) -> tuple[Edition, ...]:
        """Every loaded edition, by id."""
        if self._known_editions is None:
            self._known_editions = self._read_editions()
        return self._known_editions

    def _read_editions(self) -> tuple[Edition, ...]:
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(schema.editions).order_by(schema.editions.c.id)).all()
        return tuple(
            Edition(
                row.id,
                row.table_name,
                row.publisher,
                row.title,
                row.effective_from,
                row.effective_to,
                row.url,
                row.complete,
            )
            for row in rows
        )

    def records(self, codes: Iterable[Code], day: date | None = None) -> dict[Code, CodeRecord]:
        """The record of each code that is in a loaded edition; a code that is in none is not a key.

        A code that several editions have comes as the one for the date of service (``day``; without one, the newest):
        the authored entry before a publisher's, then the edition nearest to the day.
        """
        return {code: records[0] for code, records in self.all_records(codes, day).items()}

    def all_records(self, codes: Iterable[Code], day: date | None = None) -> dict[Code, tuple[CodeRecord, ...]]:
        """Every edition's record of each code, the one to go by first (see ``records``)."""
        found = self._records.all_of(map(code_key, codes), self._read_records)
        return {found[key][0].code: self._in_order(found[key], day) for key in sorted(found) if found[key]}

    def _read_records(self, keys: Sequence[str]) -> dict[str, tuple[CodeRecord, ...]]:
        """The records of each key by edition; none for a key that no edition has."""
        found: dict[str, list[CodeRecord]] = {key: [] for key in keys}
        table = schema.code_records
        with self._engine.connect() as connection:
            for part in _chunks(keys, _KEYS_A_QUERY):
                query = sa.select(table.c.key, table.c.body).where(table.c.key.in_(part)).order_by(table.c.edition_id)
                for key, body in connection.execute(query):
                    found[key].append(decode_record(body))
        return {key: tuple(records) for key, records in found.items()}

    def _in_order(self, records: tuple[CodeRecord, ...], day: date | None) -> tuple[CodeRecord, ...]:
        if len(records) == 1:
            return records
        known = {edition.id: edition for edition in self.editions()}
        authored = [record for record in records if record.source.edition_id == AUTHORED_EDITION]
        others = [record for record in records if record.source.edition_id != AUTHORED_EDITION]
        ordered: list[CodeRecord] = []
        while others:
            nearest = nearest_edition((known[record.source.edition_id] for record in others), day or date.max)
            chosen = next((one for one in others if nearest and one.source.edition_id == nearest.id), others[0])
            ordered.append(chosen)
            others.remove(chosen)
        return (*authored, *ordered)

    def family(self, first: str, last: str, system: CodeSystem, edition_id: str) -> tuple[CodeRecord, ...]:
        """The records of one edition from a code, or the beginning of one, to another, both inclusive, by code."""
        table = schema.code_records
        query = (
            sa.select(table.c.body)
            .where(table.c.system == system.value, table.c.edition_id == edition_id)
            .where(table.c.code >= first, table.c.code <= last + "~")  # "~" sorts behind every code of the family
            .order_by(table.c.code)
        )
        with self._engine.connect() as connection:
            return tuple(decode_record(body) for (body,) in connection.execute(query))

    def existing(self, codes: Iterable[Code]) -> frozenset[Code]:
        """Those of the codes that are in a loaded edition."""
        asked = {code_key(code): code for code in codes}
        found = self._existing.all_of(asked, self._read_existing)
        return frozenset(code for key, code in asked.items() if found[key])

    def _read_existing(self, keys: Sequence[str]) -> dict[str, bool]:
        table = schema.code_records
        found: set[str] = set()
        with self._engine.connect() as connection:
            for part in _chunks(keys, _KEYS_A_QUERY):
                found.update(connection.execute(sa.select(table.c.key).where(table.c.key.in_(part))).scalars())
        return {key: key in found for key in keys}

    def add_on_pairs_of(self, code: ProcedureCode) -> tuple[AddOnPair, ...]:
        """Pairs in which the code is the add-on, by primary code."""
        return self._pairs(schema.add_on_pairs.c.add_on == code_key(code))

    def add_on_pairs_with_primary(self, code: ProcedureCode) -> tuple[AddOnPair, ...]:
        """Pairs in which the code is the primary, by add-on code."""
        return self._pairs(schema.add_on_pairs.c.primary_code == code_key(code))

    def _pairs(self, condition: sa.ColumnElement[bool]) -> tuple[AddOnPair, ...]:
        table = schema.add_on_pairs
        # Databases differ in where they put NULL and leave rows that are equal in any order.
        order = (table.c.add_on, table.c.primary_code.nulls_first(), table.c.edition_id, table.c.locator)
        query = sa.select(table).where(condition).order_by(*order)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(
            AddOnPair(
                add_on=_procedure(row.add_on),
                primary=_procedure(row.primary_code) if row.primary_code else None,
                edit_type=row.edit_type,
                source=SourceRef(row.edition_id, row.locator),
                effective=row.effective,
                deleted=row.deleted,
                note=row.note,
            )
            for row in rows
        )

    def sections(self, keys: Iterable[str]) -> dict[str, GuidelineSection]:
        """Guideline sections by ``document_id#anchor``; unknown keys are absent."""
        found = self._sections.all_of(keys, self._read_sections)
        return {key: section for key, section in sorted(found.items()) if section is not None}

    def _read_sections(self, keys: Sequence[str]) -> dict[str, GuidelineSection | None]:
        table = schema.guideline_sections
        with self._engine.connect() as connection:
            query = sa.select(table.c.key, table.c.body).where(table.c.key.in_(keys))
            found = {key: decode_section(body) for key, body in connection.execute(query)}
        return {key: found.get(key) for key in keys}

    def document(self, document_id: str) -> tuple[GuidelineSection, ...]:
        """All sections of a guideline document in reading order; empty when there is no such document."""
        table = schema.guideline_sections
        query = sa.select(table.c.body).where(table.c.document_id == document_id).order_by(table.c.position)
        with self._engine.connect() as connection:
            return tuple(decode_section(body) for (body,) in connection.execute(query))

    def passage_ids(self) -> dict[str, set[str]]:
        """Ids of the indexed passages by collection."""
        table = schema.passages
        ids: dict[str, set[str]] = {}
        with self._engine.connect() as connection:
            for identifier, collection in connection.execute(sa.select(table.c.id, table.c.collection)):
                ids.setdefault(collection, set()).add(identifier)
        return ids

    def passages(self, collection: str) -> Iterator[Passage]:
        """The passages of one collection, by id."""
        table = schema.passages
        query = sa.select(table).where(table.c.collection == collection).order_by(table.c.id)
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=_ROWS_A_WRITE).execute(query):
                yield Passage(row.collection, row.key, PassageRole(row.role), row.text)

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        with self._engine.connect() as connection:
            return {
                table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for table in schema.metadata.sorted_tables
            }

    def codes_by_system(self) -> dict[str, int]:
        """Number of distinct codes by code system."""
        table = schema.code_records
        codes = sa.func.count(table.c.key.distinct()).label("codes")
        query = sa.select(table.c.system, codes).group_by(table.c.system).order_by(table.c.system)
        with self._engine.connect() as connection:
            return {row.system: row.codes for row in connection.execute(query)}


class CatalogWriter:
    """Fills a staging catalog; every method is one transaction."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        schema.metadata.create_all(engine)

    def clear_facts(self) -> None:
        """Empties everything but the passages, which are kept to be compared with what is wanted now."""
        with self._engine.begin() as connection:
            for table in (schema.editions, schema.code_records, schema.add_on_pairs, schema.guideline_sections):
                connection.execute(sa.delete(table))

    def write_editions(self, editions: Iterable[Edition]) -> None:
        rows = [
            {
                "id": edition.id,
                "table_name": edition.table,
                "publisher": edition.publisher,
                "title": edition.title,
                "effective_from": edition.effective_from,
                "effective_to": edition.effective_to,
                "url": edition.url,
                "complete": edition.complete,
            }
            for edition in editions
        ]
        self._insert(schema.editions, rows)

    def write_records(self, records: Iterable[CodeRecord]) -> None:
        rows = [
            {
                "key": code_key(record.code),
                "edition_id": record.source.edition_id,
                "system": record.code.system.value,
                "code": str(record.code),
                "status": record.status.value,
                "body": encode_record(record),
            }
            for record in records
        ]
        self._insert(schema.code_records, rows)

    def write_pairs(self, pairs: Iterable[AddOnPair]) -> None:
        rows = [
            {
                "add_on": code_key(pair.add_on),
                "primary_code": code_key(pair.primary) if pair.primary else None,
                "edit_type": pair.edit_type,
                "effective": pair.effective,
                "deleted": pair.deleted,
                "note": pair.note,
                "edition_id": pair.source.edition_id,
                "locator": pair.source.locator,
            }
            for pair in pairs
        ]
        self._insert(schema.add_on_pairs, rows)

    def write_sections(self, sections: Iterable[GuidelineSection]) -> None:
        rows = [
            {
                "key": section.key,
                "document_id": section.document_id,
                "position": section.position,
                "body": encode_section(section),
            }
            for section in sections
        ]
        self._insert(schema.guideline_sections, rows)

    def add_passages(self, passages: Iterable[Passage]) -> None:
        rows = [
            {
                "id": passage.id,
                "collection": passage.collection,
                "key": passage.key,
                "role": passage.role.value,
                "text": passage.text,
            }
            for passage in passages
        ]
        self._insert(schema.passages, rows)

    def remove_passages(self, ids: Sequence[str]) -> None:
        with self._engine.begin() as connection:
            for chunk in _chunks(ids, _KEYS_A_QUERY):
                connection.execute(sa.delete(schema.passages).where(schema.passages.c.id.in_(chunk)))

    def _insert(self, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
        with self._engine.begin() as connection:
            for chunk in _chunks(rows, _ROWS_A_WRITE):
                connection.execute(sa.insert(table), list(chunk))


def _procedure(key: str) -> ProcedureCode:
    code = code_from_key(key)
    assert isinstance(code, ProcedureCode), key  # the writer only takes procedure codes
    return code


def _chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
