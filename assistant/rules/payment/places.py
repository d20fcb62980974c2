"""Which payment localities a question asks for: by state, by number, by the name of a town. Pure.

A ZIP code is in the locality that Medicare's file puts it in. Names are those of the GPCI file ("DALLAS", "METROPOLITAN
BOSTON", "SAN FRANCISCO-OAKLAND-BERKELEY (MARIN CNTY)"): a town names a locality where it is the whole of its name, or
of a part of it. No table here says which locality any other town belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.rules.basis import Basis, Voice
from assistant.rules.verdict import edition_phrase, edition_title
from assistant.understand.circumstances import Circumstances
from corpus.fees import ZipArea
from corpus.relations import GpciRow

_PARTS = re.compile(r"[-/()+,]")
_NOT_LETTERS = re.compile(r"[^a-z ]+")
_AROUND = re.compile(r"^(?:metropolitan|city of) | (?:area|metro|cntys?)$")
# A name of more words than this is none.
_MOST_WORDS = 4
_TOWN = re.compile(r"[A-Z][a-z]+")
_NO_TOWN = frozenset(
    "january february march april may june july august september october november december "
    "medicare medicaid office hospital facility clinic part physician".split()
)


@dataclass(frozen=True, slots=True)
class Zip:
    """What Medicare's file of ZIP codes has on one: its row, silence, or no edition."""

    zip_code: str
    basis: Basis
    voice: Voice
    rows: tuple[ZipArea, ...] = ()

    @property
    def is_silent(self) -> bool:
        return self.voice is Voice.SILENT


@dataclass(frozen=True, slots=True)
class Places:
    """The localities asked for; ``missing`` says in words what was named and is in no loaded table.

    ``found_by`` says by which row of which table a ZIP code was placed, in words.
    """

    rows: tuple[GpciRow, ...] = ()
    missing: str = ""
    found_by: str = ""


def places_asked(said: Circumstances, rows: Sequence[GpciRow], area: Zip | None = None) -> Places:
    """The localities of one edition that a question names; none where it names none. ``area`` is of its ZIP code."""
    if said.zip_code:
        return _of_zip(said.zip_code, rows, area)
    of_state = [row for row in rows if said.state in (None, row.state)]
    for town in said.towns:
        # "in Kansas City" is read as the state of Kansas too: a name of two words says more than that.
        if found := _named(town, rows, least=2) or _named(town, of_state):
            return Places(found)
    if said.state is not None:
        found = tuple(row for row in of_state if said.locality in (None, row.locality))
        asked = " ".join(filter(None, (said.state, said.locality and f"locality {said.locality}")))
        return Places(found, "" if found else f"No payment locality of {asked} is loaded")
    return Places((), next(_unknown_towns(said.towns), ""))


def _of_zip(zip_code: str, rows: Sequence[GpciRow], area: Zip | None) -> Places:
    """The locality of a ZIP code: none where its nine digits decide, or no index of it is loaded."""
    if area is None or area.voice is Voice.NOT_LOADED:
        return Places((), f"No table of ZIP codes is loaded that would tell the locality of {zip_code}")
    if not area.rows:
        return Places((), f"ZIP code {zip_code} is not in {edition_title(area.basis)}")
    row = area.rows[0]
    if row.split:
        return Places((), f"ZIP code {zip_code} lies in more than one payment locality")
    found = tuple(place for place in rows if (place.contractor, place.locality) == (row.contractor, row.locality))
    told = f"{edition_phrase(area.basis)}: {zip_code} is in locality {row.contractor}-{row.locality}"
    missing = (
        "" if found else f"No index of payment locality {row.contractor}-{row.locality}, that of {zip_code}, is loaded"
    )
    return Places(found, missing, told)


def _named(town: str, rows: Sequence[GpciRow], least: int = 1) -> tuple[GpciRow, ...]:
    """The localities with this name, or the longest beginning of it of at least so many words; whole names first."""
    words = _folded(town).split()[:_MOST_WORDS]
    for length in range(len(words), least - 1, -1):
        name = " ".join(words[:length])
        whole = tuple(row for row in rows if name == _folded(row.name))
        if found := whole or tuple(row for row in rows if name in _parts(row.name)):
            return found
    return ()


def _parts(name: str) -> frozenset[str]:
    folded = {_folded(part) for part in _PARTS.split(name)}
    return frozenset(folded | {_AROUND.sub("", part) for part in folded})


def _folded(name: str) -> str:
    letters = " ".join(_NOT_LETTERS.sub(" ", name.lower().replace(".", "")).split())
    return letters.replace("county", "cnty").replace("saint ", "st ")


def _unknown_towns(towns: Iterable[str]) -> Iterator[str]:
    for town in towns:
        first = town.split()[0]
        if _TOWN.fullmatch(first) and first.lower() not in _NO_TOWN:
            yield f"No payment locality named {first} is loaded"
