"""Records to passages (pure): one passage per description and one per synonym, so that a synonym is found as itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.codes import code_key
from corpus.records import CodeRecord, GuidelineSection, Passage, PassageRole

GUIDELINES = "guidelines"

# A window fits the encoder's 256 tokens with its title; longer text would be cut off unread.
_WINDOW_WORDS = 130

# A vector of a whole window is the mean of many statements and near to no question about one of them, so shorter
# stretches stand beside it: on the tuning part guideline questions went from 0.83 to 0.87 (recall at 10).
_STRETCH_WORDS = 60
_SENTENCE_END = re.compile(r"(?<=[.;:|])\s+")


def passages_of(record: CodeRecord | GuidelineSection) -> Iterator[Passage]:
    """The passages of one record. Their ``collection`` is the code system's name, or "guidelines"."""
    if isinstance(record, CodeRecord):
        yield from _code_passages(record)
    else:
        yield from _section_passages(record)


def _code_passages(record: CodeRecord) -> Iterator[Passage]:
    collection, key = record.code.system.value, code_key(record.code)
    yield Passage(collection, key, PassageRole.DESCRIPTION, record.description)
    for synonym in dict.fromkeys(record.synonyms):
        yield Passage(collection, key, PassageRole.SYNONYM, synonym)


def _section_passages(section: GuidelineSection) -> Iterator[Passage]:
    title = f"{section.document_title}: {section.heading}" if section.position > 1 else section.document_title
    yield Passage(GUIDELINES, section.key, PassageRole.DESCRIPTION, title)
    if section.position == 1:
        # Topics are what a coder types for the whole document: they lead to where it begins.
        for topic in dict.fromkeys(section.topics):
            yield Passage(GUIDELINES, section.key, PassageRole.SYNONYM, topic)
    for window in dict.fromkeys((*_windows(section.text), *_stretches(section.text))):
        yield Passage(GUIDELINES, section.key, PassageRole.SECTION, f"{title}. {window}")


def _windows(text: str) -> Iterator[str]:
    """The text in runs of whole lines of up to ``_WINDOW_WORDS`` words; a longer line is a run of its own."""
    return _runs(filter(None, (line.strip() for line in text.splitlines())), _WINDOW_WORDS)


def _stretches(text: str) -> Iterator[str]:
    """The text in runs of whole sentences and table cells of up to ``_STRETCH_WORDS`` words."""
    return _runs(_SENTENCE_END.split(" ".join(text.split())), _STRETCH_WORDS)


def _runs(parts: Iterable[str], most_words: int) -> Iterator[str]:
    run: list[str] = []
    size = 0
    for part in parts:
        words = len(part.split())
        if run and size + words > most_words:
            yield " ".join(run)
            run, size = [], 0
        run.append(part)
        size += words
    if run:
        yield " ".join(run)
