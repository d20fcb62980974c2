"""When a patient was last seen, where it is told by a date or a year. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.procedures.case import Case, Span
from assistant.understand.story import Kind, Role, Told

FAMILY = "new_or_established"
_DATE = re.compile(r"(?P<month>\d{1,2})[/-](?P<day>\d{1,2})[/-](?P<year>\d{2}|\d{4})")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_CENTURY = 2000
_LED_BY = frozenset("since in of last seen from until on visit".split())
_DAYS_OF_YEAR = 365


@dataclass(frozen=True, slots=True)
class LastSeen:
    """The last service and the visit asked about: dates, or only a year, or how many days lie between."""

    when: date | None
    year: int | None
    visit: date | None
    years: float | None
    rests_on: tuple[Span, ...]


def last_seen(case: Case) -> LastSeen | None:
    """When the patient was last seen, where the question asks for new or established; None where it is not told."""
    told = case.told(FAMILY)
    if not told.has("question") or told.has(
        "other_specialty", "subspecialty", "moved", "bought", "no_face", "nurse_only", "covering", "denied_new"
    ):
        return None
    spans = told.spans("question", "seen")
    if not told.has("seen"):
        return None
    dates = _dates(told)
    if dates:
        first, visit = min(dates), max(dates) if len(dates) > 1 else None
        return LastSeen(first[0], None, visit[0] if visit else None, None, (*spans, first[1]))
    for amount in told.amounts(Kind.DAYS, roles=(Role.AGO,)):
        return LastSeen(None, None, None, float(amount.value) / _DAYS_OF_YEAR, (*spans, amount.span))
    if year := _year(told):
        return LastSeen(None, year[0], None, None, (*spans, year[1]))
    return None


def _dates(told: Told) -> list[tuple[date, Span]]:
    found: list[tuple[date, Span]] = []
    for token in told.story.tokens:
        if match := _DATE.fullmatch(token.word):
            year = int(match["year"])
            try:
                day = date(year if year > _CENTURY else year + _CENTURY, int(match["month"]), int(match["day"]))
            except ValueError:
                continue
            found.append((day, (token.start, token.end)))
    return found


def _year(told: Told) -> tuple[int, Span] | None:
    previous = ""
    for token in told.story.tokens:
        if _YEAR.fullmatch(token.word) and previous in _LED_BY:
            return int(token.word), (token.start, token.end)
        previous = token.word
    return None
