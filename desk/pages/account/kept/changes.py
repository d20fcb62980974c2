"""``/account/lists/<id>/changes``: what changed for the codes of a list since it was last looked at, by edition."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.lookup.changed import COMPARED, EditionChanges, ruling_today, what_changed
from assistant.serialization import plain
from desk.pages.account.forms import ThisAccounts, ThisForm, ThisVisitor
from desk.pages.account.kept.lists import GONE, loaded_editions, news_of, theirs
from desk.pages.bench import OpenedBench
from desk.pages.templating import page

router = APIRouter(include_in_schema=False, prefix="/account/lists/{list_id}")
_HEADER = "edition,in effect from,compared with,code,code set,what changed".split(",")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.-]+")


@router.get("/changes")
def changes(
    request: Request,
    opened: OpenedBench,
    list_id: str,
    accounts: ThisAccounts,
    visitor: ThisVisitor,
    since: str = "",
    format: str = "",
) -> Response:
    """Since the last look; with ``since=before`` of the editions that rule today against those before them.

    ``format=csv`` to take along.
    """
    found, editions = theirs(accounts, visitor, list_id), opened.knowledge.tables.editions()
    wanted = ruling_today(editions, date.today()) if since == "before" else news_of(found, editions)
    told = what_changed(opened.knowledge, found.codes, wanted)
    if format == "csv":
        # With the byte order mark spreadsheets read it as UTF-8.
        name = _NOT_IN_A_NAME.sub("-", found.name).strip("-.") or "codes"
        headers = {"Content-Disposition": f'attachment; filename="changes-{name}.csv"'}
        return Response(_as_csv(told).encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)
    codes = {code for one in told for code, _ in one.changed}
    return page(
        request,
        "account/kept/changes.html",
        found=found,
        told=told,
        silent=[edition for edition in wanted if edition.id not in {one.edition.id for one in told}],
        entries=opened.finder.entries(sorted(codes, key=str)),
        before=since == "before",
        tables=[table.value for table in COMPARED],
    )


@router.post("/seen")
def seen(request: Request, list_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    """From now on only what comes later is told."""
    if not accounts.lists.look(visitor.person.id, list_id, (edition.id for edition in loaded_editions(request))):
        raise HTTPException(404, GONE)
    return RedirectResponse(f"/account/lists/{list_id}/changes", 303)


def _as_csv(told: Sequence[EditionChanges]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    for one in told:
        edition = (one.edition.title, one.edition.effective_from or "", one.against.title if one.against else "")
        writer.writerows((*edition, str(code), code.system.value, plain(words)) for code, words in one.changed)
        writer.writerows((*edition, str(code), code.system.value, "no change") for code in one.same)
    return text.getvalue()
