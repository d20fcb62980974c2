"""Which rows are whose, for every table: what a person takes along, and what goes when she is erased.

Told by table below, found by the models: a row is hers where a foreign key leads to her, straight or by way of another
row of hers. A new table is told here, or a test fails.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desk.accounts.models import Base
from desk.accounts.rights import Person
from desk.accounts.stores import attempts

_PEOPLE = "people"


class Whose(Enum):
    HERS = auto()  # taken along and erased
    NAMED = auto()  # everybody's, but names her: taken along; the name goes with her (its foreign key says SET NULL)
    LOGGED = auto()  # taken along; the log keeps its facts, and holds no word of hers
    EVERYBODYS = auto()  # of no single person: stays


@dataclass(frozen=True, slots=True)
class Told:
    """``by``: a column and what stands in it for a person, where no foreign key says so. ``secret`` columns are taken
    along by nobody, ``json`` ones as what they hold; ``aged`` is the time that the days of keeping are counted from."""

    whose: Whose = Whose.HERS
    by: tuple[str, Callable[[Person], tuple[str, ...]]] | None = None
    secret: frozenset[str] = frozenset()
    json: frozenset[str] = frozenset()
    aged: str = ""


def _id(person: Person) -> tuple[str, ...]:
    return (person.id,)


def _name(person: Person) -> tuple[str, ...]:
    return (person.name,)


def _counted(person: Person) -> tuple[str, ...]:
    return (f"person:{person.id}",)


def _tried(person: Person) -> tuple[str, ...]:
    return attempts.account(person.name), attempts.reset(person.name)


TABLES: Mapping[str, Told] = {
    "people": Told(by=("id", _id), secret=frozenset({"password"})),
    "sessions": Told(secret=frozenset({"hash"})),
    "tokens": Told(secret=frozenset({"hash"})),
    "attempts": Told(by=("subject", _tried)),
    "usage": Told(by=("subject", _counted)),
    "used": Told(by=("subject", _counted)),
    "threads": Told(json=frozenset({"settings", "conversation"}), aged="changed"),
    "messages": Told(json=frozenset({"answer"})),
    "feedback": Told(),
    "shares": Told(secret=frozenset({"hash"})),
    "favourites": Told(),
    "notes": Told(),
    "code_lists": Told(json=frozenset({"editions"})),
    "listed_codes": Told(),
    "searches": Told(aged="searched"),
    "searches_off": Told(),
    # The job board: what somebody posted stays for those who apply.
    "jobs": Told(Whose.NAMED),
    "job_texts": Told(Whose.NAMED, secret=frozenset({"sketch"})),
    "job_sources": Told(Whose.EVERYBODYS),
    "saved_jobs": Told(),
    "job_reports": Told(),
    "job_mail_addresses": Told(secret=frozenset({"secret"})),
    "job_alerts": Told(),
    # Questions by mail, by the address that a person signs in with; they have days of their own (desk/mail).
    "mail_threads": Told(by=("sender", _name)),
    "mail_received": Told(by=("sender", _name)),
    "mail_outgoing": Told(),
    "mail_senders": Told(by=("address", _name)),
    "audit": Told(Whose.LOGGED, by=("person", _id)),
    "audit_words": Told(by=("person", _id)),
}


def everything(session: Session, person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is hers, by table, without secrets."""
    found = {}
    for table, told in _tables():
        if told.whose is not Whose.EVERYBODYS:
            columns = [column for column in table.columns if column.name not in told.secret]
            rows = session.execute(sa.select(*columns).where(_hers(table, person)).order_by(*table.primary_key))
            found[table.name] = [_row(dict(row), told) for row in rows.mappings()]
    return found


def as_document(person: Person, found: Mapping[str, object]) -> str:
    """What was found as a JSON document. Times are seconds since 1970 in UTC, as they are kept."""
    return json.dumps({"name": person.name, "made": time.time(), "tables": found}, indent=2, ensure_ascii=False) + "\n"


def erase(session: Session, person: Person) -> None:
    """Deletes all that is hers; of what was logged the facts stay."""
    for table, told in reversed(list(_tables())):
        if told.whose is Whose.HERS:
            session.execute(sa.delete(table).where(_hers(table, person)))


def _tables() -> Iterator[tuple[sa.Table, Told]]:
    """Each table with what is told of it, those that others lean on first."""
    for table in Base.metadata.sorted_tables:
        yield table, TABLES[table.name]


def _hers(table: sa.Table, person: Person) -> sa.ColumnElement[bool]:
    """Raises LookupError for a table that no way leads to a person from: it is told wrongly above."""
    told = TABLES[table.name]
    if told.by is not None:
        column, meant = told.by
        return table.c[column].in_(meant(person))
    for reference in sorted(table.foreign_keys, key=lambda one: one.column.table.name != _PEOPLE):
        owner = reference.column.table
        if owner is not table and TABLES[owner.name].whose in (Whose.HERS, Whose.NAMED):
            if owner.name == _PEOPLE:
                return reference.parent == person.id
            return reference.parent.in_(sa.select(reference.column).where(_hers(owner, person)))
    raise LookupError(f"no way leads from {table.name} to a person")


def _row(row: Mapping[str, Any], told: Told) -> dict[str, Any]:
    return {name: json.loads(value) if name in told.json and value else _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    """As JSON can hold it: the bytes of a mail as text, a day as it is written."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if isinstance(value, date) else value
