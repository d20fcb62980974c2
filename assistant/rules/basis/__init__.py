"""What every verdict rests on: which edition of which table spoke for the date of service, or why none did.

Three states never merge: no edition that could speak is loaded; one is loaded and silent; one is loaded and speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic

from corpus.editions import Edition, nearest_edition
from corpus.relations import Loaded, Row, Table

__all__ = ["GUIDANCE", "Basis", "Consulted", "Loaded", "Voice", "consult"]

# Guidance is no table; among the tables, documents are the nearest to it.
GUIDANCE = Table.GUIDANCE


class Voice(StrEnum):
    """Whether a table could speak, and did."""

    NOT_LOADED = "not_loaded"  # no edition, or only an excerpt that happens not to have the row
    SILENT = "silent"  # a complete edition is loaded and has no row
    SPEAKS = "speaks"


@dataclass(frozen=True, slots=True)
class Basis:
    """Which edition of a table was asked for a date of service. ``edition`` is None when none is loaded.

    ``dated`` is True where the row's own dates reach the day, whatever the span of the edition: a deletion stays one.
    """

    table: Table
    day: date
    edition: Edition | None = None
    dated: bool = False

    @property
    def covers(self) -> bool:
        """False when the loaded edition nearest to the day does not cover it: the verdict must say so."""
        return self.edition is not None and (self.dated or self.edition.covers(self.day))

    @property
    def begins_later(self) -> bool:
        """True for an edition that takes effect after the day."""
        begins = self.edition.effective_from if self.edition else None
        return begins is not None and begins > self.day


@dataclass(frozen=True, slots=True)
class Consulted(Generic[Row]):
    """The one edition that decides, and its rows."""

    basis: Basis
    voice: Voice
    rows: tuple[Row, ...] = ()


def consult(loaded: Loaded[Row], day: date) -> Consulted[Row]:
    """Asks the edition nearest to a date of service.

    An excerpt, or a release with a part missing, may speak but cannot be silent: a complete edition near it is asked
    then. Only a complete edition without a row is SILENT.
    """
    nearest = nearest_edition(loaded.editions, day)
    found = _rows_of(loaded.rows, nearest)
    if nearest is not None and not found and not nearest.complete:
        complete = nearest_edition((edition for edition in loaded.editions if edition.complete), day)
        nearest = complete or nearest
        found = _rows_of(loaded.rows, nearest)
    basis = Basis(loaded.table, day, nearest)
    if found:
        return Consulted(basis, Voice.SPEAKS, found)
    if nearest is None or not nearest.complete:
        return Consulted(basis, Voice.NOT_LOADED)
    return Consulted(basis, Voice.SILENT)


def _rows_of(rows: Sequence[Row], edition: Edition | None) -> tuple[Row, ...]:
    return tuple(row for row in rows if edition is not None and row.source.edition_id == edition.id)
