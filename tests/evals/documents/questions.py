"""A hundred questions about the generated documents: is the right passage of the right document what answers first?"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from assistant.answering.evidence import EvidenceBook
from assistant.answering.gather.own.documents import OwnDocuments
from assistant.answering.gather.searching.sections import SectionFinder
from assistant.understand.query import Query
from assistant.understand.wishes.wish import Wish
from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.records import GuidelineSection
from ingest.sources.documents import FORMAT
from tests.evals.documents.content import SENTENCES, Para, Policy
from tests.evals.documents.reading import written
from tests.support.source_files import source_file

QUESTIONS = 100
_ASKED = (
    "is {a} paid on the same day as {b}?",
    "which modifier must claims for {a} carry beside {b}?",
    "is prior authorization needed for {b} after the third visit?",
    "how long may a provider ask for review of a denied {a}?",
    "what is the limit of {a} for each member and year?",
    "what must the records for {b} name?",
    "at which rate is {a} paid when done at home?",
    "is modifier {m} accepted on {b}?",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the title of the document that it names, and the sentence that answers it."""

    text: str
    title: str
    sentence: str


@dataclass(slots=True)
class Loaded:
    """The documents as they are added."""

    editions: list[Edition]
    sections: dict[str, tuple[GuidelineSection, ...]]

    def document(self, document_id: str) -> tuple[GuidelineSection, ...]:
        return self.sections[document_id]


def loaded(folder: Path, each: int) -> tuple[Loaded, list[Policy]]:
    """Writes and reads the set, as ``ingest add`` does."""
    found, policies = Loaded([], {}), list[Policy]()
    for kind, path, policy in written(folder, each):
        items = list(FORMAT.read(source_file(path)))
        edition = next(item for item in items if isinstance(item, Edition))
        found.editions.append(edition)
        found.sections[edition.id] = tuple(item for item in items if isinstance(item, GuidelineSection))
        if "form" not in kind:
            policies.append(policy)
    return found, policies


def questions(policies: list[Policy], count: int = QUESTIONS) -> Iterator[Asked]:
    """Questions about sentences drawn from the documents, each naming its document by title."""
    pick = random.Random(7)
    patterns = [
        re.compile(re.sub(r"\\\{(\w)\\\}", r"(?P<\1>\\S+)", re.escape(sentence), count=0)) for sentence in SENTENCES
    ]
    while count:
        policy = pick.choice(policies)
        paragraph = pick.choice([block.text for block in policy.blocks if isinstance(block, Para)])
        number = pick.randrange(len(patterns))
        pattern = re.compile(_once(patterns[number].pattern))
        if match := pattern.search(paragraph):
            count -= 1
            yield Asked(f"{policy.title}: {_ASKED[number].format(**match.groupdict())}", policy.title, match[0])


def _once(pattern: str) -> str:
    """A pattern in which a name that stands twice refers back."""
    seen: set[str] = set()

    def again(match: re.Match[str]) -> str:
        name = match[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return match[0]

    return re.sub(r"\(\?P<(\w)>\\S\+\)", again, pattern)


def answered(asked: Asked, documents: OwnDocuments, editions: dict[str, Edition], catalog: Loaded) -> tuple[bool, bool]:
    """Whether the first passage is of the document named, and whether one of its lines is the sentence."""
    book = EvidenceBook(editions)
    codes = tuple(dict.fromkeys(mention.code for mention in find_codes(asked.text) if mention.certain))
    question = Query(asked.text, asked.text, Wish.GUIDELINE, codes, topic=asked.text)
    passages = documents.about(question, date(2026, 6, 1), book)
    if not passages or not passages[0].lines:
        return False, False
    first = passages[0]
    # Two documents may have one title by chance; then either is right.
    said = [text for one in passages if one.edition.title == asked.title for text, _ in one.lines]
    return first.edition.title == asked.title, any(_plain(asked.sentence) in _plain(text) for text in said)


def _plain(text: str) -> str:
    return re.sub(r"\(note \d+\)|\W+", " ", text).strip().casefold().replace("  ", " ")


def measured(folder: Path, each: int = 15, count: int = QUESTIONS) -> tuple[int, int, int]:
    """Questions, those answered first by their own document, and those in which the very sentence is quoted."""
    catalog, policies = loaded(folder, each)
    editions = {edition.id: edition for edition in catalog.editions}
    finder = SectionFinder(cast(Any, catalog), cast(Any, None), {one.id: one.title for one in catalog.editions})
    documents = OwnDocuments(cast(Any, catalog), finder, catalog.editions)
    results = [answered(one, documents, editions, catalog) for one in questions(policies, count)]
    return len(results), sum(first for first, _ in results), sum(quoted for _, quoted in results)
