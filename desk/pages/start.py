"""The start page: what the desk can do, and from what it answers."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from corpus.addresses import lacking, read_addresses
from corpus.codes import CodeSystem
from corpus.errors import CasePilotError
from desk.pages.bench import opened
from desk.pages.links import SYSTEM_NAMES
from desk.pages.templating import navigation, page

router = APIRouter(include_in_schema=False)

_WHAT = {
    "/search": "Codes, ranges and words, as you type",
    "/codes": "Every loaded set, by chapter and family",
    "/claims": "Paste or upload; each line checked",
    "/chat": "Ask in your own words, with sources",
    "/careers": "Coding jobs by credential, place and pay",
    "/editions": "What is loaded, and what has run out",
}


@router.get("/")
def start(request: Request) -> HTMLResponse:
    """Without a knowledge base the page stands all the same and says what is to be done."""
    try:
        found = opened(request)
        counted, trouble = found.finder.directory.described, ""
        stale = any(lacking(read_addresses().values(), found.knowledge.tables.editions(), date.today()))
    except CasePilotError as error:
        counted, trouble, stale = {}, str(error), False
    doors = [(address, name, _WHAT[address]) for address, name in navigation(request) if address in _WHAT]
    named = {system.value: SYSTEM_NAMES[system] for system in CodeSystem}
    counts = [(named[name], count) for name, count in counted.items()]
    return page(request, "start.html", trouble=trouble, stale=stale, doors=doors, counts=counts)
