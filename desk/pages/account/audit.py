"""Who did what at this desk, for administrators: to read, to check and to take along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from desk.accounts.accounts import Accounts
from desk.accounts.keeping.audit import Act, AuditBroken, as_line
from desk.accounts.stores.threads import storable
from desk.pages.account.forms import ThisAccounts
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)
_A_PAGE = 100
_MOST_ROWS = 2**62  # what either database can count to


@router.get("/audit")
def audit(
    request: Request,
    accounts: ThisAccounts,
    who: str = "",
    act: Act | None = None,
    before: Annotated[int, Query(ge=0, le=_MOST_ROWS)] = 0,
    check: bool = False,
) -> Response:
    """``who`` is a name, or the id of somebody who is no more; ``check`` also reads all of the log."""
    who = storable(who.strip())
    known = accounts.people.by_name(who) if who else None
    person = (known.id if known else who) or None
    rows = accounts.audit.page(_A_PAGE + 1, before or None, person=person, act=act)
    return page(
        request,
        "account/audit.html",
        rows=rows[:_A_PAGE],
        names=accounts.people.names(row.entry.person for row in rows),
        older=rows[_A_PAGE - 1].position if len(rows) > _A_PAGE else 0,
        acts=tuple(Act),
        who=who,
        act=act or "",
        checked=_checked(accounts) if check else "",
    )


@router.get("/audit/export")
def export(accounts: ThisAccounts) -> Response:
    """All of it, one JSON object a line, with what each digest is made of."""

    def lines() -> Iterator[str]:
        for row in accounts.audit.rows():
            yield f"{as_line(row)}\n"

    headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"', "Cache-Control": "no-store"}
    return StreamingResponse(lines(), headers=headers, media_type="application/jsonl")


def _checked(accounts: Accounts) -> str:
    try:
        whole = accounts.audit.verify()
    except AuditBroken as broken:
        return str(broken)
    return f"The log is whole: {whole.rows} rows, the last one is {whole.last}:{whole.digest}"
