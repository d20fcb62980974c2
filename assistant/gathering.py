"""From a question to its evidence: exact records, pairs, verdicts, and passages found by hybrid search, numbered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from assistant import passages
from assistant.evidence import Evidence, EvidenceBook, EvidenceKind
from assistant.question import Question, Relation
from assistant.retrieval import Hit, Retriever
from assistant.retrieval.across import search_across
from assistant.retrieval.exact import inherited_sections, near_misses
from assistant.rules.addon import AddOnFinding, AddOnVerdict, standing_alone
from assistant.wording import Intent
from corpus.codes import Code, CodeSystem, Icd10CmCode, Modifier, code_from_key, code_key
from corpus.editions import Edition
from corpus.records import CodeRecord, GuidelineSection, SourceRef
from corpus.relations import AddOnPair, ProcedureCode
from corpus.store.catalog import Catalog

GUIDELINES = "guidelines"
ADD_ON_TABLE = "NCCI add-on code edits"

# Relatives that come along with a code: enough to explain it, few enough to read.
_RELATIVES = 4
# Codes of one question that are gathered in full; a wide range is listed but not all of it is explained.
_SUBJECTS = 24
_FOUND_CODES = 6
_FOUND_SECTIONS = 4

# Below this cosine similarity, and without a shared rare word, a hit is another subject. Measured on the authored
# text and ICD-10-CM: questions of the field score above 0.45 at rank 1, unrelated ones (weather, recipes) below 0.40.
LEAST_SIMILARITY = 0.42
# Codes that nobody asked for must be nearer: among 98 thousand of them one is always faintly like a word of policy
# ("compliance" is 0.45 from "Legal intervention").
LEAST_UNASKED_SIMILARITY = 0.55

# Intents whose answer is helped by guideline text, with the words that find it.
_GUIDANCE = {
    Intent.ALONE: "add-on codes reported with their primary code",
    Intent.ADD_ON_STATUS: "add-on codes reported with their primary code",
    Intent.PRIMARY_OF: "add-on codes and their primary codes",
    Intent.TOGETHER: "two procedures on the same day NCCI PTP edits modifier 25 59",
    Intent.UNITS: "medically unlikely edits units of service",
}


_DIAGNOSIS_GUIDANCE = "Excludes1 and Excludes2 notes: two conditions coded together"


@dataclass(frozen=True, slots=True)
class Findings:
    """What was gathered for one question.

    ``subjects`` are the codes asked about after relations were followed. ``numbers`` maps a reference ("cpt:0709T",
    "pairs:cpt:0709T", "primary:...", "verdict:...", a guideline section's key) to its evidence number. ``unknown``
    maps each subject that no loaded edition has to its near misses.
    """

    evidence: tuple[Evidence, ...]
    numbers: dict[str, int]
    subjects: tuple[Code, ...] = ()
    records: dict[Code, CodeRecord] = field(default_factory=dict)
    unknown: dict[Code, tuple[Code, ...]] = field(default_factory=dict)
    verdicts: dict[Code, AddOnVerdict] = field(default_factory=dict)
    add_ons: dict[Code, tuple[AddOnPair, ...]] = field(default_factory=dict)
    found: tuple[Code, ...] = ()
    sections: tuple[GuidelineSection, ...] = ()
    confident: bool = True

    @property
    def known_subjects(self) -> tuple[Code, ...]:
        return tuple(code for code in self.subjects if code in self.records)


class Gatherer:
    """Gathers evidence from one knowledge base. Thread-safe; does blocking I/O, so call it off the event loop."""

    def __init__(self, catalog: Catalog, retriever: Retriever, editions: Iterable[Edition]) -> None:
        self._catalog, self._retriever = catalog, retriever
        self._editions = {edition.id: edition for edition in editions}

    def gather(self, question: Question, today: date) -> Findings:
        """Everything the question touches, at most a few dozen passages."""
        day = question.date_of_service or today
        book = EvidenceBook(self._editions)
        if question.codes:
            return self._about_codes(question, day, book)
        if question.intent is Intent.GREETING or question.dangling:
            return Findings((), {})
        return self._about_topic(question, book)

    # --- codes ---------------------------------------------------------------------------------------------------

    def _about_codes(self, question: Question, day: date, book: EvidenceBook) -> Findings:
        subjects = self._follow(question, day)
        wanted = dict.fromkeys((*subjects[:_SUBJECTS], *question.modifiers))
        records = self._catalog.records(wanted)
        unknown = {code: near_misses(code, self._catalog) for code in subjects if code not in records}
        verdicts: dict[Code, AddOnVerdict] = {}
        add_ons: dict[Code, tuple[AddOnPair, ...]] = {}
        for code in wanted:
            if code in records:
                self._add_record(records[code], book)
            if isinstance(code, ProcedureCode):
                verdicts[code] = self._verdict(code, records, day, book)
                add_ons[code] = self._add_ons(code, day, book)
        self._add_relatives(question, subjects, verdicts, add_ons, records, book)
        sections = self._guidance(question, records, book) if records else self._mentioning(subjects, book)
        return Findings(book.evidence, book.numbers, subjects, records, unknown, verdicts, add_ons, sections=sections)

    def _follow(self, question: Question, day: date) -> tuple[Code, ...]:
        """The subjects, after "its primary" or "its add-on" was followed through the pairs."""
        if question.relation is None:
            return question.codes
        related: dict[Code, None] = {}
        for code in question.procedures:
            if question.relation is Relation.PRIMARY:
                pairs = self._catalog.add_on_pairs_of(code)
                related.update({pair.primary: None for pair in pairs if pair.primary and pair.in_force(day)})
            else:
                pairs = self._catalog.add_on_pairs_with_primary(code)
                related.update({pair.add_on: None for pair in pairs if pair.in_force(day)})
        return tuple(related) or question.codes

    def _add_record(self, record: CodeRecord, book: EvidenceBook) -> int:
        inherited = inherited_sections(record, self._catalog) if isinstance(record.code, Icd10CmCode) else ()
        text = passages.record_passage(record, inherited, self._editions)
        title = passages.code_name(record.code)
        return book.add(code_key(record.code), EvidenceKind.CODE, title, text, record.source, record.code)

    def _verdict(
        self, code: ProcedureCode, records: dict[Code, CodeRecord], day: date, book: EvidenceBook
    ) -> AddOnVerdict:
        verdict = standing_alone(code, self._catalog.add_on_pairs_of(code), checked=code in records, day=day)
        if verdict.rows:
            source = verdict.rows[0].source
            text = passages.pairs_passage(code, verdict.rows, self._editions[source.edition_id].title)
            title = f"Add-on code {code} and its primary codes"
            book.add(f"pairs:{code_key(code)}", EvidenceKind.PAIRING, title, text, source, code)
        elif verdict.finding is AddOnFinding.NOT_ADD_ON and (edition := self._add_on_edition()):
            text = passages.not_add_on_passage(code, edition.title)
            source = SourceRef(edition.id, f"no row for {code} as an add-on code")
            book.add(f"verdict:{code_key(code)}", EvidenceKind.VERDICT, f"{code} is no add-on code", text, source, code)
        return verdict

    def _add_on_edition(self) -> Edition | None:
        editions = [edition for edition in self._editions.values() if edition.table == ADD_ON_TABLE]
        return max(editions, key=lambda edition: edition.effective_from or date.min, default=None)

    def _add_ons(self, code: ProcedureCode, day: date, book: EvidenceBook) -> tuple[AddOnPair, ...]:
        rows = tuple(pair for pair in self._catalog.add_on_pairs_with_primary(code) if pair.in_force(day))
        if rows:
            source = SourceRef(rows[0].source.edition_id, f"rows with primary {code}")
            text = passages.primary_passage(code, rows, self._editions[source.edition_id].title)
            title = f"Add-on codes of primary {code}"
            book.add(f"primary:{code_key(code)}", EvidenceKind.PAIRING, title, text, source, code)
        return rows

    def _add_relatives(
        self,
        question: Question,
        subjects: tuple[Code, ...],
        verdicts: dict[Code, AddOnVerdict],
        add_ons: dict[Code, tuple[AddOnPair, ...]],
        records: dict[Code, CodeRecord],
        book: EvidenceBook,
    ) -> None:
        """Records of primaries and add-ons; only for few subjects, where they explain rather than bury."""
        if len(subjects) > 2:
            return
        relatives: dict[Code, None] = {}
        for code in subjects:
            if code in verdicts:
                relatives.update(dict.fromkeys(verdicts[code].primaries[:_RELATIVES]))
                relatives.update({pair.add_on: None for pair in add_ons[code][:_RELATIVES]})
        lacking = [code for code in relatives if code not in records]
        for code, record in self._catalog.records(lacking).items():
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
        return self._sections(" ".join(words), book, limit=2)

    def _mentioning(self, codes: tuple[Code, ...], book: EvidenceBook) -> tuple[GuidelineSection, ...]:
        """Guideline sections that name codes which have no record of their own."""
        hits = self._retriever.search(" ".join(map(str, codes)), GUIDELINES, _FOUND_SECTIONS)
        by_key = self._catalog.sections(hit.key for hit in hits)
        naming = [section for section in by_key.values() if any(str(code) in section.text for code in codes)]
        for section in naming:
            self._add_section(section, book)
        return tuple(naming)

    # --- topics --------------------------------------------------------------------------------------------------

    def _about_topic(self, question: Question, book: EvidenceBook) -> Findings:
        found: tuple[Code, ...] = ()
        sections: tuple[GuidelineSection, ...] = ()
        records: dict[Code, CodeRecord] = {}
        if question.intent is not Intent.GUIDELINE or question.system is not None:
            found, records = self._found(question, book)
        if question.intent is not Intent.FIND:
            sections = self._sections(question.topic, book, limit=_FOUND_SECTIONS)
        if not found and not sections and question.intent is Intent.GUIDELINE:
            found, records = self._found(question, book)
        confident = bool(found or sections)
        return Findings(
            book.evidence, book.numbers, records=records, found=found, sections=sections, confident=confident
        )

    def _found(self, question: Question, book: EvidenceBook) -> tuple[tuple[Code, ...], dict[Code, CodeRecord]]:
        """The codes a search brings up, best first, with their records as evidence."""
        found = tuple(code_from_key(hit.key) for hit in self._code_hits(question))
        records = self._catalog.records(found)
        for code in found:
            self._add_record(records[code], book)
        return found, records

    def _code_hits(self, question: Question) -> list[Hit]:
        systems = [question.system] if question.system else [CodeSystem.CPT, CodeSystem.HCPCS, CodeSystem.ICD10CM]
        hits = search_across(self._retriever, question.topic, [system.value for system in systems], _FOUND_CODES)
        least = LEAST_SIMILARITY if question.intent is Intent.FIND else LEAST_UNASKED_SIMILARITY
        return [hit for hit in hits if _is_about(hit, least)]

    def _sections(self, query: str, book: EvidenceBook, *, limit: int) -> tuple[GuidelineSection, ...]:
        if not query:
            return ()
        hits = [hit for hit in self._retriever.search(query, GUIDELINES, limit) if _is_about(hit)]
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


def _is_about(hit: Hit, least: float = LEAST_SIMILARITY) -> bool:
    """False for the nearest of nothing near: something is always nearest."""
    return hit.similarity is not None and hit.similarity >= least
