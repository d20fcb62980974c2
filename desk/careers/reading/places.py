"""Places of the US: ZIP codes and towns with their coordinates, from the ``zipcodes`` package, and states.

Its table takes two seconds to read: the first question waits for it, or ``warm`` has read it before.
"""

from __future__ import annotations

import functools
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.understand.circumstances.state_names import STATES
from desk.careers.job.job import JobError, Location

_BY_NAME = {name.casefold(): code for code, name in STATES.items()} | {"washington dc": "DC", "washington d c": "DC"}
_ZIP = re.compile(r"\b(\d{4,5})(?:-\d{4})?$", re.ASCII)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_LONGEST = 100


def warm() -> None:
    """Reads the table aside."""
    threading.Thread(target=_table, daemon=True).start()


def state_of(text: str) -> str:
    """The two letters of a state that is written so or by its name; "" for none."""
    told = text.strip().strip(".")
    return told.upper() if told.upper() in STATES else _BY_NAME.get(_folded(told), "")


def located(town: str, state: str, zip_code: str = "") -> Location:
    """A place with the coordinates of its ZIP code, or else of its town. Never fails: what isn't known stays so."""
    table, zip_code = _table(), _zip_of(zip_code)
    spot = table.zips.get(zip_code)
    if spot is not None and (not state or state == spot.state):
        return Location(town or spot.town, spot.state, zip_code, spot.latitude, spot.longitude)
    of_town = table.towns.get((_folded(town), state)) if town and state else None
    if of_town is not None:
        return Location(town, state, "", of_town.latitude, of_town.longitude)
    return Location(town, state)


def place_of(text: str) -> Location:
    """The place that somebody typed: a ZIP code, "Austin, TX", "Austin" or a state. Raises JobError (``place``)."""
    told = " ".join(text.split())[:_LONGEST]
    if match := _ZIP.fullmatch(told):
        spot = _table().zips.get(_zip_of(match[1]))
        if spot is None:
            raise JobError("place", f"{told} is no ZIP code that is known here; write a town and state instead.")
        return Location(spot.town, spot.state, _zip_of(match[1]), spot.latitude, spot.longitude)
    if state := state_of(told):
        return Location(state=state)
    town, _, state_text = told.rpartition(",") if "," in told else _split(told)
    state = state_of(state_text)
    if town and state:
        found = located(town.strip(), state)
        if found.latitude is not None:
            return found
    elif spot := _table().largest.get(_folded(told)):
        return Location(spot.town, spot.state, "", spot.latitude, spot.longitude)
    raise JobError("place", f"“{told}” isn't known here; write a ZIP code, a town with its state, or a state.")


@dataclass(frozen=True, slots=True)
class _Spot:
    town: str
    state: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class _Table:
    """ZIP codes; towns by (name, state); and for a name alone the town that has most ZIP codes."""

    zips: Mapping[str, _Spot]
    towns: Mapping[tuple[str, str], _Spot]
    largest: Mapping[str, _Spot]


_reading = threading.Lock()


def _table() -> _Table:
    with _reading:  # a cache alone would let two threads read it at once
        return _read()


@functools.cache
def _read() -> _Table:
    import zipcodes  # reads nothing yet, but is the only module that needs it

    zips: dict[str, _Spot] = {}
    of_town: dict[tuple[str, str], list[_Spot]] = defaultdict(list)
    for row in zipcodes.list_all():  # type: ignore[no-untyped-call]
        latitude, longitude = float(row["lat"]), float(row["long"])
        if latitude == longitude == 0:  # military and some unique ones: no place is known
            continue
        spot = _Spot(row["city"], row["state"], latitude, longitude)
        zips[row["zip_code"]] = spot
        if row["active"]:
            for town in {_folded(row["city"]), *map(_folded, row["acceptable_cities"])}:
                of_town[town, row["state"]].append(spot)
    towns = {
        key: _Spot(
            Counter(spot.town for spot in spots).most_common(1)[0][0],
            key[1],
            sum(spot.latitude for spot in spots) / len(spots),
            sum(spot.longitude for spot in spots) / len(spots),
        )
        for key, spots in of_town.items()
    }
    largest = {name: towns[name, state] for name, state in sorted(of_town, key=lambda key: len(of_town[key]))}
    return _Table(zips, towns, largest)


def _split(told: str) -> tuple[str, str, str]:
    """ "Austin TX" and "Austin Texas" have no comma: the state is the last words that are one."""
    words = told.split()
    for taken in (1, 2, 3):
        if len(words) > taken and state_of(" ".join(words[-taken:])):
            return " ".join(words[:-taken]), "", " ".join(words[-taken:])
    return told, "", ""


def _zip_of(text: str) -> str:
    """Five digits: spreadsheets take the zero off "02118"."""
    match = _ZIP.search(text.strip())
    return match[1].zfill(5) if match else ""


def _folded(text: str) -> str:
    words = _NOT_LETTERS.sub(" ", text.casefold()).split()
    return " ".join({"saint": "st", "ste": "st", "fort": "ft", "mount": "mt"}.get(word, word) for word in words)
