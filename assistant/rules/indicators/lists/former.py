"""From ICD-9-CM to ICD-10-CM and back, by the general equivalence mappings or a loaded map without direction.

A map of old charts: an approximate line leads to where a code most likely goes, and the record decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.rules.basis import Basis
from assistant.rules.verdict import Stance, Verdict, edition_phrase
from corpus.codes import Code, Icd10CmCode
from corpus.errors import InvalidCode
from corpus.listed import FormerCode
from corpus.relations import Table

_MOST_SHOWN = 8
_LONGEST_TITLE = 80
_ENDED = (
    "ICD-9-CM ended for dates of service after 2015-09-30; the map is a help with old charts, and the record decides."
)


@dataclass(frozen=True, slots=True)
class FormerFinding:
    """Where one code leads: ``asked`` is an ICD-9-CM code or, back, an ICD-10-CM code. No rows: the map has none."""

    asked: str | Icd10CmCode
    rows: tuple[FormerCode, ...]
    basis: Basis
    directed: bool

    @property
    def back(self) -> bool:
        return isinstance(self.asked, Icd10CmCode)

    @property
    def targets(self) -> tuple[str, ...]:
        found = (row.former if self.back else str(row.code or "") for row in self.rows)
        return tuple(dict.fromkeys(filter(None, found)))


def tell_former(finding: FormerFinding) -> Verdict:
    """Where the code leads, exact or approximate."""
    asked = str(finding.asked)
    about = frozenset({finding.asked}) if isinstance(finding.asked, Icd10CmCode) else frozenset()
    return Verdict(
        key=f"former-code:{asked}",
        title=f"{asked} between ICD-9-CM and ICD-10-CM",
        stance=Stance.AFFIRMS if finding.targets else Stance.DENIES,
        conclusion=_conclusion(finding),
        reasons=tuple(_reasons(finding)),
        row=f"{edition_phrase(finding.basis)}: {asked} to {', '.join(finding.targets) or 'none'}.",
        mentions=frozenset(_codes((asked, *finding.targets))),
        basis=finding.basis,
        locator=f"row {asked}" if finding.rows else f"no row {asked}",
        about=about,
    )


def tell_no_former(asked: str | Icd10CmCode, day: date) -> Verdict:
    """ICD-9-CM asked for by name, whose index is not here, or a code whose direction no loaded map has."""
    said = "I don't have ICD-9-CM by name: name the ICD-10-CM code, and a loaded map leads back from it."
    if asked:
        way = "from ICD-10-CM back to ICD-9-CM" if isinstance(asked, Icd10CmCode) else "from ICD-9-CM to ICD-10-CM"
        said = f"I don't have that: the map {way} is not loaded; add CMS's GEM file of that direction for **{asked}**."
    return Verdict(
        key=f"former-code:{asked or 'none'}",
        title="ICD-9-CM, which is not loaded",
        stance=Stance.NOT_LOADED,
        conclusion=said,
        reasons=(_ENDED,),
        row="No map of this direction, and no index of ICD-9-CM, is loaded.",
        mentions=frozenset(_codes((str(asked),))),
        basis=Basis(Table.ICD9_MAP, day),
        locator="",
    )


def _codes(texts: Sequence[str]) -> Iterator[Code]:
    """Those of the texts that have the form of a code of today: V58.69 has, 250.00 has not."""
    for text in texts:
        try:
            yield Icd10CmCode(text)
        except InvalidCode:
            continue


def _conclusion(finding: FormerFinding) -> str:
    asked, targets = f"**{finding.asked}**", finding.targets
    here, there = ("ICD-10-CM", "ICD-9-CM") if finding.back else ("ICD-9-CM", "ICD-10-CM")
    if not finding.rows:
        return f"I don't find {asked} in the loaded map between ICD-9-CM and ICD-10-CM; check how it is written."
    if not targets:
        return f"The map leads {asked} of {here} to no code of {there}."
    shown = ", ".join(f"**{one}**" for one in targets[:_MOST_SHOWN])
    more = f" and {len(targets) - _MOST_SHOWN} more" if len(targets) > _MOST_SHOWN else ""
    exact = len(targets) == 1 and all(row.exact for row in finding.rows)
    joint = any(row.combined for row in finding.rows)
    titles = (row.title for row in finding.rows if row.title and len(row.title) <= _LONGEST_TITLE and not finding.back)
    title = next((f" ({title})" for title in titles), "")
    kind = "exactly" if exact else "as a combination" if joint and finding.directed else "approximately"
    return f"{asked}{title} of {here} is {kind} {shown}{more} in {there}."


def _reasons(finding: FormerFinding) -> Iterator[str]:
    if len(finding.targets) > 1 and not finding.directed:
        yield "This map does not tell its two directions apart: choose by what the record says."
    elif len(finding.targets) > 1:
        yield "Several lines: choose by what the record says; of a combination all its codes are needed."
    yield _ENDED
