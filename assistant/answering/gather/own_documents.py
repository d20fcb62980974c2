"""The user's own documents: which of them a question names or is spoken of in, and what they say. Blocking I/O.

A document counts when the question names its payer, its title, or a code that it speaks of. Of versions of one document
the date of service chooses.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log

from assistant.answering.evidence import EvidenceBook
from assistant.answering.gather.own_passage import OwnPassage
from assistant.answering.gather.quoting import LEAST_SHARED, stems
from assistant.answering.gather.sections import SectionFinder
from assistant.checking.sentences import split_sentences
from assistant.understand.query import Query as Question
from assistant.understand.story.tokens import tokens_of
from corpus.codes import Code, Modifier
from corpus.editions import Edition, nearest_edition
from corpus.records import GuidelineSection
from corpus.relations import Table
from corpus.store.catalog import Catalog

_MOST_DOCUMENTS = 3
_MOST_LISTED = 8
_MOST_LINES = 2
# A title is named by most of what is its own in it.
_TITLE_SHARE = 0.6
# A sentence of more words is cut short at this many, the whole is a click away.
_LONGEST = 60
_UNSURE = "not sure"
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


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence or row of a document, with its section and the codes of the question that it names."""

    text: str
    section: GuidelineSection
    codes: int
    place: int


class OwnDocuments:
    """Answers from the user's own documents of one knowledge base. Thread-safe."""

    def __init__(self, catalog: Catalog, finder: SectionFinder, editions: Iterable[Edition]) -> None:
        self._catalog, self._finder = catalog, finder
        own = [one for one in editions if one.table == Table.DOCUMENTS.value and not _is_public(one)]
        self._documents = _grouped(own)
        self._ids = frozenset(edition.id for edition in own)
        # Documents are read when first asked about, and kept: some hundred sections each.
        self._sections = functools.lru_cache(maxsize=256)(catalog.document)

    def about(self, question: Question, day: date, book: EvidenceBook) -> tuple[OwnPassage, ...]:
        """What the documents say, those that are named first; takes their sections into evidence.

        Documents that answer here, and versions that hold for other days, are left aside by later searches.
        """
        if not self._documents or question.choices or question.dangling:
            return ()
        ruling = {edition.id for document in self._documents if (edition := _ruling(document, day))}
        book.left_aside = self._ids - ruling
        passages = [one for document in self._documents if (one := self._passage(document, question, day, book))]
        told = [one for one in passages if one.lines]
        if told or question.asks_own_documents:
            passages = told  # that another document of the payer is silent says nothing
        passages.sort(key=lambda one: (not one.first, not one.named, one.edition.title))
        if not told:
            passages = passages[:1]
        if passages:
            book.left_aside = self._ids
        return tuple(passages[: _MOST_LISTED if question.asks_own_documents else _MOST_DOCUMENTS])

    @property
    def count(self) -> int:
        return len(self._documents)

    def _passage(self, document: _Document, question: Question, day: date, book: EvidenceBook) -> OwnPassage | None:
        edition = _ruling(document, day)
        if edition is None:
            return None
        said = {token.word for token in tokens_of(question.standalone)} | {
            token.word for token in tokens_of(question.text)
        }
        by_payer = bool(document.payer) and document.payer <= said
        shared = document.title & said
        named = by_payer or (bool(shared) and len(shared) >= len(document.title) * _TITLE_SHARE)
        codes = [code for code in question.codes if not isinstance(code, Modifier)]
        if not named and not codes and not question.asks_own_documents:
            return None
        lines = self._lines(edition, question, codes, document.payer)
        if not lines and not by_payer:
            return None
        numbered = tuple((line.text, self._finder.add(line.section, book)) for line in lines)
        other_payer = bool(question.circumstances.payer_name) and not named
        sure = not any(_UNSURE in line.section.source.locator for line in lines)
        return OwnPassage(edition, numbered, named, not other_payer, document.versions, edition.covers(day), sure)

    def _lines(self, edition: Edition, question: Question, codes: Sequence[Code], payer: frozenset[str]) -> list[_Line]:
        """The lines that speak of the question's codes, or share most with its words."""
        sections = self._sections(edition.id)
        every = [line for section in sections for line in _split(section, codes)]
        wanted = set(stems(question.topic or question.text)) - {word[:5] for word in payer}
        if codes:
            most = max((line.codes for line in every), default=0)
            found = [line for line in every if line.codes and line.codes == most]
        else:
            found = _near(every, wanted)
        weights = _rarity(every, wanted)

        def worth(line: _Line) -> float:
            own = set(stems(f"{line.section.heading} {line.text}"))
            return sum(weights.get(stem, 0.0) for stem in own & wanted)

        return sorted(found, key=lambda line: (-worth(line), line.place))[:_MOST_LINES]


def _grouped(editions: Sequence[Edition]) -> tuple[_Document, ...]:
    """Versions of one document together: of one payer and one title but for its numbers."""
    payers = {edition.id: _names(edition.payer) for edition in editions}
    known = {name for names in payers.values() for name in names}
    groups: dict[tuple[frozenset[str], str], list[Edition]] = {}
    for edition in editions:
        title = _title_words(edition.title)
        # A document that names no payer has the one that its title begins with, where another document has it.
        payer = payers[edition.id] or frozenset(word for word in title[:1] if word in known)
        payers[edition.id] = payer
        groups.setdefault((payer, " ".join(title)), []).append(edition)
    return tuple(
        _Document(
            tuple(sorted(versions, key=lambda one: (one.effective_from or date.min, one.id))),
            payer,
            frozenset(word for word in title.split() if word not in _GENERIC),
        )
        for (payer, title), versions in groups.items()
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
    return [token.word for token in tokens_of(title) if not token.is_sign and not token.word.isdigit()]


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
            yield _Line(_short(text), section, max(heads, sum(_speaks(text, code) for code in codes)), place)


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
    seen = Counter(stem for line in lines for stem in set(stems(line.text)) & wanted)
    return {stem: log(1 + len(lines) / (seen[stem] or 1)) for stem in wanted}


def _near(lines: Sequence[_Line], wanted: set[str]) -> list[_Line]:
    """The lines that share enough with what is asked."""
    weights = _rarity(lines, wanted)
    least = LEAST_SHARED * sum(weights.values())
    if not wanted:
        return list(lines[:_MOST_LINES])
    return [
        line
        for line in lines
        if sum(weights[stem] for stem in set(stems(f"{line.section.heading} {line.text}")) & wanted) >= least
    ]
