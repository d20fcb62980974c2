"""What a favourite or a note is kept on: a code, a section of a guideline, a claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from corpus.codes import Code, code_key
from desk.accounts.models import FavouriteRow, NoteRow
from desk.accounts.secrets import digest

LONGEST_KEY = 300


class ThingKind(StrEnum):
    CODE = "code"
    SECTION = "section"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Thing:
    """``key`` is a code's ("cpt:20610"), a section's ("em-mdm#overview"), or the digest of a claim's lines, which
    ``label`` then has; it is "" for the others, whose names the knowledge base knows."""

    kind: ThingKind
    key: str
    label: str = ""

    @classmethod
    def of_code(cls, code: Code) -> Thing:
        return cls(ThingKind.CODE, code_key(code))

    @classmethod
    def of_section(cls, key: str) -> Thing:
        return cls(ThingKind.SECTION, key)

    @classmethod
    def of_claim(cls, lines: str) -> Thing:
        """``lines`` are all that a claim is known by: the same lines are the same claim."""
        return cls(ThingKind.CLAIM, digest(lines), lines)


def thing_of(row: FavouriteRow | NoteRow) -> Thing:
    return Thing(ThingKind(row.kind), row.key, row.label)


def on(model: type[FavouriteRow] | type[NoteRow], things: Iterable[Thing]) -> sa.ColumnElement[bool]:
    """That a row is on one of these things; of none for no things."""
    by_kind: dict[ThingKind, list[str]] = {}
    for thing in things:
        by_kind.setdefault(thing.kind, []).append(thing.key)
    return sa.or_(sa.false(), *(sa.and_(model.kind == kind, model.key.in_(keys)) for kind, keys in by_kind.items()))
