"""Was a procedure code valid on a date of service? Decided by whole code lists, else by which tables name it.

HCPCS Level II, of which whole lists are loaded:
  the deciding list has it, in effect                        -> ACTIVE
  it is added or takes effect later                          -> NOT_YET
  it ended before the day (a termination date always counts) -> TERMINATED, with what the list names in its place
  not in the deciding list, but in an earlier / a later one  -> GONE / NEW
  in no list                                                 -> NEVER
CPT, of which no public list is whole:
  other tables name it                                       -> NAMED
  none does                                                  -> UNNAMED, which is not "does not exist"
no table at all                                              -> NOT_LOADED

In the HCPCS file an action may take effect the day after the termination (JG: terminated 2024-12-31, action effective
2025-01-01): the action then is the termination itself, so that the termination date decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.rules.basis import Basis, Voice, consult
from corpus.codes import Code, CptCode
from corpus.editions import Edition
from corpus.relations import CodeListing, Loaded, ProcedureCode


class ValidityFinding(StrEnum):
    """Whether a code may be reported on the day, as far as code lists say."""

    ACTIVE = "active"
    NOT_YET = "not_yet"
    TERMINATED = "terminated"
    GONE = "gone"
    NEW = "new"
    NEVER = "never"
    NAMED = "named"
    UNNAMED = "unnamed"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class ValidityVerdict:
    """The finding for one code. ``others`` are editions that have it where the deciding one does not, or name it."""

    code: ProcedureCode
    finding: ValidityFinding
    basis: Basis
    row: CodeListing | None = None
    others: tuple[Edition, ...] = ()

    @property
    def replaced_by(self) -> tuple[Code, ...]:
        """Codes that the list itself refers to in the code's row."""
        return self.row.replaced_by if self.row else ()


def validity_verdict(
    code: ProcedureCode, listings: Loaded[CodeListing], named: tuple[Edition, ...], day: date
) -> ValidityVerdict:
    """The verdict on a code. ``listings`` are of the whole lists of its system; ``named`` the editions naming it."""
    of_code = replace(listings, rows=tuple(row for row in listings.rows if row.code == code))
    consulted = consult(of_code, day)
    verdict = ValidityVerdict(code, ValidityFinding.NOT_LOADED, consulted.basis)
    if consulted.voice is Voice.SPEAKS:
        row = consulted.rows[0]
        return replace(verdict, finding=_of_row(row, day), row=row)
    if isinstance(code, CptCode) or consulted.voice is Voice.NOT_LOADED:
        if named:
            return replace(verdict, finding=ValidityFinding.NAMED, others=named)
        loaded = isinstance(code, CptCode) and consulted.basis.edition is not None
        return replace(verdict, finding=ValidityFinding.UNNAMED) if loaded else verdict
    return _elsewhere(verdict, of_code)


def _of_row(row: CodeListing, day: date) -> ValidityFinding:
    if row.terminated is not None and row.terminated < day:
        return ValidityFinding.TERMINATED
    if row.added is not None and day < row.added:
        return ValidityFinding.NOT_YET
    return ValidityFinding.ACTIVE


def _elsewhere(verdict: ValidityVerdict, listings: Loaded[CodeListing]) -> ValidityVerdict:
    """A code that the deciding list does not have: in lists before it, after it, or in none."""
    having = {row.source.edition_id for row in listings.rows}
    others = tuple(edition for edition in listings.editions if edition.id in having)
    begin = verdict.basis.edition.effective_from if verdict.basis.edition else None
    if not others:
        return replace(verdict, finding=ValidityFinding.NEVER)
    later = all((edition.effective_from or date.min) > (begin or date.min) for edition in others)
    return replace(verdict, finding=ValidityFinding.NEW if later else ValidityFinding.GONE, others=others)
