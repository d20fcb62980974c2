"""What is decided by rule, without an answer in words around it: for a claim tool, programs, and a model's tools.

    casepilot.decisions.claims(claims, day)        # each line with its result and what would mend it
    casepilot.decisions.about(code, day)           # what the loaded editions have on one code
    casepilot.decisions.verdicts(query, day)       # every verdict on what a query names, the leading one first

Blocking I/O: call it off the event loop. Thread-safe.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.gather.claims import checked
from assistant.answering.gather.gathering import Gatherer
from assistant.functions import Function, functions_for_programs
from assistant.rules.claim.checked import CheckedClaim
from assistant.rules.engine import Decider
from assistant.rules.indicators.facts import TableFact
from assistant.rules.verdict import Stance, Verdict
from assistant.understand.claims.text import ClaimText
from assistant.understand.query import Query
from corpus.codes import Code
from corpus.editions import Edition
from corpus.records import CodeRecord
from corpus.relations import ProcedureCode
from corpus.store.knowledge_base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class AboutCode:
    """What the loaded editions have on one code on a day.

    ``status`` says whether it may be reported; None where no list could. ``primaries`` and ``add_ons`` are those of the
    add-on edits in force. ``editions`` are those that all of this rests on.
    """

    code: Code
    record: CodeRecord | None
    status: Verdict | None
    facts: tuple[TableFact, ...]
    primaries: tuple[ProcedureCode, ...]
    add_ons: tuple[ProcedureCode, ...]
    editions: tuple[Edition, ...]

    @property
    def may_be_reported(self) -> bool | None:
        """None where no list says it for the day."""
        stance = self.status.stance if self.status else Stance.NOT_LOADED
        return {Stance.AFFIRMS: True, Stance.DENIES: False}.get(stance)


class Decisions:
    """The rules over one opened knowledge base. ``today`` is the date of service where none is told."""

    def __init__(self, knowledge: KnowledgeBase, gatherer: Gatherer) -> None:
        self._knowledge, self._gatherer = knowledge, gatherer
        self._editions = {edition.id: edition for edition in knowledge.editions()}
        self._decider = Decider(knowledge.catalog, knowledge.tables, self._editions.values())

    def claims(self, claims: Sequence[ClaimText], today: date) -> tuple[CheckedClaim, ...]:
        """Claims decided line by line, with the fee schedule's amounts where a place is told."""
        existing = self._knowledge.existing
        done = [checked(claim, claim.day or today, existing, self._decider) for claim in claims]
        return tuple(replace(one, amounts=tuple(self._amounts(one))) for one in done)

    def _amounts(self, done: CheckedClaim) -> Iterator[Verdict | None]:
        said = done.claim.circumstances
        for line in done.claim.lines if said.state or said.zip_code else ():
            yield next(self._decider.payment(line.code, line.modifiers, said, line.day or done.day), None)

    def about(self, code: Code, day: date) -> AboutCode:
        """One code on a day."""
        record = self._knowledge.catalog.records([code], day).get(code)
        status = self._decider.status(code, day)
        facts = self._decider.facts(code, day)
        bases = [fact.basis for fact in facts]
        primaries: tuple[ProcedureCode, ...] = ()
        add_ons: tuple[ProcedureCode, ...] = ()
        if isinstance(code, ProcedureCode):
            pairing, listing = self._decider.pairing(code, day), self._decider.add_ons(code, day)
            primaries, add_ons = pairing.primaries, listing.add_ons
            bases += [pairing.basis, listing.basis]
        used = {basis.edition for basis in (*bases, *([status.basis] if status else ())) if basis.edition}
        if record:
            used.add(self._editions[record.source.edition_id])
        return AboutCode(code, record, status, facts, primaries, add_ons, tuple(used))

    def functions(self, today: date) -> tuple[Function, ...]:
        """What can be asked for as functions, by programs."""
        return functions_for_programs(self._gatherer, today)

    def verdicts(self, question: Query, today: date) -> tuple[Verdict, ...]:
        """Every verdict on what a query names and tells, the one that leads an answer first."""
        found = self._gatherer.gather(question, today)
        return tuple(ruling.verdict for ruling in sorted(found.rulings, key=lambda ruling: ruling != found.lead))
