"""``/careers``: the list of jobs with its filters; one job; the feeds that others read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk.accounts.rights import Right
from desk.careers.board import Board
from desk.careers.job.job import JobError
from desk.careers.job.wanted import Found, Kept, Status
from desk.careers.pages.given import InTheAddress, JobNumber, ThisBoard, shown_to
from desk.careers.pages.structured import as_script, is_open, job_posting
from desk.careers.reading.asked import DAYS, MILES, PAGE, REMOTE, SORTS, Asked
from desk.careers.reading.cleaning import plain
from desk.careers.reading.vocabulary import vocabulary
from desk.pages.account.forms import accounts as accounts_of
from desk.pages.account.forms import visitor as visitor_of
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)

# As many addresses as a sitemap may have.
_MOST_ADDRESSES = 50_000
_FEED = 50


@router.get("/careers")
def search(request: Request, board: ThisBoard, asked: InTheAddress) -> Response:
    """What was asked stands in the form again; what of it isn't understood is told beside it."""
    found, trouble, field = Found((), 0), "", ""
    try:
        found = board.jobs.search(asked.wanted(), date.today(), PAGE, (asked.page - 1) * PAGE)
    except JobError as error:
        trouble, field = error.reason, error.field
    person = visitor_of(request).person
    return page(
        request,
        "careers/list.html",
        http_status=400 if trouble else 200,
        asked=asked,
        found=found,
        trouble=trouble,
        trouble_field=field,
        pages=-(-found.total // PAGE),
        saved=board.saved.among(person.id, [kept.number for kept in found.jobs]),
        words=vocabulary(),
        miles=MILES,
        days=DAYS,
        sorts=SORTS,
        remotes=REMOTE,
    )


@router.get("/careers/jobs/{number:int}")
def job(request: Request, board: ThisBoard, number: JobNumber, told: str = "") -> Response:
    visitor = visitor_of(request)
    kept = shown_to(board, number, visitor)
    shows = kept.status is Status.LISTED and is_open(kept, date.today())
    return page(
        request,
        "careers/job.html",
        http_status=200 if shows or kept.status is not Status.LISTED else 410,  # search engines take it out then
        kept=kept,
        job=kept.job,
        shows=shows,
        posting=as_script(job_posting(kept, _address(board, kept))) if shows else "",
        is_saved=bool(board.saved.among(visitor.person.id, [number])),
        looks_after=visitor.may(Right.DESK),
        words=vocabulary(),
        told=_SAID.get(told, ""),
        mode=accounts_of(request).mode,
    )


_SAID = {
    "reported": "Thank you: somebody will look at this posting.",
    "waiting": "Posted. It is shown once an administrator has looked at it; you find it under “Your postings”.",
    "listed": "Posted, and shown from now on.",
    "same": "This job is on the board already: here it is.",
}


@router.get("/careers/rss.xml")
def feed(board: ThisBoard, asked: InTheAddress) -> Response:
    """The newest jobs of any search as RSS 2.0."""
    try:
        jobs = board.jobs.search(Asked.kept(asked.address(sort="newest")).wanted(), date.today(), _FEED).jobs
    except JobError:
        jobs = ()
    items = "".join(_item(board, kept) for kept in jobs)
    address = escape(f"{board.settings.address}/careers?{asked.address()}")
    head = f"<title>{escape(f'Coding jobs: {asked.told()}')}</title><link>{address}</link><language>en-us</language>"
    channel = f"<channel>{head}<description>New jobs of medical coding</description>{items}</channel>"
    told = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0">{channel}</rss>'
    return Response(told, media_type="application/rss+xml")


@router.get("/careers/sitemap.xml")
def sitemap(board: ThisBoard) -> Response:
    """Every job that is shown; of more than a sitemap may hold, the newest."""
    told = "".join(
        f"<url><loc>{escape(board.settings.address)}/careers/jobs/{number}</loc><lastmod>{posted}</lastmod></url>"
        for number, posted in board.jobs.numbers(date.today())[-_MOST_ADDRESSES:]
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{space}">{told}</urlset>', media_type="application/xml"
    )


def _item(board: Board, kept: Kept) -> str:
    job, address = kept.job, escape(_address(board, kept))
    posted = format_datetime(datetime(job.posted.year, job.posted.month, job.posted.day, tzinfo=UTC))
    title = escape(f"{job.title}, {job.employer} ({job.place})")
    text = escape(plain(job.description)[:500])
    return (
        f'<item><title>{title}</title><link>{address}</link><guid isPermaLink="true">{address}</guid>'
        f"<pubDate>{posted}</pubDate><description>{text}</description></item>"
    )


def _address(board: Board, kept: Kept) -> str:
    return f"{board.settings.address}/careers/jobs/{kept.number}"
