"""``/account/feedback``: the answers that people rated, for those who look after the desk. Nobody's name is in it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from desk.accounts.stores.kept.feedback import as_lines
from desk.pages.account.forms import ThisAccounts, ThisVisitor
from desk.pages.account.words import markdown
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)
_SHOWN = 200
_WANTED = {"helpful": True, "not-helpful": False}


@router.get("/account/feedback")
def feedback(
    request: Request, accounts: ThisAccounts, visitor: ThisVisitor, only: str = "", format: str = ""
) -> Response:
    """The newest; ``format=jsonl`` gives all as cases for evaluation."""
    helpful = _WANTED.get(only)
    if format == "jsonl":
        lines = "".join(f"{line}\n" for line in as_lines(accounts.feedback.rated(helpful=helpful)))
        headers = {"Content-Disposition": 'attachment; filename="feedback.jsonl"'}
        return PlainTextResponse(lines, headers=headers, media_type="application/jsonl")
    rated = accounts.feedback.rated(helpful=helpful, first=_SHOWN)
    return page(request, "account/kept/feedback.html", rated=rated, only=only, markdown=markdown, shown=_SHOWN)
