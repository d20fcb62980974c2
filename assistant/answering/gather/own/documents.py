"""The user's own documents: which of them a question names or is spoken of in, and what they say. Blocking I/O.

A document counts when the question names its payer, its title, or a code that it speaks of. Of versions of one document
the date of service chooses.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import log

from assistant.answering.evidence import EvidenceBook
from assistant.answering.gather.own.passage import OwnPassage
from assistant.answering.gather.searching.quoting import LEAST_SHARED, stems
from assistant.answering.gather.searching.sections import SectionFinder
from assistant.checking.sentences import split_sentences
from assistant.understand.query import Query
from assistant.understand.story.tokens import tokens_of
from corpus.codes import Code, Modifier
from corpus.editions import Edition, nearest_edition
from corpus.records import GuidelineSection
from corpus.relations import Table
from corpus.store.catalog import Catalog

_MOST_DOCUMENTS = 3
_MOST_LINES = 2
# A title is named by most of what is its own in it.
_TITLE_SHARE = 0.6
# A sentence of more words is cut short at this many, the whole is a click away.
_LONGEST = 60
_UNSURE = "not sure"
_YEAR = re.compile(r"(?:19|20)\d{2}|v\d+")
_STEM = 5
_FEWEST_WORDS = 4
_RANGE = re.compile(r"(?<![\w.])(\d{5})\s*(?:-|–|through|to)\s*(\d{5})(?![\w.])")

_PUBLIC = frozenset(("medicare", "cms", "ncci", "icd", "icd10cm", "hcpcs", "cpt"))

# Of a payer's name or a title these tell no payer and no title apart.
_GENERIC = frozenset(
    "health plan insurance company care network mutual benefit trust assurance group the of and for inc llc hmo ppo "
    "policy policie payment reimbursement medical coverage clinical document list schedule fee manual guideline "
    "provider billing code coding rule limit unit version revised draft final page form sheet grid".split()
)


@dataclass(frozen=True, slots=True)
class _Document:
    """Versions of one document, by what its payer and title are called."""

    versions: tuple[Edition, ...]
    payer: frozenset[str]
    title: frozenset[str]
    name: str  # the payer's name as another of its documents has it


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence or row of a document, with its section and the codes of the question that it names."""

    text: str
    section: GuidelineSection
    codes: int
    place: int
    stems: frozenset[str]


