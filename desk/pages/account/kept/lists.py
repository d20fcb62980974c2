"""``/account/lists``: lists of codes ("my codes")."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.lookup.changed import since_known
from assistant.understand.form.naming import named_codes
from corpus.codes import Code, code_from_key
from corpus.editions import Edition
from corpus.errors import CasePilotError, InvalidCode
from desk.accounts.accounts import Accounts
from desk.accounts.errors import AccountError
from desk.accounts.rights import Visitor
from desk.accounts.stores.kept.lists import LONGEST_NAME, MOST_CODES, CodeList
from desk.pages.account.forms import ThisAccounts, ThisForm, ThisVisitor
from desk.pages.account.sign_in import within
from desk.pages.bench import opened
from desk.pages.templating import page

router = APIRouter(include_in_schema=False, prefix="/account/lists")
GONE = "There is no such list of yours."
_MOST_UNKNOWN_NAMED = 20


def theirs(accounts: Accounts, visitor: Visitor, list_id: str) -> CodeList:
    """A list of this visitor's; raises HTTPException (404)."""
    found = accounts.lists.get(visitor.person.id, list_id)
    if found is None:
        raise HTTPException(404, GONE)
    return found


def loaded_editions(request: Request) -> tuple[Edition, ...]:
    """Those of the tables; none without a knowledge base."""
    try:
        return opened(request).knowledge.tables.editions()
    except CasePilotError:
        return ()


def news_of(code_list: CodeList, editions: tuple[Edition, ...]) -> tuple[Edition, ...]:
    """The editions that came or began since the changes of a list were last looked at."""
    looked = datetime.fromtimestamp(code_list.looked, UTC).date()
    return since_known(editions, code_list.editions, looked, date.today())


@router.get("")
def lists(request: Request, accounts: ThisAccounts, visitor: ThisVisitor) -> Response:
    return _all(request, accounts, visitor)


@router.post("")
def make(request: Request, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    """A new list, with the codes that were pasted."""
    try:
        editions = (edition.id for edition in loaded_editions(request))
        list_id = accounts.lists.make(visitor.person.id, fields["name"], editions)
    except AccountError as error:
        return _all(request, accounts, visitor, str(error), fields["name"], fields["codes"])
    return _added(request, accounts, visitor, list_id, fields["codes"])


@router.post("/codes")
def add_from_a_page(accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    """One code into the chosen list, from the code's page and back to it."""
    if accounts.lists.add(visitor.person.id, fields["list"], [_code(fields["code"])]) is None:
        raise HTTPException(404, GONE)
    return RedirectResponse(within(fields["back"]), 303)


@router.get("/{list_id}")
def code_list(request: Request, list_id: str, accounts: ThisAccounts, visitor: ThisVisitor) -> Response:
    return _one(request, theirs(accounts, visitor, list_id))


@router.post("/{list_id}/codes")
def add(request: Request, list_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    """Every code that the pasted text names; what no loaded edition has is told and left out."""
    theirs(accounts, visitor, list_id)
    return _added(request, accounts, visitor, list_id, fields["codes"])


@router.post("/{list_id}/drop")
def drop(list_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    if not accounts.lists.drop(visitor.person.id, list_id, [_code(fields["code"])]):
        raise HTTPException(404, GONE)
    return RedirectResponse(f"/account/lists/{list_id}", 303)


@router.post("/{list_id}/rename")
def rename(request: Request, list_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    found = theirs(accounts, visitor, list_id)
    try:
        accounts.lists.rename(visitor.person.id, list_id, fields["name"])
    except AccountError as error:
        return _one(request, found, trouble=str(error), name=fields["name"])
    return RedirectResponse(f"/account/lists/{list_id}", 303)


@router.post("/{list_id}/delete")
def delete(list_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    if not accounts.lists.remove(visitor.person.id, list_id):
        raise HTTPException(404, GONE)
    return RedirectResponse("/account/lists", 303)


def _added(request: Request, accounts: Accounts, visitor: Visitor, list_id: str, text: str) -> Response:
    """Adds what the text names, and shows the list with what became of it."""
    if not text.strip():
        return RedirectResponse(f"/account/lists/{list_id}", 303)
    knowledge = opened(request).knowledge
    codes, _ = named_codes(text, knowledge.existing)
    existing = knowledge.existing(codes)
    known, unknown = [code for code in codes if code in existing], [code for code in codes if code not in existing]
    try:
        added = accounts.lists.add(visitor.person.id, list_id, known) or 0
    except AccountError as error:
        return _one(request, theirs(accounts, visitor, list_id), trouble=str(error), pasted=text)
    told = f"{added} code{'' if added == 1 else 's'} added."
    if len(known) > added:
        told += f" {len(known) - added} stood there already."
    if unknown:
        more = f" and {len(unknown) - _MOST_UNKNOWN_NAMED} more" if len(unknown) > _MOST_UNKNOWN_NAMED else ""
        named = ", ".join(map(str, unknown[:_MOST_UNKNOWN_NAMED]))
        told += f" In no loaded edition, so left out: {named}{more}."
    if not codes:
        told = "No code was found in what you pasted: write codes such as 20610, J1885, M17.11."
    return _one(request, theirs(accounts, visitor, list_id), told=told, pasted="" if codes else text)


def _all(
    request: Request, accounts: Accounts, visitor: Visitor, trouble: str = "", name: str = "", pasted: str = ""
) -> Response:
    editions = loaded_editions(request)
    found = [(one, len(news_of(one, editions))) for one in accounts.lists.of(visitor.person.id)]
    return page(
        request,
        "account/kept/lists.html",
        http_status=400 if trouble else 200,
        lists=found,
        trouble=trouble,
        name=name,
        pasted=pasted,
        longest=LONGEST_NAME,
    )


def _one(
    request: Request, found: CodeList, *, told: str = "", trouble: str = "", name: str = "", pasted: str = ""
) -> Response:
    try:
        entries = opened(request).finder.entries(found.codes)
    except CasePilotError:
        entries = {}
    return page(
        request,
        "account/kept/list.html",
        http_status=400 if trouble else 200,
        found=found,
        entries=entries,
        news=len(news_of(found, loaded_editions(request))),
        told=told,
        trouble=trouble,
        name=name or found.name,
        pasted=pasted,
        longest=LONGEST_NAME,
        most=MOST_CODES,
    )


def _code(key: str) -> Code:
    try:
        return code_from_key(key)
    except InvalidCode:
        raise HTTPException(400, "This names no code. Open the page again and send it from there.") from None
