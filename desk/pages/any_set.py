"""``/code/<code>``: a code without its set, as people write it into an address; leads to the page of the set."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.pages.asked import day_of, query_of
from desk.pages.bench import OpenedBench
from desk.pages.links import SYSTEM_NAMES, code_address, former_address
from desk.pages.unknown import SEVERAL, no_such_code, readings, told

router = APIRouter(include_in_schema=False)

# Another set may be loaded tomorrow that has the code too.
_FOR_NOW = 307


@router.get("/code/{text}")
def any_set(request: Request, opened: OpenedBench, text: str, on: Annotated[str, Query()] = "") -> Response:
    """The one code of that text; a choice where several sets have it, and what is wrong where none has."""
    day, typed = day_of(on), query_of(text)
    meant = list(readings(typed))
    existing = opened.knowledge.existing(meant)
    known = tuple(code for code in meant if code in existing)
    if len(known) == 1:
        return RedirectResponse(code_address(known[0], day), _FOR_NOW)
    if known:
        sets = " and ".join(SYSTEM_NAMES[code.system] for code in known)
        return told(request, opened, typed, f"{typed.upper()} is a code in {sets}.", known, SEVERAL)
    if former := opened.finder.further.icd9cm.get(typed):
        return RedirectResponse(former_address(former.code), _FOR_NOW)
    if not meant:
        sentence = f"“{typed[:40]}” has the form of no code: {', '.join(SYSTEM_NAMES.values())} were tried."
    else:
        sets = " and ".join(SYSTEM_NAMES[code.system] for code in meant)
        sentence = f"There is no code {typed.upper()} in what is loaded of {sets}."
    return no_such_code(request, opened, typed, sentence)
