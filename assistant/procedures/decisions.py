"""Decision tables: what a told case comes to where no arithmetic is needed, as rows of data.

A row of ``decisions.yaml`` in a family's folder:

    - id: excluded-voluntary-notice
      when: [excluded_service, signed_notice|voluntary]   # concepts that must all be told; a|b is either
      unless: [medically_necessary]                       # none of these
      codes: ["G2211", "992*"]                            # named codes that must be there: shell patterns, all of them
      payer: medicare                                     # medicare | cpt: not for the other, when the payer is known
      setting: practitioner                               # practitioner | hospital | asc: not for another, when known
      since: 2010-01-01                                   # dates of service that it holds for; until is inclusive
      stance: affirms                                     # affirms | conditions | denies
      conclusion: "**GY** with **GX**: ..."               # at most two sentences, the codes first
      why: ["...", "..."]                                 # at most four short sentences, each a different reason
      billed: ["GY", "GX"]                                # codes and modifiers concluded, in order
      denies: []                                          # codes turned down
      mentions: ["GA"]                                    # every further code that the words name
      missing: []                                         # facts to ask for, by name
      references: [cms-claims-manual-ch30]                # ids of corpus/text/sources
      place: "section 50.2"                               # where in the first reference
      asked: ["routine foot care is excluded and the pt signed an abn anyway, which modifiers"]

Of the rows of one table that fit, the one that asks for most leads and the others are silent: a row for a special case
stands beside the general one. ``asked`` are questions of our own wording that the row must answer (a test asks all).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from assistant.procedures.case import Case
from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.basis.parameters import sources
from assistant.rules.verdict import Billed, Stance, Verdict
from assistant.understand.story.lexicon import COMMON
from corpus.codes import Code, CodeSystem, parse_code
from corpus.editions import Edition
from corpus.errors import InvalidCode
from corpus.yaml_loader import LOADER

FILE = "decisions.yaml"
_REQUIRED = frozenset("id when stance conclusion why references asked".split())
_OPTIONAL = frozenset("unless codes payer setting since until billed denies mentions missing place".split())
_MOST_REASONS = 4
# The common concept of a message that asks for nothing, or for a code without saying of what.
TELLS_ONLY = "tells_only"
_ASKS_DIAGNOSIS, _TELLING = "asks_diagnosis", 3
_ANYTHING = ""  # under which rows stand that ask for no concept


@dataclass(frozen=True, slots=True)
class Decision:
    """One row, read. ``when`` holds groups of concepts, one of each of which must be told."""

    family: str
    id: str
    when: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]
    codes: tuple[str, ...]
    payer: str
    setting: str
    since: date
    until: date
    stance: Stance
    conclusion: str
    why: tuple[str, ...]
    billed: tuple[Code, ...]
    denies: frozenset[Code]
    mentions: frozenset[Code]
    missing: tuple[str, ...]
    edition: Edition
    place: str
    asked: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How much the row asks for: what is special goes before what is general."""
        return 2 * len(self.codes) + 2 * len(self.when) + bool(self.payer) + bool(self.setting)

    def fits(self, case: Case, said: frozenset[str], day: date) -> bool:
        """True when all that the row asks for is told; ``said`` names the concepts that the family hears affirmed.

        A chart that is told without a question wants its diagnoses where a row asks for two things of it or more.
        """
        if TELLS_ONLY in said and len(self.when) >= _TELLING:
            said |= {_ASKS_DIAGNOSIS}
        return (
            all(not said.isdisjoint(group) for group in self.when)
            and said.isdisjoint(self.unless)
            and self.since <= day <= self.until
            and case.may_be_payer(self.payer)
            and case.may_be_setting(self.setting)
            and all(any(fnmatchcase(str(code), pattern) for code in case.named) for pattern in self.codes)
        )

    def verdict(self, case: Case, day: date) -> Verdict:
        """The row as a verdict on a case."""
        told = case.told(self.family)
        named = [code for code in case.named if any(fnmatchcase(str(code), pattern) for pattern in self.codes)]
        heard = tuple(span for group in self.when for span in told.spans(*group))
        return replace(self.on(named, day), rests_on=(*heard, *case.spans_of(named)))

    def on(self, named: Sequence[Code], day: date) -> Verdict:
        """The row as a verdict on codes, where they alone decide: those of a claim."""
        return Verdict(
            key=f"{self.family}:{self.id}",
            title=f"{self.family.replace('_', ' ').capitalize()}: {self.id.replace('-', ' ')}",
            stance=self.stance,
            conclusion=self.conclusion,
            reasons=self.why,
            row=f"{self.edition.title}{f', {self.place}' if self.place else ''}.",
            mentions=frozenset((*self.billed, *self.denies, *self.mentions, *named)),
            basis=Basis(GUIDANCE, day, self.edition),
            locator=self.place,
            about=frozenset((*named, *self.billed, *self.denies)),
            denies=self.denies,
            billed=tuple(Billed(code) for code in self.billed),
            missing=self.missing,
        )


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """The rows of one family."""

    family: str
    rows: tuple[Decision, ...]
    # A table has dozens of rows and a case touches few: each row under the concepts of one group that it asks for.
    by_concept: Mapping[str, tuple[int, ...]]
    concepts: frozenset[str]

    @classmethod
    def of(cls, family: str, rows: Sequence[Decision]) -> DecisionTable:
        places: dict[str, list[int]] = {}
        for place, row in enumerate(rows):
            # A question is not asked for in so many words, so it does not tell which rows are near.
            group = next((each for each in row.when if each != (_ASKS_DIAGNOSIS,)), (_ANYTHING,))
            for concept in group:
                places.setdefault(concept, []).append(place)
        return cls(family, tuple(rows), {name: tuple(found) for name, found in places.items()}, frozenset(places))

    def row(self, name: str) -> Decision:
        """The row of an id. KeyError for no such row."""
        return {row.id: row for row in self.rows}[name]

    def decide(self, case: Case, day: date) -> Iterator[Verdict]:
        """The verdict of the row that asks for most of what is told; none where no row fits."""
        said = _said(self.family, case)
        near = {place for concept in self.concepts & (said | {_ANYTHING}) for place in self.by_concept[concept]}
        fitting = [self.rows[place] for place in sorted(near) if self.rows[place].fits(case, said, day)]
        if fitting:
            yield max(fitting, key=lambda row: row.weight).verdict(case, day)


