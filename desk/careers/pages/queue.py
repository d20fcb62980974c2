"""What administrators look at: postings that wait, and jobs that somebody reported."""

from __future__ import annotations

import time

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.careers.job.wanted import Status
from desk.careers.pages.given import NO_JOB, JobNumber, ThisBoard
from desk.pages.account.forms import ThisAccounts, ThisForm, ThisVisitor
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)

_DECIDED = {"list": Status.LISTED, "refuse": Status.REFUSED, "close": Status.CLOSED}


@router.get("/careers/queue")
def queue(request: Request, board: ThisBoard, accounts: ThisAccounts, visitor: ThisVisitor) -> Response:
    waiting, reports = board.jobs.waiting(), board.reports.all()
    jobs = {kept.number: kept for kept in board.jobs.some(list(dict.fromkeys(one.job for one in reports)))}
    who = {kept.person: accounts.people.by_id(kept.person) for kept in waiting if kept.person}
    return page(
        request,
        "careers/queue.html",
        waiting=waiting,
        who={person: found.shown if found else "nobody any more" for person, found in who.items()},
        addresses={person: board.addresses.of(person) for person in who},
        reported=[(jobs[one.job], one) for one in reports if one.job in jobs],
    )


@router.post("/careers/queue/{number:int}")
def decide(board: ThisBoard, visitor: ThisVisitor, fields: ThisForm, number: JobNumber) -> Response:
    """Lists, refuses or closes a job, or (``keep``) leaves a reported one as it is; its reports are done with."""
    decided = fields["decided"]
    if decided != "keep":
        status = _DECIDED.get(decided)
        if status is None:
            raise HTTPException(400, "Choose what becomes of the posting: list, refuse, close or keep.")
        if not board.jobs.decide(number, status, time.time(), " ".join(fields["note"].split())):
            raise HTTPException(404, NO_JOB)
    board.reports.settle(number)
    return RedirectResponse("/careers/queue", 303)
