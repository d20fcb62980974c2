"""The start page: what the desk can do, and from what it answers."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from corpus.errors import CasePilotError
from desk.pages.bench import opened
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)


@router.get("/")
def start(request: Request) -> HTMLResponse:
    """Without a knowledge base the page stands all the same and says what is to be done."""
    try:
        status, trouble = opened(request).casepilot.status(), ""
    except CasePilotError as error:
        status, trouble = None, str(error)
    return page(request, "start.html", status=status, trouble=trouble)
