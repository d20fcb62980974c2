"""Persons and their passwords."""

from __future__ import annotations

import dataclasses
import time
import uuid
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk.accounts.database import Database, changed, insert_new
from desk.accounts.errors import AccountError
from desk.accounts.keeping.belongings import erase, everything
from desk.accounts.models import PersonRow, SessionRow
from desk.accounts.rights import Person, Role

_AT_ONCE = 50  # guests that one transaction erases
LONGEST_NAME, SHORTEST_PASSWORD, LONGEST_PASSWORD = 100, 12, 1_000

# The smallest measure of OWASP's password storage sheet for argon2id: 19 MiB, two rounds, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# The one person of a desk without sign-in.
LOCAL = Person("00000000-0000-4000-8000-000000000000", "local", "You", Role.ADMIN, "member")


class People:
    """``hasher`` is argon2 with the measure above unless a test takes a cheaper one."""

    def __init__(self, database: Database, hasher: PasswordHasher = _HASHER) -> None:
        self._database, self._hasher = database, hasher

    def add(
        self, name: str, password: str | None, role: Role = Role.CODER, plan: str = "registered", shown: str = ""
    ) -> Person:
        """A new person; raises AccountError for a name that is taken or can't be used, or a weak password."""
        name = checked_name(name)
        kept = self._hasher.hash(checked_password(password, name)) if password is not None else None
        person = Person(str(uuid.uuid4()), name, shown.strip()[:LONGEST_NAME] or name, role, plan)
        if not self._insert(person, password=kept):
            raise AccountError(f"The name {name} is taken; choose another one.")
        return person

    def ensure(self, person: Person, subject: str | None = None) -> Person:
        """The person as kept, written at the first time: the local one, a guest, or one that signs in elsewhere.

        ``subject`` is the id of that other sign-in: the person who has it is found by it, whatever their name is.
        """
        found = self._one(PersonRow.subject == subject if subject is not None else PersonRow.id == person.id)
        if found is None:
            self._insert(person, subject=subject)
            found = self._one(PersonRow.subject == subject if subject is not None else PersonRow.id == person.id)
        if found is None:  # the name belongs to somebody with a password: no other sign-in takes it over
            raise AccountError(f"The name {person.name} is another account's here; ask an administrator.")
        return found

    def by_id(self, person_id: str) -> Person | None:
        return self._one(PersonRow.id == person_id)

    def by_name(self, name: str) -> Person | None:
        """Who signs in with that name: never the one of a desk without sign-in."""
        return self._one(sa.and_(PersonRow.name == name.strip().casefold(), PersonRow.id != LOCAL.id))

    def named(self, name: str) -> Person:
        """The person of that name; raises AccountError."""
        found = self.by_name(name)
        if found is None:
            raise AccountError(f"There is nobody named {name!r}; 'python -m desk users list' shows who there is.")
        return found

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """What those with these ids sign in with; who is no more isn't in it."""
        with self._database.reading() as session:
            found = sa.select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(set(ids)))
            return {row.id: row.name for row in session.execute(found)}

    def all(self) -> tuple[Person, ...]:
        """Everybody who signs in, by name: no guests, and not the one of a desk without sign-in."""
        some = sa.select(PersonRow).where(PersonRow.role != Role.GUEST, PersonRow.id != LOCAL.id)
        with self._database.reading() as session:
            rows = session.scalars(some.order_by(PersonRow.name)).all()
            return tuple(_person(row) for row in rows)

    def checked(self, name: str, password: str) -> Person | None:
        """The person with this name and password; takes as long for a name that isn't there."""
        with self._database.reading() as session:
            row = session.scalar(sa.select(PersonRow).where(PersonRow.name == name.strip().casefold()))
            kept = row.password if row is not None else None
            person = _person(row) if row is not None else None
        try:
            self._hasher.verify(kept or self._nobodys, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return None
        if kept is None or person is None:
            return None
        if self._hasher.check_needs_rehash(kept):
            self._update(person.id, password=self._hasher.hash(password))
        return person

    def set_password(self, person: Person, password: str) -> None:
        """A new password; every browser of theirs is signed out. Raises AccountError for a weak one."""
        self._set_password(person, password, sa.true())

    def password_hash(self, person: Person) -> str | None:
        """Of their password as it is now; None for one who signs in elsewhere."""
        with self._database.reading() as session:
            return session.scalar(sa.select(PersonRow.password).where(PersonRow.id == person.id))

    def replace_password(self, person: Person, former: str, password: str) -> bool:
        """As ``set_password``, where the password's hash is still this one; False where it isn't any more."""
        return self._set_password(person, password, PersonRow.password == former)

    def set_role(self, person: Person, role: Role) -> None:
        self._keep_an_admin(person, role)
        self._update(person.id, role=role)

    def set_plan(self, person: Person, plan: str) -> None:
        self._update(person.id, plan=plan)

    def everything(self, person: Person) -> dict[str, list[dict[str, Any]]]:
        """All that is theirs, by table, without secrets."""
        with self._database.reading() as session:
            return everything(session, person)

    def erase(self, person: Person) -> None:
        """The person and all that is theirs: sessions, tokens, conversations, feedback. The only admin stays.

        The one of a desk without sign-in is there again at once, with nothing.
        """
        if person.id != LOCAL.id:
            self._keep_an_admin(person, None)
        with self._database.writing() as session:
            erase(session, person)
        if person.id == LOCAL.id:
            self.ensure(LOCAL)

    def prune_guests(self, before: float) -> int:
        """Erases guests from before a time, with what they asked; how many. Few at a time: others write between."""
        found = sa.select(PersonRow).where(PersonRow.role == Role.GUEST, PersonRow.created < before).limit(_AT_ONCE)
        erased = 0
        while True:
            with self._database.writing() as session:
                guests = [_person(row) for row in session.scalars(found)]
                for guest in guests:
                    erase(session, guest)
            erased += len(guests)
            if len(guests) < _AT_ONCE:
                return erased

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(str(uuid.uuid4()))

    def _keep_an_admin(self, person: Person, role: Role | None) -> None:
        others = (one for one in self.all() if one.role is Role.ADMIN and one.id != person.id)
        if person.role is Role.ADMIN and role is not Role.ADMIN and next(others, None) is None:
            raise AccountError(f"{person.name} is the only administrator; make another one first.")

    def _insert(self, person: Person, *, password: str | None = None, subject: str | None = None) -> bool:
        """Whether the row is new; one with the same id, name or subject stays as it is."""
        values = dataclasses.asdict(person)
        with self._database.writing() as session:
            return insert_new(session, PersonRow, **values, password=password, subject=subject, created=time.time())

    def _set_password(self, person: Person, password: str, still: sa.ColumnElement[bool]) -> bool:
        kept = self._hasher.hash(checked_password(password, person.name))
        with self._database.writing() as session:
            new = sa.update(PersonRow).where(PersonRow.id == person.id, still).values(password=kept)
            if not changed(session.execute(new)):
                return False
            session.execute(sa.delete(SessionRow).where(SessionRow.person == person.id))
            return True

    def _update(self, person_id: str, **values: object) -> None:
        with self._database.writing() as session:
            session.execute(sa.update(PersonRow).where(PersonRow.id == person_id).values(**values))

    def _one(self, condition: sa.ColumnElement[bool]) -> Person | None:
        with self._database.reading() as session:
            row = session.scalar(sa.select(PersonRow).where(condition))
            return _person(row) if row is not None else None


def checked_name(name: str) -> str:
    """The name as it is kept; raises AccountError for one that can't be used."""
    kept = name.strip().casefold()
    if not 2 <= len(kept) <= LONGEST_NAME or not kept.isprintable() or any(map(str.isspace, kept)) or ":" in kept:
        raise AccountError(
            f"A name has 2 to {LONGEST_NAME} letters without spaces or colons, such as a mail address; choose another."
        )
    return kept


def checked_password(password: str, name: str) -> str:
    """The password; raises AccountError for one that is easily guessed."""
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(f"A password needs at least {SHORTEST_PASSWORD} characters; a few words in a row do well.")
    if len(password) > LONGEST_PASSWORD:
        raise AccountError(f"A password has at most {LONGEST_PASSWORD} characters; take a shorter one.")
    if len(set(password)) < 5 or name in password.casefold():
        raise AccountError("This password is easily guessed: take one without your name and with more variety.")
    return password


def _person(row: PersonRow) -> Person:
    return Person(row.id, row.name, row.shown, Role(row.role), row.plan)
