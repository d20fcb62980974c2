"""Job alerts and the mail address they go to; stopping and confirming work from a mail, without signing in."""

from __future__ import annotations

import time

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from desk.accounts.rights import Visitor
from desk.accounts.secrets import new_secret
from desk.careers.board import Board
from desk.careers.job.job import JobError
from desk.careers.mailing.messages import confirmation_message, may_stop
from desk.careers.mailing.sending import MailError, outgoing
from desk.careers.pages.given import MAILING, ThisBoard, measured
from desk.careers.reading.asked import Asked
from desk.careers.reading.cleaning import mail_address
from desk.careers.store.alerts import DAILY, OFTEN
from desk.pages.account.forms import FirstForm, ThisAccounts, ThisForm, ThisVisitor
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)

_NO_MAIL = "This desk sends no mail yet: an administrator sets CASEPILOT_MAIL_OUT (docs/careers.md)."
_NEXT = {"post": "/careers/post", "alerts": "/careers/alerts"}


@router.get("/careers/alerts")
def alerts(request: Request, board: ThisBoard, visitor: ThisVisitor) -> Response:
    """One's alerts; with a search in the address, the form that makes one of it."""
    asked = Asked.of(request.query_params.multi_items())
    return _shown(request, board, visitor, asked)


@router.post("/careers/alerts")
def add(request: Request, board: ThisBoard, visitor: ThisVisitor, fields: ThisForm) -> Response:
    asked = Asked.kept(fields["search"])
    try:
        asked.wanted()
        board.alerts.add(
            visitor.person.id, asked.address(page=1), int(fields["days"]) if fields["days"].isdecimal() else 0
        )
    except JobError as error:
        return _shown(request, board, visitor, asked, error.reason)
    address = board.addresses.of(visitor.person.id)
    return RedirectResponse("/careers/alerts" if address else "/careers/address?next=alerts", 303)


@router.post("/careers/alerts/{alert_id}/delete")
def delete(board: ThisBoard, visitor: ThisVisitor, fields: ThisForm, alert_id: str) -> Response:
    if not board.alerts.remove(alert_id, visitor.person.id):
        raise HTTPException(404, "There is no such alert of yours.")
    return RedirectResponse("/careers/alerts", 303)


@router.get("/careers/stop")
def ask_to_stop(request: Request, accounts: ThisAccounts, alert: str = "", seal: str = "") -> Response:
    """Asks once more: programs that look at the links of a mail must not stop anything."""
    if not may_stop(accounts.secret, alert, seal):
        raise HTTPException(404, "This link is no longer good.")
    return page(request, "careers/stop.html", alert=alert, seal=seal, is_stopped=False)


@router.post("/careers/stop")
def stop(request: Request, board: ThisBoard, accounts: ThisAccounts, alert: str = "", seal: str = "") -> Response:
    """One click (RFC 8058): a mail program posts here, without cookie or origin; the seal says that it is ours."""
    if not may_stop(accounts.secret, alert, seal):
        raise HTTPException(404, "This link is no longer good.")
    board.alerts.remove(alert)
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("Stopped.")
    return page(request, "careers/stop.html", alert=alert, seal=seal, is_stopped=True)


@router.get("/careers/address")
def address(request: Request, board: ThisBoard, visitor: ThisVisitor, next: str = "", told: str = "") -> Response:
    return _address_shown(request, board, visitor, next, told="sent" if told == "sent" else "")


@router.post("/careers/address")
def give_address(
    request: Request, board: ThisBoard, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm
) -> Response:
    """Mails the link of an address, and takes it once that mail is on its way: until then the former one counts."""
    typed = fields["mail"].strip()
    try:
        if board.settings.smtp is None:
            raise MailError(_NO_MAIL)
        mail = mail_address(typed)
        measured(accounts, visitor, "mail", MAILING)
        secret = new_secret()
        with outgoing(board.settings) as line:
            line.send(confirmation_message(board.settings, mail, secret, time.time()))
        board.addresses.begin(visitor.person.id, mail, secret)
    except (JobError, MailError) as error:
        reason = error.reason if isinstance(error, JobError) else str(error)
        return _address_shown(request, board, visitor, fields["next"], trouble=reason, typed=typed)
    return RedirectResponse(f"/careers/address?told=sent&next={'post' if fields['next'] == 'post' else 'alerts'}", 303)


@router.get("/careers/confirm")
def ask_to_confirm(request: Request, key: str = "") -> Response:
    return page(request, "careers/confirm.html", key=key, mail="", is_bad=False)


@router.post("/careers/confirm")
def confirm(request: Request, board: ThisBoard, fields: FirstForm) -> Response:
    mail = board.addresses.confirm(fields["key"])
    return page(
        request, "careers/confirm.html", http_status=200 if mail else 404, key="", mail=mail or "", is_bad=mail is None
    )


def _shown(request: Request, board: Board, visitor: Visitor, asked: Asked, trouble: str = "") -> Response:
    return page(
        request,
        "careers/alerts.html",
        http_status=400 if trouble else 200,
        alerts=[(one, Asked.kept(one.search).told()) for one in board.alerts.of(visitor.person.id)],
        often=OFTEN,
        daily=DAILY,
        asked=asked if asked.address() else None,
        address=board.addresses.of(visitor.person.id),
        no_mail=_NO_MAIL if board.settings.smtp is None else "",
        trouble=trouble,
    )


def _address_shown(
    request: Request, board: Board, visitor: Visitor, wanted: str, *, trouble: str = "", typed: str = "", told: str = ""
) -> Response:
    found = board.addresses.of(visitor.person.id)
    return page(
        request,
        "careers/address.html",
        http_status=400 if trouble else 200,
        address=found,
        typed=typed or (found.mail if found else ""),
        wanted=wanted if wanted in _NEXT else "alerts",
        go_on=_NEXT.get(wanted, "/careers/alerts"),
        trouble=trouble,
        is_sent=told == "sent",
        no_mail=_NO_MAIL if board.settings.smtp is None else "",
    )
