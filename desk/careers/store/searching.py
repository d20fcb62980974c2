"""A search as a condition on the rows of jobs: the same SQL on both databases, words by the word index."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from desk.careers.job.job import Location
from desk.careers.job.wanted import Remote, Sort, Status, Wanted
from desk.careers.store.models import JobRow
from desk.careers.store.word_index import WordIndex, words_of

# Miles of one degree of latitude, and of longitude at the equator.
_MILES = 69.09


def listed_on(day: date) -> sa.ColumnElement[bool]:
    """Jobs that are shown on a day."""
    return sa.and_(JobRow.status == Status.LISTED.value, JobRow.expires >= day)


def conditions_of(wanted: Wanted, day: date, index: WordIndex) -> Sequence[sa.ColumnElement[bool]]:
    """What is found one after another: with words and the best first, titles that have them all, then the others."""
    words, fits = words_of(wanted.words), _fits(wanted, day)
    if not words:
        return (fits,)
    if wanted.sort is not Sort.BEST:
        return (sa.and_(fits, index.has(words)),)
    in_title = index.has(words, in_title=True)
    return sa.and_(fits, in_title), sa.and_(fits, index.has(words), sa.not_(in_title))


def _fits(wanted: Wanted, day: date) -> sa.ColumnElement[bool]:
    """Jobs that are shown on a day and fit, whatever their words."""
    parts = [listed_on(day)]
    if wanted.place is not None:
        parts.append(_there(wanted.place, wanted.miles, wanted.remote))
    elif wanted.remote is not Remote.ANY:
        parts.append(JobRow.remote == (wanted.remote is Remote.ONLY))
    for column, asked in (
        (JobRow.credentials, wanted.credentials),
        (JobRow.specialties, wanted.specialties),
        (JobRow.employment, wanted.employments),
    ):
        if asked:
            parts.append(sa.or_(*(column.like(f"%|{word}|%") for word in asked)))
    if wanted.settings:
        parts.append(JobRow.setting.in_(wanted.settings))
    if wanted.pay is not None:
        parts.append(JobRow.year_high >= wanted.pay)
    elif wanted.paid:
        parts.append(JobRow.year_high.is_not(None))
    if wanted.days is not None:
        parts.append(JobRow.posted >= day - timedelta(days=wanted.days))
    if wanted.listed_after is not None:
        parts.append(JobRow.listed > wanted.listed_after)
    return sa.and_(*parts)


def order_of(wanted: Wanted) -> Sequence[sa.ColumnElement[Any]]:
    """Numbers are given in order: of two jobs of one day the one that came later stands first."""
    newest = (JobRow.posted.desc(), JobRow.number.desc())
    return (JobRow.year_high.desc().nulls_last(), *newest) if wanted.sort is Sort.PAY else newest


def as_list(words: Iterable[str]) -> str:
    """ "|CPC|CCS-P|", as ``like`` above looks for them."""
    return "".join(f"|{word}" for word in words) + "|"


def from_list(text: str) -> tuple[str, ...]:
    return tuple(text.strip("|").split("|")) if text.strip("|") else ()


def _there(place: Location, miles: int, remote: Remote) -> sa.ColumnElement[bool]:
    """Near a place or in its state; remote jobs where the state is accepted."""
    accepted = sa.and_(
        JobRow.remote.is_(True),
        sa.or_(JobRow.accepts == as_list(()), JobRow.accepts.like(f"%|{place.state}|%")),
    )
    if remote is Remote.ONLY:
        return accepted
    here = _within(place.latitude, place.longitude, miles) if place.latitude is not None else None
    there = here if here is not None else JobRow.state == place.state
    if remote is Remote.NO:
        return sa.and_(JobRow.remote.is_(False), there)
    return sa.or_(accepted, there)


def _within(latitude: float, longitude: float | None, miles: int) -> sa.ColumnElement[bool]:
    """Within a distance, by arithmetic that every database has: degrees as miles, the length of one of longitude taken
    between the two places (first two terms of the cosine). Below 1 % off at 500 miles of the contiguous states."""
    assert longitude is not None  # a place has both or none
    north, east = JobRow.latitude - latitude, JobRow.longitude - longitude
    radians = math.radians(latitude)
    half = north * (math.pi / 360)
    shrink = math.cos(radians) - math.sin(radians) * half - math.cos(radians) * half * half / 2
    up, across = north * _MILES, east * _MILES * shrink
    widest = miles / _MILES
    return sa.and_(
        JobRow.latitude.between(latitude - widest, latitude + widest), up * up + across * across <= miles * miles
    )
