"""What ``about`` gives of a code: the parts of its page, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.lookup.facts import FactLine
from assistant.rules.addon.decide import AddOnListing, PairingVerdict
from assistant.rules.basis import Basis
from assistant.rules.indicators.decide import IndicatorVerdict
from assistant.rules.payment.decide import PaymentVerdict
from assistant.rules.validity.words import named_in_place
from assistant.rules.verdict import Verdict, as_of
from corpus.addresses import Address
from corpus.codes import Code
from corpus.editions import Edition
from corpus.records import CodeRecord, GuidelineSection, Section
from corpus.relations import CoverageDocument, CoverageRole, Setting, Table
from corpus.store.published_rows import Partners


@dataclass(frozen=True, slots=True)
class Edits:
    """The PTP edits of a code for one setting; ``basis.edition`` is None where no edition is loaded."""

    setting: Setting
    basis: Basis
    partners: Partners | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """Where a diagnosis stands: from its category down to it, what is below, and what stands beside it."""

    above: tuple[Code, ...] = ()
    below: tuple[Code, ...] = ()
    beside: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """A coverage document that names the code, in what role, and the diagnoses that support a procedure there."""

    document: CoverageDocument
    role: CoverageRole
    diagnoses: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What one edition says of the code itself."""

    edition: Edition
    says: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A table that isn't loaded, and the source that ``ingest fetch`` brings it from; None where nothing does."""

    table: Table
    address: Address | None


@dataclass(frozen=True, slots=True)
class AboutCode:
    """One code's file. ``known`` is False for a code that no loaded edition has: everything else is then empty."""

    code: Code
    day: date
    known: bool
    records: tuple[CodeRecord, ...] = ()
    status: Verdict | None = None
    facts: tuple[FactLine, ...] = ()
    payment: PaymentVerdict | None = None
    pairing: PairingVerdict | None = None
    add_ons: AddOnListing | None = None
    edits: tuple[Edits, ...] = ()
    modifiers: tuple[IndicatorVerdict, ...] = ()
    tree: Tree = Tree()
    notes: tuple[Section, ...] = ()
    coverage: tuple[CoverageLine, ...] = ()
    sections: tuple[GuidelineSection, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def record(self) -> CodeRecord | None:
        """The record to go by on the day."""
        return self.records[0] if self.records else None

    @property
    def status_words(self) -> str:
        """The status in a sentence, with the day it is true of where the edition ended before; empty for none.

        A code that went is told with what took its place.
        """
        if self.status is None:
            return ""
        return f"{as_of(self.status.conclusion, self.status.basis)} {named_in_place(self.status)}".strip()
