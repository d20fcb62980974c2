"""A question in somebody's own words as a search: "remote CRC jobs in Texas over 60k". Pure but for places.

What isn't understood is left out and not guessed at: the answer says what was searched for.
"""

from __future__ import annotations

import re

from assistant.understand.circumstances.state_names import STATES
from desk.careers.job.job import JobError, PayUnit
from desk.careers.job.wanted import DEFAULT_MILES, Remote
from desk.careers.reading.asked import Asked
from desk.careers.reading.credentials import asked_credentials, without_credentials
from desk.careers.reading.pay import unit_of
from desk.careers.reading.places import place_of
from desk.careers.reading.vocabulary import vocabulary

_REMOTE = re.compile(r"\bremote(?:ly)?\b|\bwork(?:ing)? from home\b|\bwfh\b|\bhome[- ]based\b", re.IGNORECASE)
_ON_SITE = re.compile(r"\b(?:not?|non)[ -]remote\b|\bon-?site\b|\bin[- ]person\b", re.IGNORECASE)
_MILES = re.compile(r"\b(\d{1,3})\s*(?:miles?|mi)\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?P<sign>\$)?\s?(?P<number>\d{1,3}(?:,\d{3})+|\d{2,6})(?P<cents>\.\d+)?\s?(?P<k>k)?(?![\w-])", re.I
)
_ASKS_PAY = re.compile(
    r"\b(?:over|above|at least|more than|from|minimum|min|paying|pays?|starting at)\W*$", re.IGNORECASE
)
_THERE = re.compile(
    r"\b(?:in|near|around|close to|miles of|outside of)\s+"
    r"(?P<place>[A-Za-z.][A-Za-z. ]*(?:,\s*[A-Za-z.]+(?: [A-Za-z]+)?)?|\d{5})"
)
_STATE = re.compile(rf"\b(?:{'|'.join(sorted(STATES.values(), key=len, reverse=True))})\b", re.IGNORECASE)
_DAYS = {"today": 1, "this week": 7, "last week": 7, "past week": 7, "this month": 30, "last month": 30}
_LONGEST_PLACE = 4
_HOURS = 2_080


def searched_for(text: str) -> Asked:
    """The search that a question asks for."""
    small, known = " ".join(text.casefold().split()), vocabulary()
    plain = without_credentials(small)
    on_site = _ON_SITE.search(text) is not None
    miles = _MILES.search(text)
    return Asked(
        place=_place(" ".join(text.split())),
        miles=int(miles[1]) if miles else DEFAULT_MILES,
        remote=(Remote.NO if on_site else Remote.ONLY if _REMOTE.search(text) else Remote.ANY).value,
        credential=asked_credentials(text),
        specialty=tuple(known.specialties.counts(plain)),
        setting=tuple(known.settings.counts(plain)),
        type=tuple(known.employments.counts(plain)),
        pay=_pay(text),
        days=next((days for words, days in _DAYS.items() if words in small), 0),
    )


def _pay(text: str) -> str:
    """The least that is asked for, in dollars a year: "over 60k", "$30 an hour", "65,000+"; "" where none is."""
    for match in _AMOUNT.finditer(text):
        amount = float(match["number"].replace(",", "") + (match["cents"] or "")) * (1_000 if match["k"] else 1)
        behind = text[match.end() : match.end() + 12]
        by_hour = unit_of(behind) is PayUnit.HOUR
        asked = match["sign"] or match["k"] or by_hour or _ASKS_PAY.search(text[: match.start()])
        if not asked or (_MILES.match(text[match.start() :].strip()) is not None):
            continue
        if amount >= 10_000 and not by_hour:
            return f"{amount:.0f}"
        if amount < 500 and (by_hour or match["sign"]):
            return f"{amount * _HOURS:.0f}"
    return ""


def _place(text: str) -> str:
    """The place that is named behind "in" or "near", or a state by its name; "" for none that is known."""
    for match in _THERE.finditer(text):
        words = match["place"].strip(" .").split()
        for count in range(min(len(words), _LONGEST_PLACE), 0, -1):
            named = " ".join(words[:count]).strip(" ,.")
            try:
                place_of(named)
            except JobError:
                continue
            return named
    state = _STATE.search(text)
    return state[0].title() if state else ""
