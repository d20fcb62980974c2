"""schema.org JobPosting in pages (JSON-LD scripts) or in files of their own.

The scripts are read by hand: libraries lose every block of a page when one can't be read, miss a type with a charset,
and leave @graph as it is (docs/careers.md).
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from desk.careers.importing.forms import at, mappings, number, text
from desk.careers.reading.told import Told

_TYPE = "application/ld+json"
_DEEPEST = 6


def postings_of_page(page: str) -> Iterator[Told | str]:
    """The jobs of a page; a sentence for each block that can't be read, beside which the others stand."""
    scripts = _Scripts()
    scripts.feed(page)
    scripts.close()
    for place, script in enumerate(scripts.found, 1):
        try:
            data = json.loads(_uncommented(script), strict=False)  # line breaks stand in many descriptions
        except ValueError as error:
            yield f"JSON-LD block {place} can't be read ({error})."
            continue
        yield from postings_of(data)


def postings_of(data: Any) -> Iterator[Told]:
    """The jobs of JSON-LD wherever they stand in it: alone, in a list, in @graph, as an item of a list."""
    for place, posting in enumerate(_postings(data), 1):
        told = _told(posting)
        told.row = f"posting {place}"
        yield told


def is_json_ld(data: Any) -> bool:
    return next(_postings(data), None) is not None


class _Scripts(HTMLParser):
    """The texts of a page's JSON-LD scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("type") or "").partition(";")[0].strip().casefold()
        self._inside = tag == "script" and kind == _TYPE
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def _uncommented(script: str) -> str:
    """Without the marks that old templates put around scripts."""
    told = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    return told.removeprefix("//<![CDATA[").removeprefix("<![CDATA[").removesuffix("//]]>").removesuffix("]]>").strip()


def _postings(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    for one in mappings(data):
        kinds = one.get("@type")
        named = kinds if isinstance(kinds, list) else [kinds]
        if any(str(kind).rpartition("/")[2].rpartition(":")[2] == "JobPosting" for kind in named):
            yield one
            continue
        for inside in ("@graph", "itemListElement", "item", "mainEntity", "hasPart"):
            if inside in one:
                yield from _postings(one[inside], depth + 1)


def _told(posting: dict[str, Any]) -> Told:
    place = next(mappings(posting.get("jobLocation")), {})
    address = place.get("address")
    whole = address if isinstance(address, str) else ""
    salary = posting.get("baseSalary")
    value = at(salary, "value")
    amounts = value if isinstance(value, dict) else salary if isinstance(salary, dict) else {}
    only = number(amounts.get("value")) if "value" in amounts and not isinstance(amounts["value"], dict) else None
    only = number(value) if only is None and not isinstance(value, dict) else only
    low, high = number(amounts.get("minValue")), number(amounts.get("maxValue"))
    unit = text(amounts.get("unitText")) or text(at(salary, "unitText")) or text(at(salary, "duration"))
    return Told(
        title=html.unescape(text(posting.get("title") or posting.get("name"))),
        employer=html.unescape(text(posting.get("hiringOrganization"))),
        description=_unescaped(text(posting.get("description"))),
        apply=text(at(posting, "applicationContact", "email")) or text(posting.get("url")) or text(posting.get("@id")),
        posted=text(posting.get("datePosted")),
        valid_through=text(posting.get("validThrough")),
        source="json-ld",
        source_id=_id(posting),
        place=whole,
        town=text(at(address, "addressLocality")),
        state=_state(address),
        zip=text(at(address, "postalCode")),
        remote=True if "TELECOMMUTE" in text(posting.get("jobLocationType")).upper() else None,
        accepts=_accepts(posting),
        credentials=text(posting.get("qualifications")) if isinstance(posting.get("qualifications"), str) else "",
        employment=text(posting.get("employmentType")),
        pay=text(salary) if not isinstance(salary, dict) else "",
        pay_bounds=(low or only, high or (only if low is None else None)),
        pay_unit=unit,
    )


def _unescaped(description: str) -> str:
    """Some boards escape the HTML of a description a second time."""
    return html.unescape(description) if "&lt;" in description and "<" not in description else description


def _id(posting: dict[str, Any]) -> str:
    """What stays the same of a job at its source: its identifier there, or its address."""
    named = posting.get("identifier")
    value = text(at(named, "value")) if isinstance(named, dict) else text(named)
    owner = text(posting.get("hiringOrganization"))
    return f"{owner}:{value}" if value else text(posting.get("url")) or text(posting.get("@id"))


def _state(address: Any) -> str:
    country = text(at(address, "addressCountry")).casefold()
    region = text(at(address, "addressRegion"))
    if country and country not in ("us", "usa", "united states", "united states of america"):
        return f"{region or 'a place'} ({country.upper()})"  # told as no state of the US
    return region.removeprefix("US-")


def _accepts(posting: dict[str, Any]) -> str:
    """States from which a remote job may be done: "TX, USA" tells one, "USA" tells none."""
    places = [text(one) for one in mappings(posting.get("applicantLocationRequirements"))]
    return ", ".join(place.rpartition(",")[0] or place for place in places)
