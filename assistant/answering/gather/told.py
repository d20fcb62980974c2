"""From a question to what procedures decide on: its case, and the figures of the knowledge base behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.leading import DECIDES
from assistant.procedures.case import Case, CaseLine, Figure, Figures, Placed
from assistant.procedures.decisions import TELLS_ONLY
from assistant.procedures.registry import verdicts_of
from assistant.rules.basis import Voice, consult
from assistant.rules.engine import Decider
from assistant.rules.payment.decide import of_the_year
from assistant.rules.verdict import Verdict
from assistant.understand.circumstances import Circumstances
from assistant.understand.circumstances.payers import Payer
from assistant.understand.conversation.changes import changes_in
from assistant.understand.query import Conversation, Query
from assistant.understand.story import Mention, Story
from assistant.understand.story.lexicon import COMMON
from assistant.understand.wishes.wish import Wish
from corpus.codes import Code
from corpus.editions import Edition
from corpus.records import CodeRecord
from corpus.relations import FeeScheduleRow, ProcedureCode
from corpus.store.kept import Kept
from corpus.store.knowledge_base import KnowledgeBase


def case_of(question: Query) -> Case:
    """The told case of a question."""
    return Case(
        story=_with_payer(question),
        codes=question.codes,
        modifiers=question.modifiers,
        lines=tuple(CaseLine(line.code, line.modifiers, line.units) for line in question.lines),
        places=question.places,
        said=question.circumstances,
        wish=question.intent,
    )


# A message that asks for nothing, or for a code without saying of what.
_TELLS_ONLY = frozenset({Wish.SEARCH, Wish.WHICH_CODE, Wish.GUIDELINE})
# The concepts of the payer, as common.yaml has them and families add phrases to.
_PAYER = {Payer.MEDICARE: "medicare", Payer.CPT: "commercial"}


def _with_payer(question: Query) -> Story:
    """The story, in which the known payer is told, also one that the conversation carries, and no former one.

    A chart that is told without a question and without a code wants its diagnoses: "sepsis due to pneumonia".
    """
    payer = question.circumstances.payer
    names = [_PAYER[payer]] if payer is not None else []
    if question.intent in _TELLS_ONLY and not question.codes and not question.story.within(COMMON).has("procedural"):
        names.append(TELLS_ONLY)
    mentions = question.story.mentions
    if "story" in question.carried and (payer is not None or question.circumstances.payer_name):
        former = {name for other, name in _PAYER.items() if other is not payer}
        mentions = tuple(one for one in mentions if one.concept.rpartition(".")[2] not in former)
    told = (Mention(f"{COMMON}.{name}", 0, 0, 0, 0) for name in names)
    return replace(question.story, mentions=(*told, *mentions))


# Asked of no case.
_OF_NO_CASE = frozenset({Wish.GUIDELINE, Wish.LIST, Wish.TABLE, Wish.GREETING})
# A follow-up is read in two ways, beside the case before it, and then answered: each is decided once.
_DECIDED_KEPT = 64


class Procedures:
    """What the procedures come to on a question; remembered for the questions of late. Thread-safe."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        # A question is told from another by being it: it holds mappings. As long as it is kept its id is its own.
        self._kept: Kept[tuple[int, date], tuple[Query, tuple[Verdict, ...]]] = Kept(_DECIDED_KEPT)

    def verdicts(self, question: Query, day: date) -> tuple[Verdict, ...]:
        """Every verdict, in the order of the procedures."""

        def decide(keys: Sequence[tuple[int, date]]) -> dict[tuple[int, date], tuple[Query, tuple[Verdict, ...]]]:
            told = question, tuple(verdicts_of(case_of(question), day, self._figures))
            return dict.fromkeys(keys, told)

        return self._kept.one((id(question), day), decide)[1]


