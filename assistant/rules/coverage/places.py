"""In which states coverage documents hold, by the contractors that made them. Blocking I/O."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.listed import CoveragePlace
from corpus.relations import Table
from corpus.store.tables import Tables

# From a document to its contractors, to numbers of states, to letters of states.
_STEPS = 3


def states_of(documents: Sequence[str], tables: Tables) -> dict[str, tuple[str, ...]]:
    """The states of each document, as far as the loaded export of the coverage database tells them."""
    reached: dict[str, frozenset[str]] = {name: frozenset({name}) for name in documents}
    for _ in range(_STEPS):
        steps = _steps({one for places in reached.values() for one in places}, tables)
        reached = {
            name: frozenset(held for one in places for held in steps.get(one, ())) for name, places in reached.items()
        }
    return {name: tuple(sorted(filter(None, places))) for name, places in reached.items() if places}


def _steps(subjects: Iterable[str], tables: Tables) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in tables.rows_by(CoveragePlace, Table.COVERAGE, "subject", sorted(subjects)).rows:
        found.setdefault(row.subject, []).append(row.holds)
    return found