class OwnDocuments:
    """Answers from the user's own documents of one knowledge base. Thread-safe."""

    def __init__(self, catalog: Catalog, finder: SectionFinder, editions: Iterable[Edition]) -> None:
        self._catalog, self._finder = catalog, finder
        own = [one for one in editions if one.table == Table.DOCUMENTS.value and not _is_public(one)]
        self._documents = _grouped(own)
        self._ids = frozenset(edition.id for edition in own)
        # Documents are read when first asked about, and kept: some hundred sections each.
        self._sections = functools.lru_cache(maxsize=256)(catalog.document)

    def about(self, question: Query, day: date, book: EvidenceBook) -> tuple[OwnPassage, ...]:
        """What the documents say, those that are named first; takes their sections into evidence.

        Documents that answer here, and versions that hold for other days, are left aside by later searches.
        """
        if not self._documents or question.choices or question.dangling:
            return ()
        ruling = {edition.id for document in self._documents if (edition := _ruling(document, day))}
        book.left_aside = self._ids - ruling
        said = self._said(question)
        asked = [one for document in self._documents if (one := self._asked(document, question, said, day)) is not None]
        if any(one.by_payer for one in asked):
            asked = [one for one in asked if one.named]  # another payer's rule is no answer
        told = _told(asked, question)
        if not told and not question.asks_own_documents:
            # Its payer is named and no document of it speaks of this: said, so that no other rule stands in.
            told = [one for one in asked if one.by_payer][:1]
        if told:
            book.left_aside = self._ids
        most = len(told) if question.asks_own_documents else _MOST_DOCUMENTS
        return tuple(self._passage(one, question, day, book) for one in told[:most])

    def _said(self, question: Query) -> frozenset[str]:
        """The words that name documents: those of the message; where it names no payer, those of the turns before.

        "and 97110?" after "Larkfield: how many units of 97140?" is still asked of Larkfield.
        """
        said = question.vocabulary
        payer = _names(question.circumstances.payer_name)
        if said & _PUBLIC or payer & said or any(_is_named(document, said) for document in self._documents):
            return said
        before = [token.word for token in question.story.tokens]
        payers = {document.payer for document in self._documents if document.payer and document.payer <= set(before)}
        if len(payers) < 2:
            return said | frozenset(before)
        # Several were spoken of: the last that was.
        places = {word: place for place, word in enumerate(before)}
        return said | max(payers, key=lambda one: (max(places[word] for word in one), sorted(one)))

    def _asked(self, document: _Document, question: Query, said: frozenset[str], day: date) -> _Asked | None:
        """A document that the question names, or that may speak of its codes."""
        edition = _ruling(document, day)
        if edition is None:
            return None
        by_payer = bool(document.payer) and document.payer <= said
        by_title = len(document.title & said) / len(document.title) if document.title & said - document.payer else 0.0
        named = by_payer or by_title >= _TITLE_SHARE
        codes = [code for code in question.codes if not isinstance(code, Modifier)]
        if not named and not codes and not question.asks_own_documents:
            return None
        sections = self._sections(edition.id)
        if not sections:
            return None  # added and not built in yet: it is not known what it says
        lines = [line for section in sections for line in _split(section, codes)]
        return _Asked(document, edition, lines, by_payer, named, by_title)

    def _passage(self, one: _Asked, question: Query, day: date, book: EvidenceBook) -> OwnPassage:
        numbered = tuple((line.text, self._finder.add(line.section, book)) for line in one.chosen)
        other_payer = bool(question.circumstances.payer_name) and not one.named
        sure = not any(_UNSURE in line.section.source.locator for line in one.chosen)
        payer = one.edition.payer or one.document.name
        covers = one.edition.covers(day)
        return OwnPassage(one.edition, payer, numbered, one.named, not other_payer, one.document.versions, covers, sure)


@dataclass(slots=True)
class _Asked:
    """A document that may answer: its lines, those that were chosen, and what they are worth."""

    document: _Document
    edition: Edition
    lines: list[_Line]
    by_payer: bool
    named: bool
    by_title: float
    chosen: list[_Line] = field(default_factory=list)
    worth: float = 0.0


def _told(asked: Sequence[_Asked], question: Query) -> list[_Asked]:
    """The documents that say something of what is asked, best first, each with the lines that say it."""
    payers = {word[:_STEM] for one in asked for word in one.document.payer}
    wanted = set(stems(question.subject)) - payers
    has_codes = any(not isinstance(code, Modifier) for code in question.codes)
    rarity = _rarity([line for one in asked for line in one.lines], wanted)
    least = LEAST_SHARED * sum(rarity.values())
    for one in asked:
        worth = {id(line): sum(rarity[stem] for stem in line.stems & wanted) for line in one.lines}
        if has_codes:
            most = max((line.codes for line in one.lines), default=0)
            near = [line for line in one.lines if 0 < line.codes == most]
        else:
            near = []
        if not near and (one.named or question.asks_own_documents):
            # With codes the words must say more, since they do not name one.
            limit = least * (1 + has_codes)
            near = [line for line in one.lines if worth[id(line)] >= limit > 0] if wanted else one.lines[:_MOST_LINES]
        near.sort(key=lambda line: (-line.codes, -worth[id(line)], line.place))
        one.chosen = near[:_MOST_LINES]
        one.worth = max((worth[id(line)] for line in one.chosen), default=0.0)
    told = [one for one in asked if one.chosen]
    if any(one.by_title == 1.0 for one in told) and not question.asks_own_documents:
        told = [one for one in told if one.by_title == 1.0]  # the very document is named
    return sorted(told, key=lambda one: (not one.named, -one.worth, one.edition.title))


