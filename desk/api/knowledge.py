"""From what something was answered: the part of every answer that says which releases it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.opened import Opened
from corpus.editions import Edition
from desk.api.models import EditionOut, Knowledge


def knowledge_of(opened: Opened, editions: Iterable[Edition]) -> Knowledge:
    """The knowledge base by its snapshot, and these editions by name."""
    manifest = opened.knowledge.manifest
    used = sorted(set(editions), key=lambda edition: (edition.table, edition.id))
    return Knowledge(snapshot=manifest.snapshot, built_at=manifest.built, editions=list(map(EditionOut.of, used)))
