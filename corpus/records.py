"""What the knowledge base holds about a code or a guideline, and the passages that are searched for it.

All types are frozen. A record never carries a fact without a ``SourceRef``: the edition it was read in and where.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.codes import Code


class RecordStatus(StrEnum):
    """Whether a code can be reported, as its loaded edition says."""

    ACTIVE = "active"  # a procedure or supply code in its edition
    BILLABLE = "billable"  # an ICD-10-CM code at its full length
    HEADER = "header"  # an ICD-10-CM category or subcategory: needs more characters
    TERMINATED = "terminated"  # in its edition, with an end date


@dataclass(frozen=True, slots=True)
class SourceRef:
    """How a thing is cited: an edition id and the place in it ("row 0709T", "chapter I, section E")."""

    edition_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One checked value of a code, for example ``Fact("global_days", "ZZZ", ...)``."""

    name: str
    value: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a record: "When it is reported", "Excludes1" ... ``items`` for lists, ``text`` for prose."""

    heading: str
    text: str = ""
    items: tuple[str, ...] = ()

    def as_text(self) -> str:
        """The prose, or the items as one line; "code to identify:" runs on into the items below it."""
        return self.text if not self.items else "; ".join(self.items).replace(":; ", ": ")


@dataclass(frozen=True, slots=True)
class RelatedCode:
    """A sibling a coder may confuse the code with, and how it differs (our own words)."""

    code: Code
    difference: str


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """Everything one edition or authored entry says about one code.

    ``official`` is True only when ``description`` is the publisher's own public text (ICD-10-CM, HCPCS Level II);
    for CPT codes it is False: the text is ours and says so wherever it is shown.
    """

    code: Code
    description: str
    official: bool
    status: RecordStatus
    source: SourceRef
    synonyms: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    related: tuple[RelatedCode, ...] = ()
    facts: tuple[Fact, ...] = ()
    further_sources: tuple[SourceRef, ...] = ()
    parent: Code | None = None
    children: tuple[Code, ...] = ()

    def section(self, heading: str) -> Section | None:
        """The section of that heading, or None when the record has none."""
        return next((section for section in self.sections if section.heading == heading), None)


# The anchor of what stands before a document's first heading.
OVERVIEW = "overview"


@dataclass(frozen=True, slots=True)
class GuidelineSection:
    """One section of a guideline document, addressed by ``document_id#anchor``."""

    document_id: str
    document_title: str
    anchor: str
    heading: str
    text: str
    position: int
    source: SourceRef
    topics: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    further_sources: tuple[SourceRef, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.document_id}#{self.anchor}"


class PassageRole(StrEnum):
    """What a passage's text is to its record."""

    DESCRIPTION = "description"
    SYNONYM = "synonym"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Passage:
    """One searchable text. Several passages lead to one record (a description and each synonym).

    ``collection`` says which index holds it; ``key`` is the record it leads to: a ``code_key`` or a guideline
    section's ``document_id#anchor``. ``id`` is a hash of all the rest: a passage that changed is another passage, so
    an id that is already indexed never needs to be embedded again.
    """

    collection: str
    key: str
    role: PassageRole
    text: str
    id: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256("\x1f".join((self.collection, self.key, self.role, self.text)).encode())
        object.__setattr__(self, "id", digest.hexdigest()[:32])