def _said(family: str, case: Case) -> frozenset[str]:
    """Concepts as the family's rows name them: its own and the common ones without their place, others in full."""
    story = case.story
    own = story.affirmed_by_family
    return story.affirmed.union(own.get(family, ()), own.get(COMMON, ()))


@functools.cache
def decision_table(folder: Path) -> DecisionTable:
    """The table of a family's folder, read once. Raises ValueError, naming file and row, for what has not the form."""
    path = folder / FILE
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or []
    return DecisionTable.of(folder.name, [_row(path, folder.name, row) for row in rows])


def _row(path: Path, family: str, row: Mapping[str, Any]) -> Decision:
    where = f"{path.parent.name}/{path.name}: {row.get('id', row)}"
    if missing := _REQUIRED - set(row):
        raise ValueError(f"{where} lacks {', '.join(sorted(missing))}")
    if unknown := set(row) - _REQUIRED - _OPTIONAL:
        raise ValueError(f"{where} has {', '.join(sorted(unknown))}, which no row has")
    if len(row["why"]) > _MOST_REASONS or not row["asked"]:
        raise ValueError(f"{where} needs at most {_MOST_REASONS} reasons, and a question that it answers")
    for name in row["references"]:
        if name not in sources():
            raise ValueError(f"{where} names the source {name!r}, which corpus/text lacks")
    return Decision(
        family=family,
        id=row["id"],
        when=tuple(tuple(group.split("|")) for group in row["when"]),
        unless=tuple(row.get("unless", ())),
        codes=tuple(map(str, row.get("codes", ()))),
        payer=row.get("payer", ""),
        setting=row.get("setting", ""),
        since=row.get("since", date.min),
        until=row.get("until", date.max),
        stance=Stance(row["stance"]),
        conclusion=row["conclusion"],
        why=tuple(row["why"]),
        billed=_codes(row, "billed"),
        denies=frozenset(_codes(row, "denies")),
        mentions=frozenset(_codes(row, "mentions")),
        missing=tuple(row.get("missing", ())),
        edition=sources()[row["references"][0]],
        place=row.get("place", ""),
        asked=tuple(row["asked"]),
    )


# In this order a text is read as a code: "25" is a modifier, "G2211" HCPCS, "Z12.11" a diagnosis.
_SYSTEMS = (CodeSystem.MODIFIER, CodeSystem.CPT, CodeSystem.HCPCS, CodeSystem.ICD10CM)


def code_of(text: str) -> Code:
    """The code or modifier that a row of data names; raises ValueError for anything else."""
    for system in _SYSTEMS:
        try:
            return parse_code(text, system)
        except InvalidCode:
            continue
    raise ValueError(f"{text!r} is no code")


def _codes(row: Mapping[str, Any], name: str) -> tuple[Code, ...]:
    return tuple(code_of(str(text)) for text in row.get(name, ()))


def concepts_of(rows: Sequence[Decision]) -> frozenset[str]:
    """Every concept that rows ask for, for checks against the vocabulary."""
    return frozenset(concept for row in rows for concept in (*(c for group in row.when for c in group), *row.unless))
