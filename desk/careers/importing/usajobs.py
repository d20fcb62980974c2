"""The answer of USAJOBS' search: SearchResult.SearchResultItems[].MatchedObjectDescriptor."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from desk.careers.importing.forms import at, mappings, number, text
from desk.careers.reading.told import Told

_RATES = {"PA": "year", "PH": "hour", "PD": "day", "PM": "month", "PW": "week", "BW": "", "WC": "", "SY": ""}


def is_usajobs(data: Any) -> bool:
    return isinstance(at(data, "SearchResult", "SearchResultItems"), list)


def postings_of(data: Any) -> Iterator[Told]:
    for place, item in enumerate(mappings(at(data, "SearchResult", "SearchResultItems")), 1):
        found = item.get("MatchedObjectDescriptor")
        told = _told(found if isinstance(found, dict) else {})
        told.row = f"item {place}"
        yield told


def _told(found: dict[str, Any]) -> Told:
    details = at(found, "UserArea", "Details") or {}
    place = next(mappings(found.get("PositionLocation")), {})
    town = text(place.get("CityName")).partition(",")[0]
    pay = next(mappings(found.get("PositionRemuneration")), {})
    rate = text(pay.get("RateIntervalCode"))
    unit = _RATES.get(rate.upper(), rate)
    amounts = (number(pay.get("MinimumRange")), number(pay.get("MaximumRange"))) if unit else (None, None)
    # The library that is usual for this feed drops the flag, and places say "Anywhere in the U.S.".
    anywhere = "anywhere" in text(found.get("PositionLocationDisplay")).casefold()
    remote = at(details, "RemoteIndicator") is True or anywhere
    return Told(
        title=html.unescape(text(found.get("PositionTitle"))),
        employer=html.unescape(text(found.get("OrganizationName")) or text(found.get("DepartmentName"))),
        description=_description(found, details),
        apply=text(found.get("PositionURI")) or text(found.get("ApplyURI")).partition(",")[0],
        posted=text(found.get("PublicationStartDate")) or text(found.get("PositionStartDate")),
        valid_through=text(found.get("ApplicationCloseDate")) or text(found.get("PositionEndDate")),
        source="usajobs",
        source_id=text(found.get("PositionID")) or text(found.get("PositionURI")),
        town="" if anywhere else town,
        state="" if anywhere else text(place.get("CountrySubDivisionCode")),
        remote=remote,
        employment=text(found.get("PositionSchedule")) or text(found.get("PositionOfferingType")),
        pay_bounds=amounts,
        pay_unit=unit,
    )


def _description(found: dict[str, Any], details: Any) -> str:
    duties = at(details, "MajorDuties")
    parts = [
        text(at(details, "JobSummary")),
        *([text(duty) for duty in duties] if isinstance(duties, list) else [text(duties)]),
        text(found.get("QualificationSummary")),
        text(at(details, "Requirements")),
    ]
    return "\n\n".join(part for part in parts if part)
