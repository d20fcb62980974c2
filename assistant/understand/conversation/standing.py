"""What holds for every question until it is changed: date of service, payer, setting, place of payment. Pure.

A screen sets it once. It fills in what neither the message nor the case before it tells, and never takes its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from assistant.understand.circumstances import Circumstances, circumstances_said
from assistant.understand.circumstances.payers import Payer
from corpus.errors import CasePilotError
from corpus.relations import Setting

if TYPE_CHECKING:  # a conversation holds what stands, and queries are what it is laid upon
    from assistant.understand.claims.text import ClaimText
    from assistant.understand.query import Query

ON, PAYER, SETTING, PLACE = "on", "payer", "setting", "place"

# What a screen offers, by the word that stands in an address.
PAYERS: Mapping[str, tuple[str, Payer]] = {
    "medicare": ("Medicare", Payer.MEDICARE),
    "cpt": ("A payer that follows CPT", Payer.CPT),
}
SETTINGS: Mapping[str, tuple[str, Setting, bool | None]] = {
    "office": ("Practitioner, in the office", Setting.PRACTITIONER, False),
    "facility": ("Practitioner, in a facility", Setting.PRACTITIONER, True),
    "hospital": ("Outpatient hospital", Setting.HOSPITAL, True),
    "dme": ("DME supplier", Setting.DME_SUPPLIER, None),
}
Kind = TypeVar("Kind")

_KEPT = ("payer", "payer_name", "setting", "facility", "state", "locality", "zip_code", "towns")


class StandingError(CasePilotError):
    """A value that was set for all questions and cannot be read; the text says what is."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``day`` is the date of service; of ``circumstances`` the payer, the setting and the place of payment count.

    ``told`` is each value as it was set, by the names of ``standing_of``: what a screen shows and an address carries.
    """

    day: date | None = None
    circumstances: Circumstances = field(default_factory=Circumstances)
    told: tuple[tuple[str, str], ...] = ()

    def onto(self, query: Query) -> Query:
        """The query, with what it does not tell itself; a claim takes it over as well."""
        if not self.told:
            return query
        day = query.date_of_service or self.day
        circumstances = self._filled(query.circumstances)
        claim = self.of(query.claim) if query.claim is not None else None
        return replace(query, date_of_service=day, circumstances=circumstances, claim=claim)

    def of(self, claim: ClaimText) -> ClaimText:
        """The claim, with what it does not tell itself."""
        return replace(claim, day=claim.day or self.day, circumstances=self._filled(claim.circumstances))

    def _filled(self, said: Circumstances) -> Circumstances:
        nothing = Circumstances()
        placed = any((said.state, said.locality, said.zip_code, said.towns))
        missing = {
            name: getattr(self.circumstances, name)
            for name in _KEPT
            if getattr(said, name) == getattr(nothing, name)
            # "In a hospital?" beside a standing office: who bills there is open, and a place is taken whole.
            and not (name == "setting" and said.facility is not None)
            and not (name == "facility" and said.setting is not None)
            and not (name.startswith("payer") and (said.payer or said.payer_name))
            and not (name in ("state", "locality", "zip_code", "towns") and placed)
        }
        return replace(said, **missing)

    def taken_from(self, query: Query) -> Query:
        """A query of before without what this had lent to it, so that another standing may speak."""
        nothing = Circumstances()
        lent = {
            one.name: getattr(nothing, one.name)
            for one in fields(Circumstances)
            if one.name in _KEPT and getattr(query.circumstances, one.name) == getattr(self.circumstances, one.name)
        }
        day = None if query.date_of_service == self.day else query.date_of_service
        return replace(query, date_of_service=day, circumstances=replace(query.circumstances, **lent))


def standing_of(values: Mapping[str, str | None]) -> Standing:
    """What is set: ``on`` (2026-11-30), ``payer`` and ``setting`` (keys of ``PAYERS`` and ``SETTINGS``), ``place``.

    ``place`` is a state, a town, a ZIP code or a locality, as one writes it. Empty values set nothing. Raises
    StandingError, one sentence, for one that cannot be read.
    """
    written = ((name, (values.get(name) or "").strip()) for name in (ON, PAYER, SETTING, PLACE))
    told = tuple((name, text) for name, text in written if text)
    given = dict(told)
    said = _place(given[PLACE]) if PLACE in given else Circumstances()
    if payer := given.get(PAYER):
        name, counts_as = _one_of(PAYERS, payer, PAYER)
        said = replace(said, payer=counts_as, payer_name=name if counts_as is Payer.MEDICARE else "")
    if setting := given.get(SETTING):
        _, bills, facility = _one_of(SETTINGS, setting, SETTING)
        said = replace(said, setting=bills, facility=facility)
    return Standing(_day(given[ON]) if ON in given else None, said, told)


def _one_of(known: Mapping[str, Kind], value: str, name: str) -> Kind:
    if value.lower() in known:
        return known[value.lower()]
    raise StandingError(f"“{value}” is no {name} that can be set: take one of {', '.join(known)}.")


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        raise StandingError(
            f"“{value}” is no date of service: write it as year-month-day, for example 2026-11-30."
        ) from None


def _place(value: str) -> Circumstances:
    place = value.upper() if len(value) == 2 else value
    said = circumstances_said(f"payment {'at' if value.lower().startswith('locality') else 'in'} {place}")
    if not any((said.state, said.locality, said.zip_code, said.towns)):
        raise StandingError(f"“{value}” is no place of payment: write a state, a town, a ZIP code or “locality 01”.")
    return Circumstances(state=said.state, locality=said.locality, zip_code=said.zip_code, towns=said.towns)
