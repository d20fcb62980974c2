"""``/search``: one box for codes, ranges and words; ``/search/hits``: its list alone, as someone types."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from assistant.lookup.found import PLACES, Entry, Found, Wanted
from assistant.opened import Opened
from assistant.retrieval.search import GUIDELINES
from corpus.codes import CodeSystem, Icd10CmCode
from corpus.mentions import find_codes
from corpus.relations import ProcedureCode
from desk.pages.account.kept.searches import keeping
from desk.pages.asked import day_of, query_of
from desk.pages.bench import OpenedBench
from desk.pages.links import FURTHER_NAMES, SYSTEM_NAMES
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)

PLACE_NAMES: Mapping[str, str] = {
    **{system.value: name for system, name in SYSTEM_NAMES.items()},
    CodeSystem.MODIFIER.value: "Modifiers",
    **FURTHER_NAMES,
    GUIDELINES: "Guidelines and documents",
}
SHOWN, FIRST_HITS = 120, 20
_FEWEST_OF_A_CLAIM = 2

Text = Annotated[str, Query()]
Places = Annotated[list[str] | None, Query(alias="in")]


@dataclass(frozen=True, slots=True)
class Asked:
    """The search as its address has it."""

    text: str
    places: tuple[str, ...]
    billable: bool
    on: date | None
    after: str = ""

    def wanted(self) -> Wanted:
        return Wanted(self.text, self.places, self.billable, self.on)


def _asked(q: Text = "", places: Places = None, billable: Text = "", on: Text = "", after: Text = "") -> Asked:
    chosen = tuple(place for place in dict.fromkeys(places or ()) if place)
    if unknown := [place for place in chosen if place not in PLACES]:
        raise HTTPException(400, f"“{unknown[0][:40]}” is nothing that can be searched: {', '.join(PLACES)}.")
    return Asked(query_of(q), chosen, billable == "1", day_of(on), after)


InTheAddress = Annotated[Asked, Depends(_asked)]


@router.get("/search")
def search(request: Request, opened: OpenedBench, asked: InTheAddress) -> HTMLResponse:
    """The whole search: codes and ranges exactly, words by the hybrid search."""
    found = opened.finder.find(asked.wanted(), SHOWN, asked.after) if asked.text else None
    response = page(request, "search.html", asked=asked, **_shown(opened, found, asked))
    response.background = keeping(request, asked.text)
    return response


@router.get("/search/hits")
def hits(request: Request, opened: OpenedBench, asked: InTheAddress, whole: Text = "") -> Response:
    """The list alone: the first hits, or with ``whole`` the same as on the page.

    It holds for everybody as long as nothing else is loaded: a browser that has it is told so, and nothing is sought.
    """
    tag = f'"{hashlib.sha256(f"{opened.stamp} {request.url.query}".encode()).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") in (tag, f"W/{tag}"):
        return Response(status_code=304, headers=headers)
    found = None
    if asked.text:
        wanted = asked.wanted()
        found = opened.finder.find(wanted, SHOWN) if whole else opened.finder.as_typed(wanted, FIRST_HITS)
    response = page(request, "hits.html", asked=asked, **_shown(opened, found, asked))
    response.headers.update(headers)
    response.background = keeping(request, asked.text if whole else "")
    return response


def _shown(opened: Opened, found: Found | None, asked: Asked) -> dict[str, Any]:
    near = opened.finder.entries(found.near, asked.on) if found else {}
    return {
        "found": found,
        "groups": _groups(found),
        "near": list(near.values()),
        "editions": opened.files.editions,
        "place_names": PLACE_NAMES,
        "places": opened.finder.places,
        "claim": _claim(asked.text) if found and found.named else "",
    }


def _claim(text: str) -> str:
    """Several codes as the lines of a claim, each with the modifiers and units written on it; empty for no claim."""
    mentions = find_codes(text)
    lines = [
        text[one.start : max(one.rest, one.end)].strip() for one in mentions if isinstance(one.code, ProcedureCode)
    ]
    diagnoses = [str(one.code) for one in mentions if isinstance(one.code, Icd10CmCode)]
    if not lines or len(lines) + len(diagnoses) < _FEWEST_OF_A_CLAIM:
        return ""
    return "\n".join((*lines, f"Dx {', '.join(diagnoses)}" if diagnoses else "")).strip()


def _groups(found: Found | None) -> list[tuple[CodeSystem | None, list[Entry]]]:
    """Of a range, the codes system by system; what words found stays in its order."""
    if found is None or not found.entries:
        return []
    if found.range is None:
        return [(None, list(found.entries))]
    systems = dict.fromkeys(entry.code.system for entry in found.entries)
    return [(system, [entry for entry in found.entries if entry.code.system is system]) for system in systems]
