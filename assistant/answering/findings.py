"""What was gathered for one question: the input of the composer and of the model's prompt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.answering.evidence import Evidence
from assistant.answering.gather.own.passage import OwnPassage
from assistant.answering.gather.tallies import Tally
from assistant.rules.addon.decide import AddOnListing, PairingVerdict
from assistant.rules.claim.decide import ClaimCheck
from assistant.rules.indicators.facts import TableFact
from assistant.rules.validity.decide import CodeStatus
from assistant.rules.verdict import Ruling
from corpus.codes import Code
from corpus.records import CodeRecord, GuidelineSection


@dataclass(frozen=True, slots=True)
class Findings:
    """What was gathered.

    ``subjects`` are the codes asked about after relations were followed. ``numbers`` maps a reference ("cpt:0709T" of a
    record, a verdict's or table fact's key, a guideline section's key) to its evidence number. ``rulings`` are all
    verdicts, ``lead`` the one that the answer begins with. ``unknown`` maps each subject that no loaded edition or
    table has to its near misses; ``facts`` are what the tables say of a code. ``quoted`` are the sentences of the
    sections that speak most of what was asked, with the number of their section, best first. ``own`` is
    what the user's own documents say: whose rule it is stands with each, and no other rule takes its place.
    ``found`` are codes that a search brought up, ``why`` each, and ``below`` the codes under a found header that fit;
    ``codes_first`` says whether they answer better than the sections, None that the wish tells. ``excerpts`` are the
    best sentences of sections that are raw pages of documents, by key. ``statuses`` say of the codes named first,
    and of those found, whether they can be reported on the day.
    """

    evidence: tuple[Evidence, ...]
    numbers: dict[str, int]
    subjects: tuple[Code, ...] = ()
    records: dict[Code, CodeRecord] = field(default_factory=dict)
    unknown: dict[Code, tuple[Code, ...]] = field(default_factory=dict)
    pairings: dict[Code, PairingVerdict] = field(default_factory=dict)
    add_ons: dict[Code, AddOnListing] = field(default_factory=dict)
    facts: dict[Code, tuple[TableFact, ...]] = field(default_factory=dict)
    rulings: tuple[Ruling, ...] = ()
    lead: Ruling | None = None
    claim: ClaimCheck | None = None
    tallies: tuple[tuple[Tally, int], ...] = ()
    found: tuple[Code, ...] = ()
    why: dict[Code, str] = field(default_factory=dict)
    below: dict[Code, tuple[Code, ...]] = field(default_factory=dict)
    sections: tuple[GuidelineSection, ...] = ()
    quoted: tuple[tuple[str, int], ...] = ()
    own: tuple[OwnPassage, ...] = ()
    codes_first: bool | None = None
    excerpts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    confident: bool = True
    statuses: dict[Code, CodeStatus] = field(default_factory=dict)
    day: date | None = None  # the date of service that the rules decided for

    @property
    def known_statuses(self) -> tuple[Code, ...]:
        """Those of the subjects that a verdict tells the status of."""
        told = frozenset(code for one in self.rulings if one.rule in ("validity", "icd10cm") for code in one.about)
        return tuple(code for code in self.subjects if code in told)

    @property
    def known_subjects(self) -> tuple[Code, ...]:
        return tuple(code for code in self.subjects if code in self.records)
