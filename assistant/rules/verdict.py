"""Verdicts in words: one module per rule, pure. The rule decides; these only say what it decided, and on which row.

tell_...(verdict) -> Telling
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.rules.basis import Basis
from corpus.codes import Code


class Stance(StrEnum):
    """What a verdict lets an answer say of its codes. An answer that says otherwise is corrected."""

    AFFIRMS = "affirms"  # yes: billable, within the limit, listed with its primary
    CONDITIONS = "conditions"  # only with something: a modifier, a primary code, the payer's consent, records
    DENIES = "denies"  # no
    SILENT = "silent"  # the table has nothing on it, which is neither yes nor no
    NOT_LOADED = "not_loaded"  # the table that would say is not here


@dataclass(frozen=True, slots=True)
class Telling:
    """A verdict in plain sentences, without citations: the verdict first, then why, then the row.

    ``key`` tells it from the other verdicts of one answer ("ptp:20610/99213"). ``title`` heads its evidence.
    ``row`` names the table row, its edition and dates; where nothing was found it names what was searched.
    ``codes`` are all codes that it may name. ``locator`` is the place in the edition ("row 20610/99213").
    """

    key: str
    title: str
    stance: Stance
    verdict: str
    reasons: tuple[str, ...]
    row: str
    codes: frozenset[Code]
    basis: Basis
    locator: str


def edition_phrase(basis: Basis) -> str:
    """How a verdict names its edition: "NCCI PTP edits, practitioner, 2026 Q3", and that it does not cover the day."""
    if basis.edition is None:
        return f"{basis.table}: no edition is loaded"
    if basis.covers:
        return basis.edition.title
    begins, ends = basis.edition.effective_from, basis.edition.effective_to
    if begins and basis.day < begins:
        return f"{basis.edition.title}, which begins on {begins}, after the date of service {basis.day}"
    if ends and ends < basis.day:
        return f"{basis.edition.title}, which ended on {ends}, before the date of service {basis.day}"
    return basis.edition.title
