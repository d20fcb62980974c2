"""Posting a job, one's own postings, saving and reporting: what people do with jobs."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.understand.circumstances.state_names import STATES
from desk.accounts.rights import Right, Visitor
from desk.careers.board import Board
from desk.careers.job.job import STANDS_DAYS, Employment, PayUnit
from desk.careers.job.wanted import Kept, Status
from desk.careers.pages.given import (
    LARGEST_NUMBER,
    NO_JOB,
    POSTING,
    REPORTING,
    JobNumber,
    ThisBoard,
    measured,
    shown_to,
)
from desk.careers.reading.told import JobErrors, Told, made
from desk.careers.reading.vocabulary import vocabulary
from desk.careers.store.jobs import prepared
from desk.pages.account.forms import Form, ThisAccounts, ThisForm, ThisVisitor
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)

# The fields of the form in its order, by their names there and in Told.
_TEXTS = (
    "title employer description apply town state zip accepts pay pay_unit employment credentials setting valid_through"
).split()
# What a job of its own is called as a source: no file can name it.
_HERE = "post"


@router.get("/careers/post")
def form(request: Request, board: ThisBoard, visitor: ThisVisitor, like: int = 0) -> Response:
    """The form, empty or filled as an earlier posting of theirs (``like``)."""
    if not _may_post(board, visitor):
        return RedirectResponse("/careers/address?next=post", 303)
    kept = board.jobs.get(like) if 0 < like <= LARGEST_NUMBER else None
    fields = _fields_of(kept) if kept is not None and kept.person == visitor.person.id else _empty()
    return _shown(request, fields, {})


@router.post("/careers/post")
def post(
    request: Request, board: ThisBoard, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm
) -> Response:
    """Takes a posting, to be looked at first; what is wrong is told field by field and nothing typed is lost."""
    if not _may_post(board, visitor):
        raise HTTPException(403, "Confirm your mail address first, at /careers/address.")
    try:
        job = made(_told(fields), date.today(), strict=True)
    except JobErrors as wrong:
        return _shown(request, fields, {error.field: error.reason for error in wrong.errors})
    measured(accounts, visitor, "post", POSTING)
    looked_at = visitor.may(Right.DESK)
    status = Status.LISTED if looked_at else Status.WAITING
    taken = board.jobs.take([prepared(job)], time.time(), status, visitor.person.id)
    (number,) = taken.numbers
    if not taken.added and (same := board.jobs.get(number)) and same.status is not Status.LISTED:
        return RedirectResponse("/careers/mine?told=same", 303)
    said = "same" if not taken.added else "listed" if looked_at else "waiting"
    return RedirectResponse(f"/careers/jobs/{number}?told={said}", 303)


@router.get("/careers/mine")
def mine(request: Request, board: ThisBoard, visitor: ThisVisitor, told: str = "") -> Response:
    return page(
        request, "careers/mine.html", jobs=board.jobs.of_person(visitor.person.id), is_same=told == "same",
        today=date.today(),
    )  # fmt: skip


@router.post("/careers/mine/{number:int}/close")
def close(board: ThisBoard, visitor: ThisVisitor, fields: ThisForm, number: JobNumber) -> Response:
    if not board.jobs.close(visitor.person.id, number):
        raise HTTPException(404, NO_JOB)
    return RedirectResponse("/careers/mine", 303)


@router.get("/careers/saved")
def saved(request: Request, board: ThisBoard, visitor: ThisVisitor) -> Response:
    numbers = board.saved.of(visitor.person.id)
    return page(request, "careers/saved.html", jobs=board.jobs.some(numbers), today=date.today())


@router.post("/careers/jobs/{number:int}/save")
def save(board: ThisBoard, visitor: ThisVisitor, fields: ThisForm, number: JobNumber) -> Response:
    """Saves a job, or with ``forget`` takes it out again."""
    if fields["forget"]:
        board.saved.forget(visitor.person.id, number)
    else:
        shown_to(board, number, visitor)
        board.saved.save(visitor.person.id, number)
    return RedirectResponse("/careers/saved" if fields["back"] == "saved" else f"/careers/jobs/{number}", 303)


@router.post("/careers/jobs/{number:int}/report")
def report(
    board: ThisBoard, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm, number: JobNumber
) -> Response:
    shown_to(board, number, visitor)
    measured(accounts, visitor, "report", REPORTING)
    board.reports.add(visitor.person.id, number, fields["reason"] or "no reason given")
    return RedirectResponse(f"/careers/jobs/{number}?told=reported", 303)


def _may_post(board: Board, visitor: Visitor) -> bool:
    """Whose address is confirmed, and who looks after the desk."""
    if not visitor.may(Right.SHARE):
        raise HTTPException(403, "Readers don't post jobs: ask an administrator.")
    address = board.addresses.of(visitor.person.id)
    return visitor.may(Right.DESK) or (address is not None and address.confirmed)


def _told(fields: Form) -> Told:
    told = Told(**{name: fields[name] for name in _TEXTS}, source=_HERE, source_id=str(uuid.uuid4()))  # type: ignore[arg-type]
    told.remote = fields["remote"] == "1"
    told.specialties = tuple(fields["specialties"].split())
    return told


def _empty() -> dict[str, str]:
    return {"valid_through": (date.today() + timedelta(days=STANDS_DAYS)).isoformat(), "pay_unit": "HOUR"}


def _fields_of(kept: Kept) -> dict[str, str]:
    """A posting as the form has it."""
    job, pay = kept.job, kept.job.pay
    bounds = [f"{amount:,.2f}" for amount in (pay.low, pay.high) if amount is not None] if pay else []
    return {
        "title": job.title,
        "employer": job.employer,
        "description": job.description,
        "apply": job.apply.removeprefix("mailto:"),
        "valid_through": job.expires.isoformat(),
        "town": job.location.town,
        "state": job.location.state,
        "zip": job.location.zip,
        "remote": "1" if job.remote else "",
        "accepts": ", ".join(job.accepts),
        "setting": job.setting,
        "pay": " - ".join(dict.fromkeys(bounds)),
        "pay_unit": pay.unit.value if pay else PayUnit.HOUR.value,
        "credentials": " ".join(job.credentials),
        "specialties": " ".join(job.specialties),
        "employment": " ".join(kind.value for kind in job.employment),
    }


def _shown(request: Request, fields: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
    return page(
        request,
        "careers/post.html",
        http_status=400 if wrong else 200,
        fields={name: fields.get(name, "") for name in (*_TEXTS, "remote", "specialties")},
        wrong={name: wrong[name] for name in sorted(wrong, key=_TEXTS.index)},
        words=vocabulary(),
        states=STATES,
        units=PayUnit,
        kinds=Employment,
    )
