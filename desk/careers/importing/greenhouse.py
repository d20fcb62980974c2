"""Greenhouse's job board: {"jobs": [{"id", "title", "absolute_url", "location", "content" ...}]}.

The content is HTML that is escaped once more. The board's owner stands in ``company_name`` or only in the address.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from desk.careers.importing.forms import at, mappings, number, text
from desk.careers.importing.naming import employer_in
from desk.careers.reading.told import Told


def is_greenhouse(data: Any) -> bool:
    jobs = at(data, "jobs")
    return isinstance(jobs, list) and (not jobs or any("absolute_url" in job for job in mappings(jobs)))


def postings_of(data: Any, employer: str = "") -> Iterator[Told]:
    for place, job in enumerate(mappings(at(data, "jobs")), 1):
        told = _told(job, employer)
        told.row = f"job {place}"
        yield told


def _told(job: dict[str, Any], employer: str) -> Told:
    address = text(job.get("absolute_url"))
    pay = next(mappings(job.get("pay_input_ranges")), {})
    cents = (number(pay.get("min_cents")), number(pay.get("max_cents")))
    return Told(
        title=html.unescape(text(job.get("title"))),
        employer=text(job.get("company_name")) or employer or employer_in(address),
        description=html.unescape(text(job.get("content"))),
        apply=address,
        posted=text(job.get("first_published")) or text(job.get("updated_at")),
        valid_through=text(job.get("application_deadline")),
        source="greenhouse",
        source_id=text(job.get("id")) or address,
        place=text(job.get("location")),
        employment=_metadata(job, "employment", "time type"),
        pay_bounds=(cents[0] and cents[0] / 100, cents[1] and cents[1] / 100),
        pay_unit=text(pay.get("title")) or "",
    )


def _metadata(job: dict[str, Any], *names: str) -> str:
    """The value of a field that the board's owner made, by a part of its name."""
    for one in mappings(job.get("metadata")):
        if any(name in text(one.get("name")).casefold() for name in names):
            return text(one.get("value"))
    return ""
