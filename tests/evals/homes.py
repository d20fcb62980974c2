"""Knowledge bases that the evals measure: the shipped text without what a case holds out, and variants of it.

They are real builds through ``ingest.pipeline``. The first one embeds everything (a minute or two); after that only what
changed is embedded, and a variant that lacks passages starts from the full one.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from corpus.configuration import StoreSettings
from corpus.errors import KnowledgeBaseError
from corpus.records import CodeRecord
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.snapshot import Home, serving_folder
from ingest.pipeline import build
from ingest.progress import Progress
from ingest.sources import Item, Source
from ingest.sources.authored import authored
from ingest.sources.icd10cm import icd10cm
from tests.evals.cases import Case

Change = Callable[[CodeRecord], CodeRecord]


def evals_folder() -> Path:
    """Where the evals keep what they built: below the knowledge base's own folder, and as deletable."""
    return StoreSettings().home / "evals"


def without_held_out(cases: Iterable[Case]) -> Change:
    """Takes each held-out text from the synonyms of its record."""
    held_out: dict[str, set[str]] = {}
    for case in cases:
        if case.held_out:
            held_out.setdefault(case.held_out, set()).add(_folded(case.query))

    def change(record: CodeRecord) -> CodeRecord:
        texts = held_out.get(str(record.code))
        if not texts:
            return record
        return replace(record, synonyms=tuple(text for text in record.synonyms if _folded(text) not in texts))

    return change


def without_synonyms(record: CodeRecord) -> CodeRecord:
    return replace(record, synonyms=())


def knowledge_base(name: str, change: Change, *, based_on: str | None = None) -> KnowledgeBase:
    """The shipped text with every record changed, built or brought up to date below ``evals_folder()`` and opened."""
    home = Home(evals_folder() / name)
    _take_over(home, based_on)
    result = build(home, [_changed(authored, change), _changed(icd10cm, change)], Progress(sys.stderr))
    print(f"{name}: {sum(result.manifest.vector_counts.values()):,} passages, {result.embedded:,} embedded now")
    return KnowledgeBase.open(home.path)


def _changed(source: Source, change: Change) -> Source:
    def items() -> Iterator[Item]:
        for item in source():
            yield change(item) if isinstance(item, CodeRecord) else item

    return items


def _take_over(home: Home, based_on: str | None) -> None:
    """Begins a home with the snapshot and the model of another, so that only differences are embedded."""
    if home.current() is not None:
        return
    other = Home(evals_folder() / based_on) if based_on else Home(StoreSettings().home)
    try:
        folder = serving_folder(other)
    except KnowledgeBaseError:
        return  # nothing to begin with: the build embeds everything
    shutil.copytree(other.models, home.models, dirs_exist_ok=True)
    shutil.copytree(folder, home.base / "snapshots" / folder.name, dirs_exist_ok=True)
    (home.base / "CURRENT").write_text(folder.name + "\n", encoding="utf-8")


def _folded(text: str) -> str:
    return " ".join(text.lower().split())
