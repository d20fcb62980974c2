"""Every code of every loaded edition in order: from one code to another, by category, counted.

Codes come from the catalog (with descriptions) and from the tables of the shelf, which name thousands of codes that no
loaded text describes. Bounds are canonical code texts; the last one includes all that begin with it ("E11" has
"E11.9"). Thread-safe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from corpus.codes import Code, CodeSystem, parse_code
from corpus.errors import InvalidCode
from corpus.records import RecordStatus
from corpus.store import schema
from corpus.store.catalog import Catalog
from corpus.store.kept import remembered
from corpus.store.tables import Tables

# Sorts behind every code of a family.
_BEHIND = "~"
_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Group:
    """Codes of one beginning: how many there are and how many of them can be billed."""

    beginning: str
    codes: int
    billable: int


class Directory:
    """Walks the codes of one knowledge base."""

    def __init__(self, catalog: Catalog, tables: Tables) -> None:
        self._engine, self._tables, self._catalog = catalog.engine, tables, catalog
        self.groups = remembered(self._groups, 256)
        self.count = remembered(self._count, 64)

    @cached_property
    def described(self) -> dict[str, int]:
        """How many codes of each system the catalog describes; a knowledge base never changes."""
        return self._catalog.codes_by_system()

    def between(
        self, system: CodeSystem, first: str = "", last: str = "", *, after: str = "", limit: int = 100
    ) -> tuple[Code, ...]:
        """The codes from one to another, in order, behind ``after``; all of the system without bounds."""
        start = max(first, after)
        table = schema.code_records
        query = (
            sa.select(table.c.code)
            .where(table.c.system == system.value, table.c.code >= start, table.c.code <= last + _BEHIND)
            .where(table.c.code > after)
            .distinct()
            .order_by(table.c.code)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            found = set(connection.execute(query).scalars())
        # One more, as ``after`` itself may be among those of the tables.
        found.update(self._tables.named_between(start, last, system, limit + 1))
        found.discard(after)
        return tuple(_parsed(sorted(found)[:limit], system))

    def every(self, system: CodeSystem) -> Iterator[Code]:
        """All codes of a system, in order."""
        after = ""
        while codes := self.between(system, after=after, limit=_AT_ONCE):
            yield from codes
            after = str(codes[-1])

    def _count(self, system: CodeSystem) -> int:
        return sum(1 for _ in self.every(system))

    def _groups(self, system: CodeSystem, first: str, last: str, length: int) -> tuple[Group, ...]:
        """The codes of the catalog from one to another by their first characters, in order."""
        table = schema.code_records
        beginning = sa.func.substr(table.c.code, 1, length).label("beginning")
        kept = table.c.status.in_([RecordStatus.BILLABLE.value, RecordStatus.ACTIVE.value])
        query = (
            sa.select(
                beginning,
                sa.func.count(table.c.code.distinct()),
                sa.func.count(sa.case((kept, table.c.code)).distinct()),
            )
            .where(table.c.system == system.value, table.c.code >= first, table.c.code <= last + _BEHIND)
            .group_by(beginning)
            .order_by(beginning)
        )
        with self._engine.connect() as connection:
            return tuple(Group(*row) for row in connection.execute(query))


def _parsed(texts: list[str], system: CodeSystem) -> Iterator[Code]:
    for text in texts:
        try:
            yield parse_code(text, system)
        except InvalidCode:
            continue  # a bare number of a table that belongs to another system
