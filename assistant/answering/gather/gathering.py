"""From a question to its evidence: verdicts of rules and procedures, exact records, and passages, numbered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.answering.evidence import EvidenceBook, EvidenceKind
from assistant.answering.findings import Findings
from assistant.answering.gather.changes import ChangeLists
from assistant.answering.gather.claims import about_claim
from assistant.answering.gather.own.documents import OwnDocuments
from assistant.answering.gather.records import add_record, add_tally, add_verdict
from assistant.answering.gather.resolving import of_settings, resolved
from assistant.answering.gather.searching.beside import SECTIONS_BESIDE, beside
from assistant.answering.gather.searching.drugs import with_drugs
from assistant.answering.gather.searching.quoting import best_sentences, excerpts
from assistant.answering.gather.searching.sections import SectionFinder
from assistant.answering.gather.searching.topics import TopicSearch
from assistant.answering.gather.speaking import relations_of, verdicts_for
from assistant.answering.gather.tallies import Tallier
from assistant.answering.gather.told import KnownFigures, Procedures, further, of_its_own
from assistant.answering.leading import DECIDES, lead_of
from assistant.answering.leading.parts import concluded_codes
from assistant.procedures.registry import lexicon
from assistant.retrieval import Retriever
from assistant.retrieval.exact import near_misses
from assistant.retrieval.search import GUIDELINES
from assistant.retrieval.words.apart import StoryWords
from assistant.rules.addon.decide import AddOnListing, PairingVerdict
from assistant.rules.engine import Decider
from assistant.rules.indicators.facts import TableFact, status_fact
from assistant.rules.indicators.lists.asked import BY_NAME
from assistant.rules.verdict import Ruling, Verdict
from assistant.understand.form.counted import with_told_units
from assistant.understand.query import Conversation, Query, Relation
from assistant.understand.reader import Reader
from assistant.understand.wishes.wish import Wish
from corpus.codes import Code, CodeSystem
from corpus.records import CodeRecord
from corpus.relations import ProcedureCode
from corpus.store.knowledge_base import KnowledgeBase

# Relatives that come along with a code: enough to explain it, few enough to read.
_RELATIVES = 4
# Codes of one question that are gathered in full; a wide range is listed but not all of it is explained.
_SUBJECTS = 24
# Codes whose figures stand in the line of facts.
_WITH_FACTS = 3

# Wishes whose answer tells of add-on and primary codes beside what was asked.
_TELLS_RELATIONS = frozenset({Wish.DESCRIBE, Wish.BILLABLE})


@dataclass(frozen=True, slots=True)
class Gathered:
    """What decides an answer, and ``complete``, which gives that with what stands beside it."""

    findings: Findings
    complete: Callable[[], Findings]

    @classmethod
    def of(cls, findings: Findings) -> Gathered:
        """What is complete."""
        return cls(findings, lambda: findings)


class Gatherer:
    """Gathers evidence from one knowledge base. Thread-safe; does blocking I/O, so call it off the event loop."""

    def __init__(self, knowledge: KnowledgeBase, retriever: Retriever) -> None:
        self._knowledge, self._catalog = knowledge, knowledge.catalog
        self._editions = {edition.id: edition for edition in knowledge.editions()}
        self._decider = Decider(knowledge.catalog, knowledge.tables, self._editions.values())
        self._tallier = Tallier(knowledge.catalog, knowledge.tables, self._editions.values())
        self._changes = ChangeLists(knowledge.catalog, knowledge.tables)
        self._procedures = Procedures(KnownFigures(knowledge, self._decider, self._editions))
        titles = {name: edition.title for name, edition in self._editions.items()}
        self._sections = SectionFinder(knowledge.catalog, retriever, titles)
        diagnoses, rules = (
            knowledge.lexical[name].words() if name in knowledge.lexical else {}
            for name in (CodeSystem.ICD10CM.value, GUIDELINES)
        )
        self._story = StoryWords(diagnoses, rules)
        services = self._decider.lists.services
        self._topics = TopicSearch(knowledge.catalog, retriever, self._sections, self._story, services)
        self._own = OwnDocuments(knowledge.catalog, self._sections, self._editions.values())

    @cached_property
    def _reader(self) -> Reader:
        editions = self._knowledge.tables.editions()
        titles, tables = tuple(one.title for one in editions), frozenset(one.table for one in editions)
        intents, encoder, drugs = self._knowledge.intents, self._knowledge.encoder, self._decider.published.drug_names
        return Reader(self._knowledge.existing, lexicon(), intents, encoder, titles, drugs, tables)

    def read(self, conversation: Conversation, text: str, today: date) -> Query:
        """The question as it is understood, with the code that a follow-up names by words alone."""
        question = with_told_units(self._reader.read(conversation, text, today))
        if (told := self._reader.goes_on(conversation, question, today)) is not None:
            question = further(conversation, question, with_told_units(told), today, self._procedures)
        elif (own := self._reader.by_itself(conversation, question, today)) is not None:
            question = of_its_own(conversation, question, with_told_units(own), today, self._procedures)
        day = question.date_of_service or today
        return of_settings(resolved(question, day, self._knowledge, self._decider))

    def gather(self, question: Query, today: date) -> Findings:
        """Everything the question touches, at most a few dozen passages; the user's own documents first."""
        return self.decide(question, today).complete()

    def decide(self, question: Query, today: date) -> Gathered:
        """The same, the sections beside a verdict that leads left to ``complete``: they are not what decides."""
        day = question.date_of_service or today
        book = EvidenceBook(self._editions)
        own = self._own.about(question, day, book)
        gathered = self._gather(question, day, book)
        if not own:
            return gathered

        def with_own(findings: Findings) -> Findings:
            return replace(findings, evidence=book.evidence, numbers=book.numbers, own=own, day=day)

        return Gathered(with_own(gathered.findings), lambda: with_own(gathered.complete()))

    def _gather(self, question: Query, day: date, book: EvidenceBook) -> Gathered:
        if lists := self._lists(question, day, book):
            return Gathered.of(lists)
        if question.claim is not None:
            claim = about_claim(question.claim, question, day, self._knowledge, self._decider, book)
            return Gathered.of(claim)
        if question.intent is Wish.GREETING or question.dangling or question.outside:
            return Gathered.of(Findings((), {}))
        told = list(self._procedures.verdicts(question, day))
        if question.codes:
            return self._about_codes(question, told, day, book)
        told = [*verdicts_for(question, (), {}, {}, day, self._decider), *told]
        told = with_drugs(question, told, self._decider.published, day)
        decides = any(verdict.stance in DECIDES for verdict in told) and not self._topics.is_title(question)
        if decides or any(verdict.rule in BY_NAME or verdict.rule == "listed" for verdict in told):
            return self._about_case(question, told, day, book)
        return Gathered.of(self._searched(question, day, book))

    def _lists(self, question: Query, day: date, book: EvidenceBook) -> Findings | None:
        """What is asked for as a list; None where nothing is, or nothing that can be listed."""
        if question.changes is not None and (lists := self._changes.of(question.changes, day)):
            tallies = tuple((tally, add_tally(tally, book)) for tally in lists)
            changed = Findings(book.evidence, book.numbers, tallies=tallies, day=day)
            if question.changes.words and not any(tally.members for tally in lists):
                near = self._searched(replace(question, topic=" ".join(question.changes.words)), day, book)
                return replace(near, tallies=tallies, sections=(), quoted=())
            return changed
        if question.listing is not None:
            tallies = tuple((tally, add_tally(tally, book)) for tally in self._tallier.tally(question.listing, day))
            return Findings(book.evidence, book.numbers, tallies=tallies, day=day)
        return None

    def _searched(self, question: Query, day: date, book: EvidenceBook) -> Findings:
        """What the search brings up, with the status of each code on the day."""
        found = self._topics.about(question, day, book)
        statuses = {code: self._decider.statuses.of(code, day) for code in found.found}
        for fact in filter(None, map(status_fact, statuses.values())):
            book.add(fact.key, EvidenceKind.TABLE, fact.title, fact.text, fact.source)
        return replace(found, evidence=book.evidence, numbers=book.numbers, statuses=statuses)

    # --- codes ---------------------------------------------------------------------------------------------------

    def _about_codes(self, question: Query, told: list[Verdict], day: date, book: EvidenceBook) -> Gathered:
        subjects = self._follow(question, day)
        wanted = tuple(dict.fromkeys((*subjects[:_SUBJECTS], *question.modifiers)))
        records = self._catalog.records(wanted, day)
        existing = self._knowledge.existing(subjects)
        lacking = [code for code in subjects if code not in existing and not self._decider.statuses.is_gone(code, day)]
        unknown = {code: near_misses(code, self._knowledge.existing) for code in lacking}
        for code in wanted:
            if code in records:
                add_record(records[code], self._catalog, book)
        procedures = [code for code in wanted if isinstance(code, ProcedureCode)]
        pairings: dict[Code, PairingVerdict] = {code: self._decider.pairing(code, day) for code in procedures}
        add_ons: dict[Code, AddOnListing] = {code: self._decider.add_ons(code, day) for code in procedures}
        facts = self._facts(subjects, day, book)
        loaded = [code for code in subjects if code not in unknown]  # a rule says nothing of what is in no table
        verdicts = [*verdicts_for(question, loaded, pairings, add_ons, day, self._decider), *told]
        rulings = tuple(add_verdict(verdict, question, book) for verdict in verdicts)
        lead = lead_of(question, rulings)
        rulings += self._gone_of(lead, rulings, question, day, book)
        if question.intent in _TELLS_RELATIONS:
            for verdict in relations_of(subjects, pairings, add_ons):
                add_verdict(verdict, question, book)
        self._add_relatives(subjects, pairings, add_ons, records, day, book)
        self._add_concluded(lead, records, day, book)
        decided = Findings(
            book.evidence,
            book.numbers,
            subjects,
            records,
            unknown,
            pairings,
            add_ons,
            facts,
            rulings,
            lead,
            statuses={code: self._decider.statuses.of(code, day) for code in subjects[:_WITH_FACTS]},
            day=day,
        )

        def complete() -> Findings:
            sections = beside(question, subjects, records or existing, lead, records, self._sections, book)
            return replace(
                decided,
                evidence=book.evidence,
                numbers=book.numbers,
                sections=sections,
                quoted=best_sentences(question.topic, sections, book.numbers),
                excerpts=excerpts(question.topic, sections),
            )

        return Gathered(decided, complete)

    def _about_case(self, question: Query, told: list[Verdict], day: date, book: EvidenceBook) -> Gathered:
        """A told case that names no code: the verdicts, and the codes that they conclude."""
        rulings = tuple(add_verdict(verdict, question, book) for verdict in told)
        lead = lead_of(question, rulings)
        rulings += self._gone_of(lead, rulings, question, day, book)
        records: dict[Code, CodeRecord] = {}
        self._add_concluded(lead, records, day, book)
        decided = Findings(book.evidence, book.numbers, records=records, rulings=rulings, lead=lead, day=day)

        def complete() -> Findings:
            apart = self._story.without_diseases(question.topic)
            sections = self._sections.near(question.topic, book, limit=SECTIONS_BESIDE, apart=apart)
            quoted = excerpts(apart or question.topic, sections)
            return replace(decided, evidence=book.evidence, numbers=book.numbers, sections=sections, excerpts=quoted)

        return Gathered(decided, complete)

    def _gone_of(
        self, lead: Ruling | None, told: tuple[Ruling, ...], question: Query, day: date, book: EvidenceBook
    ) -> tuple[Ruling, ...]:
        """The status of each code that the answer concludes and the day does not have."""
        if lead is None:
            return ()
        concluded = sorted(concluded_codes(told, lead), key=str)
        keys = {ruling.verdict.key for ruling in told}
        gone = [verdict for verdict in self._decider.gone(concluded, day) if verdict.key not in keys]
        return tuple(add_verdict(verdict, question, book) for verdict in gone)

    def _add_concluded(
        self, lead: Ruling | None, records: dict[Code, CodeRecord], day: date, book: EvidenceBook
    ) -> None:
        """Records of the codes that the leading verdict concludes."""
        if lead is None:
            return
        named = [line.code for line in lead.verdict.billed] or sorted(lead.about, key=str)
        lacking = [code for code in dict.fromkeys(named) if code not in records][:_RELATIVES]
        for code, record in self._catalog.records(lacking, day).items():
            records[code] = record
            add_record(record, self._catalog, book)

    def _follow(self, question: Query, day: date) -> tuple[Code, ...]:
        """The subjects, after "its primary" or "its add-on" was followed through the pairs."""
        if question.relation not in (Relation.PRIMARY, Relation.ADD_ON):
            return question.codes
        related: dict[Code, None] = {}
        for code in question.procedures:
            if question.relation is Relation.PRIMARY:
                related.update(dict.fromkeys(self._decider.pairing(code, day).primaries))
            else:
                related.update(dict.fromkeys(self._decider.add_ons(code, day).add_ons))
        return tuple(related) or question.codes

    def _facts(self, subjects: tuple[Code, ...], day: date, book: EvidenceBook) -> dict[Code, tuple[TableFact, ...]]:
        """What the tables say of the first subjects."""
        facts = {code: self._decider.facts(code, day) for code in subjects[:_WITH_FACTS]}
        for code, fact in ((code, fact) for code, of_code in facts.items() for fact in of_code):
            title = fact.basis.edition.title if fact.basis.edition else None  # also of a source that the build lacked
            book.add(fact.key, EvidenceKind.TABLE, fact.title, fact.text, fact.source, code, edition_title=title)
        return facts

    def _add_relatives(
        self,
        subjects: tuple[Code, ...],
        pairings: Mapping[Code, PairingVerdict],
        add_ons: Mapping[Code, AddOnListing],
        records: dict[Code, CodeRecord],
        day: date,
        book: EvidenceBook,
    ) -> None:
        """Records of primaries and add-ons; only for few subjects, where they explain rather than bury."""
        if len(subjects) > 2:
            return
        relatives: dict[Code, None] = {}
        for code in subjects:
            if code in pairings:
                relatives.update(dict.fromkeys(pairings[code].primaries[:_RELATIVES]))
                relatives.update(dict.fromkeys(add_ons[code].add_ons[:_RELATIVES]))
        lacking = [code for code in relatives if code not in records]
        for code, record in self._catalog.records(lacking, day).items():
            records[code] = record
            add_record(record, self._catalog, book)
