"""``/careers/statistics``: how many jobs by credential and state, and what they pay."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from assistant.understand.circumstances.state_names import STATES
from desk.careers.pages.given import ThisBoard
from desk.careers.pages.plots import Bar, Range, bars, ranges
from desk.careers.reading.vocabulary import vocabulary
from desk.careers.store.figures import FEWEST_PAID
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)

# Columns of the table by credential and state: more don't fit on a page.
_CROSSED = 8


@router.get("/careers/statistics")
def statistics(request: Request, board: ThisBoard) -> Response:
    told = board.figures.overview(date.today())
    pays = [
        Range(one.name, one.lower, one.median, one.upper, f"${one.median:,.0f}, {one.paid:,} jobs") for one in told.pays
    ]
    return page(
        request,
        "careers/statistics.html",
        told=told,
        fewest=FEWEST_PAID,
        names=vocabulary().credentials,
        states=STATES,
        crossed_credentials=told.credentials[:_CROSSED],
        by_credential=bars(
            [Bar(one.name, one.jobs, f"{one.jobs:,}") for one in told.credentials], "Jobs by credential"
        ),
        by_state=bars([Bar(STATES[one.name], one.jobs, f"{one.jobs:,}") for one in told.states], "Jobs by state"),
        by_pay=ranges(pays, "The middle half of pays by credential, with the median"),
    )
