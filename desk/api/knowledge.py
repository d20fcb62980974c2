"""From what something was answered: the part of every answer that says which releases it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from pydantic import BaseModel, Field

from assistant.opened import Opened
from corpus.editions import Edition


class EditionOut(BaseModel):
    """One loaded release of one table. Dates are dates of service, both inclusive; null means open on that side."""

    id: str = Field(examples=["ncci-ptp-practitioner-2026q3"])
    table: str = Field(examples=["NCCI PTP edits, practitioner"])
    title: str = Field(examples=["NCCI PTP edits, practitioner, 2026 Q3"])
    publisher: str = Field(examples=["CMS"])
    effective_from: date | None
    effective_to: date | None
    complete: bool = Field(description="False for an excerpt or a part: its rows speak, its silence says nothing.")

    @classmethod
    def of(cls, edition: Edition) -> EditionOut:
        return cls(
            id=edition.id,
            table=edition.table,
            title=edition.title,
            publisher=edition.publisher,
            effective_from=edition.effective_from,
            effective_to=edition.effective_to,
            complete=edition.complete,
        )


class Knowledge(BaseModel):
    """From what was answered: the knowledge base by its snapshot, and the editions that the answer rests on."""

    snapshot: str = Field(examples=["20261130T150949819708Z"])
    built_at: datetime
    editions: list[EditionOut]


def knowledge_of(opened: Opened, editions: Iterable[Edition]) -> Knowledge:
    """The knowledge base by its snapshot, and these editions by name."""
    manifest = opened.knowledge.manifest
    used = sorted(set(editions), key=lambda edition: (edition.table, edition.id))
    return Knowledge(snapshot=manifest.snapshot, built_at=manifest.built, editions=list(map(EditionOut.of, used)))
