"""What a person asked: found again, renamed, deleted, taken along, shown to others by a link."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from desk.accounts.accounts import Accounts
from desk.accounts.rights import Right, Visitor
from desk.accounts.stores.threads import Thread, storable
from desk.pages.account.export import as_json, as_markdown, file_name
from desk.pages.account.forms import ThisAccounts, ThisForm, ThisVisitor
from desk.pages.account.words import as_html
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)
_A_PAGE = 50
_GONE = "There is no such conversation of yours."


@router.get("/account/conversations")
def conversations(
    request: Request, accounts: ThisAccounts, visitor: ThisVisitor, search: str = "", after: str = ""
) -> Response:
    search = storable(search[:200])
    listed, more = accounts.threads.page(visitor.person.id, _A_PAGE, after or None, search)
    return page(
        request,
        "account/conversations.html",
        threads=listed,
        shared=accounts.shares.shared([thread.id for thread in listed]),
        more=listed[-1].id if more else "",
        search=search,
    )


@router.get("/account/conversations/{thread_id}")
def conversation(
    request: Request, thread_id: str, accounts: ThisAccounts, visitor: ThisVisitor, format: str = ""
) -> Response:
    """The conversation to read and to print; ``format`` md or json to take along."""
    thread = _theirs(accounts, visitor, thread_id)
    if format == "json":
        return JSONResponse(as_json(thread), headers=_attached(thread, "json"))
    if format == "md":
        return PlainTextResponse(as_markdown(thread), headers=_attached(thread, "md"), media_type="text/markdown")
    return _shown(request, accounts, visitor, thread)


@router.post("/account/conversations/{thread_id}/rename")
def rename(thread_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    if not fields["title"].strip():
        raise HTTPException(400, "A conversation needs a title: write a word or two.")
    if not accounts.threads.rename(visitor.person.id, thread_id, fields["title"]):
        raise HTTPException(404, _GONE)
    return RedirectResponse(f"/account/conversations/{thread_id}", 303)


@router.post("/account/conversations/{thread_id}/delete")
def delete(thread_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    if not accounts.threads.remove(visitor.person.id, thread_id):
        raise HTTPException(404, _GONE)
    return RedirectResponse("/account/conversations", 303)


@router.post("/account/conversations/{thread_id}/share")
def share(request: Request, thread_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    """Makes a link, shown once; a former one stops working."""
    if not visitor.may(Right.SHARE):
        raise HTTPException(403, f"Your role, {visitor.person.role}, doesn't share conversations.")
    secret = accounts.shares.make(visitor.person.id, thread_id)
    if secret is None:
        raise HTTPException(404, _GONE)
    link = f"{request.app.state.served.address}/shared/{secret}"
    return _shown(request, accounts, visitor, _theirs(accounts, visitor, thread_id), link)


@router.post("/account/conversations/{thread_id}/unshare")
def unshare(thread_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    if not accounts.shares.revoke(visitor.person.id, thread_id):
        raise HTTPException(404, _GONE)
    return RedirectResponse(f"/account/conversations/{thread_id}", 303)


@router.get("/shared/{secret}")
def shared(request: Request, secret: str, accounts: ThisAccounts) -> Response:
    """A conversation to read, for whoever has its link."""
    thread = accounts.shares.thread(secret)
    if thread is None:
        raise HTTPException(404, "This link shows nothing: it isn't whole, or whoever shared it took it back.")
    response = page(request, "account/shared.html", thread=thread, as_html=as_html)
    # The address is the secret: nothing may keep it, and no other site may learn it.
    response.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})
    return response


def _theirs(accounts: Accounts, visitor: Visitor, thread_id: str) -> Thread:
    thread = accounts.threads.get(visitor.person.id, thread_id)
    if thread is None:
        raise HTTPException(404, _GONE)
    return thread


def _shown(request: Request, accounts: Accounts, visitor: Visitor, thread: Thread, link: str = "") -> Response:
    return page(
        request,
        "account/conversation.html",
        thread=thread,
        as_html=as_html,
        link=link,
        is_shared=bool(accounts.shares.shared([thread.id])),
        may_share=visitor.may(Right.SHARE),
    )


def _attached(thread: Thread, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{file_name(thread)}.{ending}"'}