def further(conversation: Conversation, alone: Query, leaning: Query, today: date, procedures: Procedures) -> Query:
    """The message ``leaning`` on the case before it, where it is that case that is decided anew; else ``alone``.

    "Just a splint, and ortho sees her tomorrow", "path came back amended, he snared a polyp": such a message asks
    nothing and names no code. That the procedure which decided before comes to something else shows that it goes on. A
    message that puts something right ("actually he was directing three rooms") goes on although it would decide alone.
    So does one that comes to something only together with the code before it: "a visit 12 days after" 10060.
    """
    before = conversation.last.query if conversation.last else None
    if before is None:
        return alone
    apart = _decided(alone, today, procedures)
    joins = bool(before.codes) and not alone.codes and alone.intent not in _OF_NO_CASE
    if apart and not changes_in(alone.text).corrects and not joins:
        return alone
    then = _decided(before, today, procedures)
    rules, said = {verdict.rule for verdict in then}, {verdict.conclusion for verdict in then}
    by_itself = {verdict.rule for verdict in apart}
    if apart:
        rules = rules & by_itself if changes_in(alone.text).corrects else set()
        said |= {verdict.conclusion for verdict in apart}
    now = _decided(leaning, today, procedures) if rules or joins else []
    fresh = [each for each in now if each.conclusion not in said]
    if any(each.rule in rules for each in fresh):
        return leaning
    # Where the message decides by itself, the code before must make the same verdict a more exact one.
    with_code = joins and any(_joins(each, leaning) and by_itself <= {each.rule} for each in fresh)
    return leaning if with_code else alone


def _joins(verdict: Verdict, query: Query) -> bool:
    """Whether a verdict is on a code of the case before and rests on what this message tells."""
    told = any(begin >= query.begins - 1 for begin, _ in verdict.rests_on)
    return told and not verdict.about.isdisjoint(query.codes)


def of_its_own(conversation: Conversation, leaning: Query, alone: Query, today: date, procedures: Procedures) -> Query:
    """``alone`` for a message that was taken to go on with the case before, changes nothing of it, and decides by
    itself: "patient with type 2 diabetes and stage 4 CKD" after critical care; else ``leaning``."""
    before = conversation.last.query if conversation.last else None
    if before is None:
        return leaning
    apart = _decided(alone, today, procedures)
    then = _decided(before, today, procedures) if apart else []
    rules, said = {verdict.rule for verdict in then}, {verdict.conclusion for verdict in then}
    if not any(each.rule not in rules for each in apart):
        return leaning
    if not then:  # beside codes of which only tables spoke: nothing but what the message comes to by itself
        said = {verdict.conclusion for verdict in apart}
    return alone if all(each.conclusion in said for each in _decided(leaning, today, procedures)) else leaning


def _decided(query: Query, today: date, procedures: Procedures) -> list[Verdict]:
    day = query.date_of_service or today
    return [each for each in procedures.verdicts(query, day) if each.stance in DECIDES]


class KnownFigures:
    """``Figures`` of one knowledge base: the loaded tables first, then the authored entries. Blocking I/O."""

    def __init__(self, knowledge: KnowledgeBase, decider: Decider, editions: Mapping[str, Edition]) -> None:
        self._knowledge, self._decider, self._editions = knowledge, decider, editions

    def figure(self, code: ProcedureCode, name: str, day: date) -> Figure | None:
        consulted = consult(self._knowledge.tables.fee_schedule(code), day)
        if consulted.voice is Voice.SPEAKS and consulted.basis.edition is not None and name != "mue_practitioner":
            row = next((row for row in consulted.rows if row.modifier is None), None)
            value = str(getattr(row, name, "") or "") if row is not None else ""
            if value:
                return Figure(value, consulted.basis.edition)
        record = self.record(code, day)
        fact = next((fact for fact in record.facts if fact.name == name), None) if record else None
        return Figure(fact.value, self._editions[fact.source.edition_id]) if fact else None

    def fee_row(self, code: ProcedureCode, day: date) -> FeeScheduleRow | None:
        consulted = consult(self._knowledge.tables.fee_schedule(code), day)
        return next((row for row in consulted.rows if row.modifier is None), None)

    def record(self, code: Code, day: date) -> CodeRecord | None:
        return self._knowledge.catalog.records([code], day).get(code)

    def primaries(self, code: ProcedureCode, day: date) -> tuple[ProcedureCode, ...]:
        return self._decider.pairing(code, day).primaries

    def anesthesia_units(self, code: ProcedureCode, day: date) -> Figure | None:
        found = self._decider.published.anesthesia_units(code, day)
        edition = found.basis.edition
        return Figure(f"{found.rows[0].units.normalize():f}", edition) if found.rows and edition else None

    def anesthesia_factor(self, said: Circumstances, day: date) -> Placed | None:
        found = self._decider.published.anesthesia_factors(said, day)
        edition = found.basis.edition
        if edition is None or not of_the_year(edition, day) or len(found.rows) != 1 or found.place_missing:
            return None
        return Placed(found.rows[0].factor, found.rows[0].name.title(), edition)

    def exists(self, code: Code) -> bool:
        return code in self._knowledge.existing([code])
