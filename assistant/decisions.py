"""What is decided by rule, without an answer in words around it: for a claim tool, programs, and a model's tools.

    casepilot.decisions.claims(claims, day)        # each line with its result and what would mend it
    casepilot.decisions.verdicts(query, day)       # every verdict on what a query names, the leading one first

Blocking I/O: call it off the event loop. Thread-safe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.gather.claims import checked
from assistant.answering.gather.gathering import Gatherer
from assistant.functions import Function, functions_for_programs
from assistant.rules.claim.checked import CheckedClaim
from assistant.rules.engine import Decider
from assistant.rules.verdict import Verdict
from assistant.understand.claims.text import ClaimText
from assistant.understand.query import Query
from corpus.codes import Code
from corpus.relations import PTP_TABLES, ProcedureCode
from corpus.store.knowledge_base import KnowledgeBase

# Pairs grow with the square of the codes of a file; of more codes each claim reads its own pairs.
_MOST_PAIRED = 60


class Decisions:
    """The rules over one opened knowledge base. ``today`` is the date of service where none is told."""

    def __init__(self, knowledge: KnowledgeBase, gatherer: Gatherer) -> None:
        self._knowledge, self._gatherer = knowledge, gatherer
        self._decider = Decider(knowledge.catalog, knowledge.tables, knowledge.editions())

    def claims(self, claims: Sequence[ClaimText], today: date) -> tuple[CheckedClaim, ...]:
        """Claims decided line by line, with the fee schedule's amounts where a place is told."""
        existing = self._read_ahead(claims)
        done = [checked(claim, claim.day or today, existing, self._decider) for claim in claims]
        return tuple(replace(one, amounts=tuple(self._amounts(one))) for one in done)

    def _read_ahead(self, claims: Sequence[ClaimText]) -> Callable[[Iterable[Code]], frozenset[Code]]:
        """Reads what the claims ask of their codes at once, each claim's own reads finding it; gives what exists."""
        codes: list[ProcedureCode] = list(dict.fromkeys(line.code for claim in claims for line in claim.lines))
        asked: frozenset[Code] = frozenset((*codes, *(code for claim in claims for code in claim.diagnoses)))
        settings = PTP_TABLES if len(codes) <= _MOST_PAIRED else ()
        self._knowledge.tables.read_ahead(codes, settings)
        known = self._knowledge.existing(asked)

        def existing(wanted: Iterable[Code]) -> frozenset[Code]:
            sought = frozenset(wanted)
            return known & sought if sought <= asked else self._knowledge.existing(sought)

        return existing

    def _amounts(self, done: CheckedClaim) -> Iterator[Verdict | None]:
        said = done.claim.circumstances
        for line in done.claim.lines if said.state or said.zip_code else ():
            yield next(self._decider.payment(line.code, line.modifiers, said, line.day or done.day), None)

    def functions(self, today: date) -> tuple[Function, ...]:
        """What can be asked for as functions, by programs."""
        return functions_for_programs(self._gatherer, today)

    def verdicts(self, question: Query, today: date) -> tuple[Verdict, ...]:
        """Every verdict on what a query names and tells, the one that leads an answer first."""
        found = self._gatherer.gather(question, today)
        return tuple(ruling.verdict for ruling in sorted(found.rulings, key=lambda ruling: ruling != found.lead))