def _grouped(editions: Sequence[Edition]) -> tuple[_Document, ...]:
    """Versions of one document together: of one payer, plan and title but for its year."""
    payers = {edition.id: _names(edition.payer) for edition in editions}
    called = {name: edition.payer for edition in editions for name in payers[edition.id]}
    groups: dict[tuple[frozenset[str], str, str], list[Edition]] = {}
    for edition in editions:
        title = _title_words(edition.title)
        # A document that names no payer has the one that its title begins with, where another document has it.
        payer = payers[edition.id] or frozenset(word for word in title[:1] if word in called)
        # Versions have days of their own; two that have not may be two documents of one name, and both count.
        others = [other for other in editions if other.title == edition.title and other is not edition]
        plans = {other.plan for other in (edition, *others) if other.plan}
        undated = edition.effective_from is None or edition.effective_from in [one.effective_from for one in others]
        alone = edition.id if undated else edition.plan if len(plans) > 1 else ""
        groups.setdefault((payer, " ".join(title), alone), []).append(edition)
    return tuple(
        _Document(
            tuple(sorted(versions, key=lambda one: (one.effective_from or date.min, one.id))),
            payer,
            frozenset(word for word in title.split() if word not in _GENERIC),
            next((called[name] for name in sorted(payer)), ""),
        )
        for (payer, title, _), versions in groups.items()
    )


def _is_public(edition: Edition) -> bool:
    """Whether a document is a public one that was added: Medicare's manuals, the code sets' guidelines.

    They are searched like the authored text.
    """
    named = {token.word for token in tokens_of(edition.payer or edition.title)}
    return bool(named & _PUBLIC) and "advantage" not in named


def _names(text: str) -> frozenset[str]:
    return frozenset(token.word for token in tokens_of(text) if not token.is_sign) - _GENERIC


def _title_words(title: str) -> list[str]:
    return [token.word for token in tokens_of(title) if not token.is_sign and not _YEAR.fullmatch(token.word)]


def _is_named(document: _Document, said: frozenset[str]) -> bool:
    """Whether words name a document's payer, or most of its title."""
    if document.payer and document.payer <= said:
        return True
    return bool(document.title) and len(document.title & said) >= _TITLE_SHARE * len(document.title)


def _ruling(document: _Document, day: date) -> Edition | None:
    return nearest_edition(document.versions, day)


def _split(section: GuidelineSection, codes: Sequence[Code]) -> Iterable[_Line]:
    """The sentences and rows of a section."""
    place = section.position * 10_000
    heads = sum(_speaks(section.heading, code) for code in codes)
    for line in section.text.splitlines():
        texts = [line] if " | " in line else [sentence for _, sentence in split_sentences(line)]
        for text in texts:
            place += 1
            named = sum(_speaks(text, code) for code in codes)
            if named or len(text.split()) >= _FEWEST_WORDS:  # else it is a title
                own = frozenset(stems(f"{section.heading} {text}"))
                yield _Line(_short(text), section, max(heads, named), place, own)


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= _LONGEST else f"{' '.join(words[:_LONGEST])} ..."


def _speaks(text: str, code: Code) -> bool:
    """Whether a text names a code, by itself or in a range."""
    name = str(code)
    if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text):
        return True
    return name.isdigit() and any(low <= name <= high for low, high in _RANGE.findall(text))


def _rarity(lines: Sequence[_Line], wanted: set[str]) -> dict[str, float]:
    seen = Counter(stem for line in lines for stem in line.stems & wanted)
    return {stem: log(1 + len(lines) / (seen[stem] or 1)) for stem in wanted}
