"""Lever's postings: [{"id", "text", "hostedUrl", "categories", "workplaceType", "salaryRange", "createdAt" ...}]."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from desk.careers.importing.forms import at, mappings, number, text
from desk.careers.importing.naming import employer_in
from desk.careers.reading.told import Told


def is_lever(data: Any) -> bool:
    return isinstance(data, list) and any("hostedUrl" in one and "text" in one for one in mappings(data))


def postings_of(data: Any, employer: str = "") -> Iterator[Told]:
    for place, posting in enumerate(mappings(data), 1):
        told = _told(posting, employer)
        told.row = f"posting {place}"
        yield told


def _told(posting: dict[str, Any], employer: str) -> Told:
    address = text(posting.get("hostedUrl"))
    categories = posting.get("categories") or {}
    kind = text(posting.get("workplaceType")).casefold()
    country = text(posting.get("country")).upper()
    pay = posting.get("salaryRange") or {}
    in_dollars = text(at(pay, "currency")).upper() in ("", "USD")
    return Told(
        title=html.unescape(text(posting.get("text"))),
        employer=employer or employer_in(address),
        description=_description(posting),
        apply=address or text(posting.get("applyUrl")),
        posted=_day(posting.get("createdAt")),
        source="lever",
        source_id=text(posting.get("id")) or address,
        place=text(at(categories, "location")),
        state="" if country in ("", "US") else f"a place ({country})",
        remote={"remote": True, "hybrid": False, "on-site": False, "onsite": False}.get(kind),
        employment=text(at(categories, "commitment")),
        pay_bounds=(number(at(pay, "min")), number(at(pay, "max"))) if in_dollars else (None, None),
        pay_unit=text(at(pay, "interval")),
    )


def _description(posting: dict[str, Any]) -> str:
    lists = (
        f"<h3>{html.escape(text(one.get('text')))}</h3><ul>{text(one.get('content'))}</ul>"
        for one in mappings(posting.get("lists"))
    )
    whole = text(posting.get("description")) or text(posting.get("descriptionPlain"))
    return "".join((whole, *lists, text(posting.get("additional"))))


def _day(created: Any) -> str:
    """Milliseconds since 1970 as a day."""
    seconds = number(created)
    if seconds is None or not 0 <= seconds / 1_000 < 253_402_300_800:  # to the year 9999
        return text(created)
    return datetime.fromtimestamp(seconds / 1_000, UTC).date().isoformat()
