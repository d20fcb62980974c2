"""Tokens for the API: shown once, kept as their digest, each for some scopes."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from desk.accounts.database import Database
from desk.accounts.errors import AccountError
from desk.accounts.models import PersonRow, TokenRow
from desk.accounts.rights import SCOPES, Person, Right, Role
from desk.accounts.secrets import digest, new_secret

PREFIX = "cp_"  # tells a token from other secrets where one leaks into a log or a repository
MOST = 20
_LONGEST_NAME = 100
_DAY_SECONDS = 86_400
_USE_NOTED_SECONDS = 60.0  # the last use is kept to the minute: not every request writes


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed; the secret itself is nowhere."""

    id: str
    name: str
    scopes: frozenset[Right]
    created: float
    expires: float | None
    used: float | None


class Tokens:
    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, person: Person, name: str, scopes: Iterable[str], days: int | None = None) -> tuple[Token, str]:
        """A new token and its secret, which can't be shown again. Raises AccountError."""
        name, now = name.strip()[:_LONGEST_NAME], time.time()
        wanted = frozenset(scopes)
        if not name:
            raise AccountError("A token needs a name that says where it is used.")
        if not wanted or not wanted <= set(SCOPES):
            raise AccountError(f"A token is made for one or more of these scopes: {', '.join(SCOPES)}.")
        if days is not None and not 1 <= days <= 3_650:
            raise AccountError("A token lasts 1 to 3650 days, or until it is taken back.")
        secret = new_secret(PREFIX)
        row = TokenRow(
            id=str(uuid.uuid4()),
            person=person.id,
            name=name,
            scopes=" ".join(sorted(wanted)),
            hash=digest(secret),
            created=now,
            expires=None if days is None else now + days * _DAY_SECONDS,
            used=None,
        )
        with self._database.writing() as session:
            count = session.scalar(sa.select(sa.func.count()).where(TokenRow.person == person.id))
            if (count or 0) >= MOST:
                raise AccountError(f"{MOST} tokens are the most that one person has; take one back first.")
            session.add(row)
            session.flush()
            return _token(row), secret

    def of(self, person: Person) -> tuple[Token, ...]:
        """Those of a person, the newest first."""
        with self._database.reading() as session:
            query = sa.select(TokenRow).where(TokenRow.person == person.id).order_by(TokenRow.created.desc())
            return tuple(map(_token, session.scalars(query)))

    def revoke(self, person: Person, token_id: str) -> bool:
        """Takes a token of this person's back; False where they have none of that id."""
        with self._database.writing() as session:
            found = session.scalar(sa.select(TokenRow).where(TokenRow.id == token_id, TokenRow.person == person.id))
            if found is not None:
                session.delete(found)
            return found is not None

    def person(self, secret: str) -> tuple[Person, frozenset[Right]] | None:
        """Whose token it is and what for; None for one that isn't known or has ended."""
        now = time.time()
        with self._database.reading() as session:
            found = session.execute(
                sa.select(PersonRow, TokenRow)
                .join(TokenRow, TokenRow.person == PersonRow.id)
                .where(TokenRow.hash == digest(secret))
            ).first()
            if found is None or (found[1].expires is not None and found[1].expires < now):
                return None
            row, token = found[0], _token(found[1])
            person = Person(row.id, row.name, row.shown, Role(row.role), row.plan)
        if token.used is None or now - token.used > _USE_NOTED_SECONDS:
            with self._database.writing() as session:
                session.execute(sa.update(TokenRow).where(TokenRow.id == token.id).values(used=now))
        return person, token.scopes


def _token(row: TokenRow) -> Token:
    scopes = frozenset(map(Right, row.scopes.split()))
    return Token(row.id, row.name, scopes, row.created, row.expires, row.used)
