"""From a question to its evidence: exact records, pairs, verdicts, and passages found by hybrid search, numbered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answering import passages
from assistant.answering.evidence import Evidence, EvidenceBook, EvidenceKind
from assistant.answering.facts import TableFact
from assistant.answering.gather.resolving import resolved
from assistant.answering.gather.tallies import Tallier, Tally
from assistant.checking.contradiction import Ruling
from assistant.retrieval import Hit, Retriever
from assistant.retrieval.across import search_across
from assistant.retrieval.exact import inherited_sections, near_misses
from assistant.rules.addon.decide import AddOnListing, PairingVerdict
from assistant.rules.claim.decide import ClaimCheck, check_claim
from assistant.rules.claim.verdicts import claim_passage, claim_verdicts, concerns
from assistant.rules.engine import Decider
from assistant.rules.speaking import relations_of, verdicts_for
from assistant.rules.verdict import Stance, Verdict
from assistant.understand import wording
from assistant.understand.claims.text import ClaimText
from assistant.understand.question import Question, Relation
from assistant.understand.wording import Intent
from corpus.codes import Code, CodeSystem, Icd10CmCode, Modifier, code_from_key, code_key
from corpus.mentions import find_codes
from corpus.records import CodeRecord, GuidelineSection, SourceRef
from corpus.relations import ProcedureCode
from corpus.store.knowledge_base import KnowledgeBase

GUIDELINES = "guidelines"

# Relatives that come along with a code: enough to explain it, few enough to read.
_RELATIVES = 4
# Codes of one question that are gathered in full; a wide range is listed but not all of it is explained.
_SUBJECTS = 24
_FOUND_CODES = 6
_FOUND_SECTIONS = 4
# A bare number is nearer in meaning to many sections than to the one that names it.
_SECTIONS_SEARCHED_FOR_A_CODE = 60

# Below this cosine similarity, and without a shared rare word, a hit is another subject. Measured on the authored
# text and ICD-10-CM: questions of the field score above 0.45 at rank 1, unrelated ones (weather, recipes) below 0.40.
LEAST_SIMILARITY = 0.42
# Codes that nobody asked for must be nearer: among 98 thousand of them one is always faintly like a word of policy
# ("compliance" is 0.45 from "Legal intervention").
LEAST_UNASKED_SIMILARITY = 0.55

# A code's score, too, must be this high: of the tuning part of the evals 97 % of what is here reaches it, and 38 % of
# what is not; by similarity alone the latter were 66 %.
LEAST_SCORE = 0.5

# The same for a section: all of the tuning part's questions reach it, and 7 % of what is not here. Its words alone are
# not enough ("what is your name"): the farthest right one is 0.40 from its question.
LEAST_SECTION_SCORE = 0.55
LEAST_SECTION_SIMILARITY = 0.3

# Where a code that nobody named is looked for.
_CODE_SYSTEMS = (CodeSystem.CPT, CodeSystem.HCPCS, CodeSystem.ICD10CM)
# Those whose codes have global days, a status and a limit of units.
_WITH_FIGURES = (CodeSystem.CPT, CodeSystem.HCPCS)

# Intents whose answer is helped by guideline text, with the words that find it.
_GUIDANCE = {
    Intent.ALONE: "add-on codes reported with their primary code",
    Intent.ADD_ON_STATUS: "add-on codes reported with their primary code",
    Intent.PRIMARY_OF: "add-on codes and their primary codes",
    Intent.TOGETHER: "two procedures on the same day NCCI PTP edits modifier 25 59",
    Intent.UNITS: "medically unlikely edits units of service",
}

# Intents whose answer shows a code's figures.
_SHOWS_FACTS = frozenset({Intent.DESCRIBE, Intent.FACTS, Intent.BILLABLE, Intent.DIFFERENCE})
# Intents whose answer tells of add-on and primary codes beside what was asked.
_TELLS_RELATIONS = frozenset({Intent.DESCRIBE, Intent.BILLABLE})

_SPOKE = frozenset({Stance.AFFIRMS, Stance.CONDITIONS, Stance.DENIES})
# Intents that a rule answers without any code being named.
_BY_RULE_ALONE = frozenset({Intent.TIME, Intent.ADDITIONAL})

_DIAGNOSIS_GUIDANCE = "Excludes1 and Excludes2 notes: two conditions coded together"


@dataclass(frozen=True, slots=True)
class Findings:
    """What was gathered for one question.

    ``subjects`` are the codes asked about after relations were followed. ``numbers`` maps a reference ("cpt:0709T" of a
    record, a verdict's or table fact's key, a guideline section's key) to its evidence number. ``rulings`` are the
    verdicts that answer the question, in order. ``unknown`` maps each subject that no loaded edition or table has to
    its near misses; ``facts`` are what the tables say of a code.
    """

    evidence: tuple[Evidence, ...]
    numbers: dict[str, int]
    subjects: tuple[Code, ...] = ()
    records: dict[Code, CodeRecord] = field(default_factory=dict)
    unknown: dict[Code, tuple[Code, ...]] = field(default_factory=dict)
    pairings: dict[Code, PairingVerdict] = field(default_factory=dict)
    add_ons: dict[Code, AddOnListing] = field(default_factory=dict)
    facts: dict[Code, tuple[TableFact, ...]] = field(default_factory=dict)
    rulings: tuple[Ruling, ...] = ()
    claim: ClaimCheck | None = None
    tallies: tuple[tuple[Tally, int], ...] = ()
    found: tuple[Code, ...] = ()
    sections: tuple[GuidelineSection, ...] = ()
    confident: bool = True
    day: date | None = None  # the date of service that the rules decided for

    @property
    def known_subjects(self) -> tuple[Code, ...]:
        return tuple(code for code in self.subjects if code in self.records)


class Gatherer:
    """Gathers evidence from one knowledge base. Thread-safe; does blocking I/O, so call it off the event loop."""

    def __init__(self, knowledge: KnowledgeBase, retriever: Retriever) -> None:
        self._knowledge, self._catalog, self._retriever = knowledge, knowledge.catalog, retriever
        self._editions = {edition.id: edition for edition in knowledge.editions()}
        self._decider = Decider(knowledge.catalog, knowledge.tables, self._editions.values())
        self._tallier = Tallier(knowledge.catalog, knowledge.tables, self._editions.values())

    def gather(self, question: Question, today: date) -> Findings:
        """Everything the question touches, at most a few dozen passages."""
        day = question.date_of_service or today
        book = EvidenceBook(self._editions)
        if question.listing is not None:
            tallies = tuple((tally, _add_tally(tally, book)) for tally in self._tallier.tally(question.listing, day))
            return Findings(book.evidence, book.numbers, tallies=tallies, day=day)
        if question.claim is not None:
            return self._about_claim(question.claim, question, day, book)
        if question.intent in _BY_RULE_ALONE and not question.codes:
            return self._by_rule_alone(question, day, book)
        if question.codes:
            return self._about_codes(question, day, book)
        if question.intent is Intent.GREETING or question.dangling or question.outside:
            return Findings((), {})
        return self._about_topic(question, day, book)

    def resolve(self, question: Question, today: date) -> Question:
        """The question with the code that a follow-up names by words alone: "and with ultrasound?" after 20610."""
        return resolved(question, question.date_of_service or today, self._knowledge, self._decider)

    # --- codes ---------------------------------------------------------------------------------------------------

    def _about_codes(self, question: Question, day: date, book: EvidenceBook) -> Findings:
        subjects = self._follow(question, day)
        wanted = tuple(dict.fromkeys((*subjects[:_SUBJECTS], *question.modifiers)))
        records = self._catalog.records(wanted, day)
        existing = self._knowledge.existing(subjects)
        unknown = {code: near_misses(code, self._knowledge.existing) for code in subjects if code not in existing}
        for code in wanted:
            if code in records:
                self._add_record(records[code], book)
        procedures = [code for code in wanted if isinstance(code, ProcedureCode)]
        pairings: dict[Code, PairingVerdict] = {code: self._decider.pairing(code, day) for code in procedures}
        add_ons: dict[Code, AddOnListing] = {code: self._decider.add_ons(code, day) for code in procedures}
        facts = self._facts(question, subjects, day, book)
        loaded = [code for code in subjects if code not in unknown]  # a rule says nothing of what is in no table
        tellings = list(verdicts_for(question, loaded, pairings, add_ons, day, self._decider))
        rulings = tuple(self._add_telling(telling, book) for telling in tellings)
        if question.intent in _TELLS_RELATIONS:
            for telling in relations_of(subjects, pairings, add_ons):
                self._add_telling(telling, book)
        self._add_relatives(subjects, pairings, add_ons, records, day, book)
        known = records or existing
        spoke = question.intent is Intent.TOGETHER and any(ruling.telling.stance in _SPOKE for ruling in rulings)
        if spoke:
            sections: tuple[GuidelineSection, ...] = ()  # the verdicts say how it is; guidance is for where none does
        else:
            sections = (
                self._guidance(question, records, book)
                if known
                else self._naming(subjects, "", book, limit=_FOUND_SECTIONS)
            )
        return Findings(
            book.evidence,
            book.numbers,
            subjects,
            records,
            unknown,
            pairings,
            add_ons,
            facts,
            rulings,
            sections=sections,
            day=day,
        )

    def _follow(self, question: Question, day: date) -> tuple[Code, ...]:
        """The subjects, after "its primary" or "its add-on" was followed through the pairs."""
        if question.relation is None:
            return question.codes
        related: dict[Code, None] = {}
        for code in question.procedures:
            if question.relation is Relation.PRIMARY:
                related.update(dict.fromkeys(self._decider.pairing(code, day).primaries))
            else:
                related.update(dict.fromkeys(self._decider.add_ons(code, day).add_ons))
        return tuple(related) or question.codes

    def _add_record(self, record: CodeRecord, book: EvidenceBook) -> int:
        inherited = inherited_sections(record, self._catalog) if isinstance(record.code, Icd10CmCode) else ()
        text = passages.record_passage(record, inherited, self._editions)
        title = passages.code_name(record.code)
        return book.add(code_key(record.code), EvidenceKind.CODE, title, text, record.source, record.code)

    def _facts(
        self, question: Question, subjects: tuple[Code, ...], day: date, book: EvidenceBook
    ) -> dict[Code, tuple[TableFact, ...]]:
        """What the tables say of the subjects, where the answer shows it or has nothing else to show."""
        if question.intent not in _SHOWS_FACTS:
            return {}
        facts = {code: self._decider.facts(code, day) for code in subjects[:_SUBJECTS]}
        for code, of_code in facts.items():
            for fact in of_code:
                book.add(fact.key, EvidenceKind.TABLE, fact.title, fact.text, fact.source, code)
        return facts

    def _add_telling(self, telling: Verdict, book: EvidenceBook) -> Ruling:
        """A verdict as evidence: its words and its row, in the edition that decided or, where none did, by name."""
        text = "\n".join((telling.conclusion, *telling.reasons, f"Row: {telling.row}"))
        edition = telling.basis.edition
        source = SourceRef(edition.id if edition else "", telling.locator)
        name = None if edition else f"{telling.basis.table}, not loaded"
        number = book.add(
            rule_reference(telling.key),
            EvidenceKind.VERDICT,
            telling.title,
            text,
            source,
            *telling.mentions,
            edition_title=name,
        )
        return Ruling(telling, number)

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
            self._add_record(record, book)

    def _guidance(
        self, question: Question, records: dict[Code, CodeRecord], book: EvidenceBook
    ) -> tuple[GuidelineSection, ...]:
        """Guideline sections that bear on a question about codes."""
        named = [code for code in (*question.codes, *question.modifiers) if code in records]
        modifiers = [f"modifier {code}" for code in named if isinstance(code, Modifier)]
        guidance = _GUIDANCE.get(question.intent)
        if guidance and all(isinstance(code, Icd10CmCode) for code in question.codes):
            guidance = _DIAGNOSIS_GUIDANCE
        words = [*filter(None, [guidance]), *modifiers]
        if guidance is None and (modifiers or wording.asks_for_policy(question.text)):
            return self._naming(tuple(named), question.text, book, limit=2)
        return self._sections(" ".join(words), book, limit=2)

    def _naming(
        self, codes: tuple[Code, ...], words: str, book: EvidenceBook, *, limit: int
    ) -> tuple[GuidelineSection, ...]:
        """Guideline sections that name one of the codes, nearest to the words first.

        A document that is about the code (by its front matter) goes before one that only mentions it.
        """
        names = " ".join(f"modifier {code}" if isinstance(code, Modifier) else str(code) for code in codes)
        hits = self._retriever.search(f"{names} {words}", GUIDELINES, _SECTIONS_SEARCHED_FOR_A_CODE)
        by_key = self._catalog.sections(hit.key for hit in hits)
        sections = [by_key[hit.key] for hit in hits if hit.key in by_key]
        naming = [section for section in sections if any(_names(section, code) for code in codes)]
        naming.sort(key=lambda section: -sum(_is_subject(section, code) for code in codes))
        for section in naming[:limit]:
            self._add_section(section, book)
        return tuple(naming[:limit])

    # --- claims and counts ---------------------------------------------------------------------------------------

    def _about_claim(self, claim: ClaimText, question: Question, day: date, book: EvidenceBook) -> Findings:
        """Every rule over every line, pair and diagnosis of a claim."""
        records = self._catalog.records(question.codes, day)
        existing = self._knowledge.existing(question.codes)
        unknown = {code: near_misses(code, self._knowledge.existing) for code in question.codes if code not in existing}
        book.add(
            "claim",
            EvidenceKind.CLAIM,
            "The claim as it was read",
            claim_passage(claim, day),
            SourceRef("", ""),
            *question.codes,
            edition_title="What you pasted",
        )
        for code in question.codes:
            if code in records:
                self._add_record(records[code], book)
        rulings = tuple(
            self._add_telling(telling, book) for telling in claim_verdicts(claim, unknown, day, self._decider)
        )
        about = {ruling.telling.key: concerns(ruling) for ruling in rulings}
        tellings = [ruling.telling for ruling in rulings]
        check = check_claim(claim.lines, claim.diagnoses, tellings, lambda one: about[one.key], claim.unread)
        return Findings(
            book.evidence, book.numbers, question.codes, records, unknown, rulings=rulings, claim=check, day=day
        )

    def _by_rule_alone(self, question: Question, day: date, book: EvidenceBook) -> Findings:
        """A question whose numbers are answered by a rule and that names no code: "80 minutes, new patient"."""
        tellings = list(verdicts_for(question, (), {}, {}, day, self._decider))
        rulings = tuple(self._add_telling(telling, book) for telling in tellings)
        named = dict.fromkeys(mention.code for telling in tellings for mention in find_codes(telling.conclusion))
        records = self._catalog.records(list(named)[:_RELATIVES], day)
        for record in records.values():
            self._add_record(record, book)
        return Findings(book.evidence, book.numbers, records=records, rulings=rulings, day=day)

    # --- topics --------------------------------------------------------------------------------------------------

    def _about_topic(self, question: Question, day: date, book: EvidenceBook) -> Findings:
        found: tuple[Code, ...] = ()
        sections: tuple[GuidelineSection, ...] = ()
        records: dict[Code, CodeRecord] = {}
        if question.figures:
            found, records = self._found(replace(question, topic=question.figures), day, book)
            if found:
                return Findings(book.evidence, book.numbers, records=records, found=found)
        if question.intent is not Intent.GUIDELINE or question.system is not None:
            found, records = self._found(question, day, book)
        if question.intent is not Intent.FIND or self._asks_for_policy(question):
            sections = self._sections(question.topic, book, limit=_FOUND_SECTIONS)
        if not found and not sections and question.intent is Intent.GUIDELINE:
            found, records = self._found(question, day, book)
        confident = bool(found or sections)
        return Findings(
            book.evidence, book.numbers, records=records, found=found, sections=sections, confident=confident
        )

    def _found(
        self, question: Question, day: date, book: EvidenceBook
    ) -> tuple[tuple[Code, ...], dict[Code, CodeRecord]]:
        """The codes a search brings up, best first, with their records as evidence."""
        found = tuple(code_from_key(hit.key) for hit in self._code_hits(question))
        records = self._catalog.records(found, day)
        for code in found:
            self._add_record(records[code], book)
        return found, records

    def _code_hits(self, question: Question) -> list[Hit]:
        systems: Sequence[CodeSystem] = [question.system] if question.system else _CODE_SYSTEMS
        if question.figures:
            systems = _WITH_FIGURES
        hits = search_across(self._retriever, question.topic, [system.value for system in systems], _FOUND_CODES)
        asked = question.intent is Intent.FIND and not question.figures
        least = LEAST_SIMILARITY if asked else LEAST_UNASKED_SIMILARITY
        return [hit for hit in hits if _is_about(hit, least) and hit.score >= LEAST_SCORE]

    def _asks_for_policy(self, question: Question) -> bool:
        """Whether a section answers a search for a code better than any code: "how do I bill wasted drug?"."""
        if question.system is not None:
            return False
        everything = (*(system.value for system in _CODE_SYSTEMS), GUIDELINES)
        hits = search_across(self._retriever, question.topic, everything, 1)
        return any("#" in hit.key for hit in hits)

    def _sections(self, query: str, book: EvidenceBook, *, limit: int) -> tuple[GuidelineSection, ...]:
        if not query:
            return ()
        found = self._retriever.search(query, GUIDELINES, limit)
        hits = [hit for hit in found if hit.score >= LEAST_SECTION_SCORE and _is_about(hit, LEAST_SECTION_SIMILARITY)]
        by_key = self._catalog.sections(hit.key for hit in hits)
        chosen = tuple(by_key[hit.key] for hit in hits if hit.key in by_key)
        for section in chosen:
            self._add_section(section, book)
        return chosen

    def _add_section(self, section: GuidelineSection, book: EvidenceBook) -> int:
        sources = "; ".join(
            f"{self._editions[source.edition_id].title}, {source.locator}" for source in section.further_sources
        )
        text = f"{section.text}\nRests on: {sources}."
        title = passages.section_title(section)
        return book.add(section.key, EvidenceKind.GUIDELINE, title, text, section.source)


def rule_reference(key: str) -> str:
    """The reference of a verdict's evidence: apart from that of a record, which a code's key is."""
    return f"rule:{key}"


def _add_tally(tally: Tally, book: EvidenceBook) -> int:
    """A list as evidence, complete."""
    named = "\n".join(
        f"{member.code}: {member.words}" if member.words else str(member.code) for member in tally.members
    )
    text = f"{tally.headline}\n{named}".strip()
    edition = tally.basis.edition
    source = SourceRef(edition.id if edition else "", tally.locator)
    name = edition.title if edition else f"{tally.basis.table}, not loaded"
    title = f"List from {edition.title}" if edition else "A list that cannot be made"
    key = f"list:{tally.headline}"
    return book.add(key, EvidenceKind.TABLE, title, text, source, *tally.codes, edition_title=name)


def _names(section: GuidelineSection, code: Code) -> bool:
    """Whether a section speaks of a code. Two digits are a modifier only where the heading or the word says so."""
    if isinstance(code, Modifier):
        pattern = rf"\bmodifiers?\W+(?:\w+(?:,| and| or)? )*?{code}\b|^\W*{code}\b"
        return _is_subject(section, code) > 0 or bool(
            re.search(pattern, f"{section.heading} {section.text}", re.IGNORECASE)
        )
    return bool(re.search(rf"(?<!\w){re.escape(str(code))}(?!\w)", f"{section.heading} {section.text}"))


def _is_subject(section: GuidelineSection, code: Code) -> int:
    """How much its document is about the code: 2 where its title names it, 1 where its front matter does, or 0."""
    if re.search(rf"(?<!\w){re.escape(str(code))}(?!\w)", section.document_title):
        return 2
    if isinstance(code, Modifier):
        return int(f"modifier {code}".casefold() in (topic.casefold() for topic in section.topics))
    return int(code in section.codes)


def _is_about(hit: Hit, least: float) -> bool:
    """False for the nearest of nothing near: something is always nearest."""
    return hit.similarity is not None and hit.similarity >= least
