"""What the pages of the board take: the board, the search of the address, and measures against too much."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request

from desk.accounts.accounts import Accounts
from desk.accounts.errors import LockedOut
from desk.accounts.rights import Right, Visitor
from desk.accounts.stores.attempts import Measure
from desk.careers.board import Board
from desk.careers.job.wanted import Kept, Status
from desk.careers.reading.asked import Asked

NO_JOB = "There is no such job, or it isn't open any more."

LARGEST_NUMBER = 2**31 - 1

# How often somebody may do what costs others time.
POSTING = Measure(failures=10, within=86_400, locked=3_600)
REPORTING = Measure(failures=20, within=3_600, locked=3_600)
MAILING = Measure(failures=5, within=3_600, locked=3_600)


def _board(request: Request) -> Board:
    found = request.app.state.board
    assert isinstance(found, Board)  # create_application put it there
    return found


def _asked(request: Request) -> Asked:
    return Asked.of(request.query_params.multi_items())


def measured(accounts: Accounts, visitor: Visitor, what: str, measure: Measure) -> None:
    """Counts something for a person and their address; raises HTTPException (429) where it was too often."""
    try:
        accounts.attempts.begin(
            (f"careers-{what}:{visitor.person.id}", measure), (f"careers-{what}:{visitor.address}"[:260], measure)
        )
    except LockedOut as error:
        minutes = max(1, -(-error.seconds // 60))
        raise HTTPException(
            429,
            f"That was too often for now; try again in {minutes} {'minute' if minutes == 1 else 'minutes'}.",
            headers={"Retry-After": str(error.seconds)},
        ) from None


def shown_to(board: Board, number: int, visitor: Visitor | None) -> Kept:
    """A job that somebody may see: one that is listed, their own, or any for who looks after the board. Raises 404."""
    kept = board.jobs.get(number)
    if kept is not None and kept.status is not Status.LISTED:
        own = visitor is not None and kept.person == visitor.person.id
        kept = kept if own or (visitor is not None and visitor.may(Right.DESK)) else None
    if kept is None:
        raise HTTPException(404, NO_JOB)
    return kept


def _number(number: int) -> int:
    """A job's number as the database can hold it. Raises 404."""
    if number > LARGEST_NUMBER:
        raise HTTPException(404, NO_JOB)
    return number


ThisBoard = Annotated[Board, Depends(_board)]
JobNumber = Annotated[int, Depends(_number)]
InTheAddress = Annotated[Asked, Depends(_asked)]
