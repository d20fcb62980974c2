"""Lists of codes ("my codes"), and up to which editions their changes were looked at."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from corpus.codes import Code, code_from_key, code_key
from desk.accounts.database import Database, changed, insert_new
from desk.accounts.errors import AccountError
from desk.accounts.models import CodeListRow, ListedCodeRow
from desk.accounts.stores.threads import is_uuid, storable

MOST, MOST_CODES, LONGEST_NAME = 50, 1_000, 80


@dataclass(frozen=True, slots=True)
class CodeList:
    """``looked`` is when its changes were last taken note of, ``editions`` what was loaded then, by id."""

    id: str
    name: str
    looked: float
    editions: frozenset[str]
    codes: tuple[Code, ...]


class CodeLists:
    """Everything is asked as somebody: another's list is as if it weren't there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, person: str, name: str, editions: Iterable[str]) -> str:
        """The id of a new list, whose changes are told from now on. Raises AccountError."""
        name, now, list_id = _named(name), time.time(), str(uuid.uuid4())
        with self._database.writing() as session:
            count = session.scalar(sa.select(sa.func.count()).where(CodeListRow.person == person))
            if (count or 0) >= MOST:
                raise AccountError(f"{MOST} lists are the most that one person has; delete one first.")
            values = {"created": now, "looked": now, "editions": json.dumps(sorted(editions))}
            if not insert_new(session, CodeListRow, id=list_id, person=person, name=name, **values):
                raise AccountError(f"You have a list named {name} already; choose another name.")
        return list_id

    def of(self, person: str) -> tuple[CodeList, ...]:
        """All of theirs with their codes, by name."""
        with self._database.reading() as session:
            rows = session.scalars(sa.select(CodeListRow).where(CodeListRow.person == person))
            return tuple(_read(session, row) for row in sorted(rows, key=lambda row: row.name.casefold()))

    def names(self, person: str) -> dict[str, str]:
        """The names of all of theirs by id, in their order."""
        with self._database.reading() as session:
            found = session.execute(sa.select(CodeListRow.id, CodeListRow.name).where(CodeListRow.person == person))
            return dict(sorted(((row.id, row.name) for row in found), key=lambda one: one[1].casefold()))

    def get(self, person: str, list_id: str) -> CodeList | None:
        with self._database.reading() as session:
            row = _theirs(session, person, list_id)
            return _read(session, row) if row is not None else None

    def rename(self, person: str, list_id: str, name: str) -> bool:
        """False where they have no such list. Raises AccountError for a name that can't be."""
        name = _named(name)
        with self._database.writing() as session:
            row = _theirs(session, person, list_id)
            if row is None:
                return False
            others = CodeListRow.id != list_id, CodeListRow.person == person, CodeListRow.name == name
            if session.scalar(sa.select(CodeListRow.id).where(*others)) is not None:
                raise AccountError(f"You have a list named {name} already; choose another name.")
            row.name = name
            return True

    def add(self, person: str, list_id: str, codes: Iterable[Code]) -> int | None:
        """How many of these came new into the list; None where they have no such list. Raises AccountError."""
        with self._database.writing() as session:
            if _theirs(session, person, list_id) is None:
                return None
            kept = set(session.scalars(sa.select(ListedCodeRow.code).where(ListedCodeRow.list == list_id)))
            new = {code_key(code) for code in codes} - kept
            if len(kept) + len(new) > MOST_CODES:
                raise AccountError(f"A list has at most {MOST_CODES:,} codes: make a second one. None was added.")
            session.add_all(ListedCodeRow(list=list_id, code=key) for key in sorted(new))
            return len(new)

    def drop(self, person: str, list_id: str, codes: Iterable[Code]) -> bool:
        """Takes codes out of a list; False where they have no such one."""
        with self._database.writing() as session:
            if _theirs(session, person, list_id) is None:
                return False
            keys = [code_key(code) for code in codes]
            session.execute(sa.delete(ListedCodeRow).where(ListedCodeRow.list == list_id, ListedCodeRow.code.in_(keys)))
            return True

    def look(self, person: str, list_id: str, editions: Iterable[str]) -> bool:
        """Takes note of its changes up to these editions; False where they have no such list."""
        with self._database.writing() as session:
            row = _theirs(session, person, list_id)
            if row is not None:
                row.looked, row.editions = time.time(), json.dumps(sorted(editions))
            return row is not None

    def remove(self, person: str, list_id: str) -> bool:
        if not is_uuid(list_id):
            return False
        with self._database.writing() as session:
            found = sa.delete(CodeListRow).where(CodeListRow.id == list_id, CodeListRow.person == person)
            return changed(session.execute(found)) == 1


def _named(name: str) -> str:
    kept = storable(" ".join(name.split()))
    if not 1 <= len(kept) <= LONGEST_NAME:
        raise AccountError(f"A list needs a name of 1 to {LONGEST_NAME} characters, such as “Knee and shoulder”.")
    return kept


def _theirs(session: Session, person: str, list_id: str) -> CodeListRow | None:
    if not is_uuid(list_id):
        return None
    found = sa.select(CodeListRow).where(CodeListRow.id == list_id, CodeListRow.person == person)
    return session.scalar(found.with_for_update())


def _read(session: Session, row: CodeListRow) -> CodeList:
    keys = session.scalars(sa.select(ListedCodeRow.code).where(ListedCodeRow.list == row.id))
    codes = sorted(map(code_from_key, keys), key=lambda code: (code.system, str(code)))
    return CodeList(row.id, row.name, row.looked, frozenset(json.loads(row.editions)), tuple(codes))
