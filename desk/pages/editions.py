"""``/editions``: what is loaded, what of it has run out, what can be downloaded, and the button that does it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from corpus.addresses import lacking, read_addresses
from corpus.editions import Edition
from corpus.errors import CasePilotError
from corpus.relations import Table
from desk.pages.bench import opened
from desk.pages.templating import page
from desk.serving.fetching import Fetching

router = APIRouter(include_in_schema=False, prefix="/editions")

_DOCUMENTS = (Table.DOCUMENTS.value, Table.GUIDANCE.value)


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """The editions of one table, newest first. ``until`` is the last covered day, None where none is told."""

    table: str
    editions: tuple[Edition, ...]
    today: bool
    until: date | None


@router.get("")
def editions(request: Request) -> HTMLResponse:
    """Stands without a knowledge base too: it is where one begins."""
    return _shown(request)


@router.post("/fetch")
def fetch(
    request: Request,
    names: Annotated[list[str] | None, Form()] = None,
    accept: Annotated[str, Form()] = "",
) -> Response:
    """Begins a download, on this machine only."""
    if not request.app.state.served.local:
        raise HTTPException(403, "Downloads are started on the machine that serves the desk: python -m ingest fetch.")
    addresses = read_addresses()
    chosen = [name for name in dict.fromkeys(names or ()) if name in addresses]
    if not chosen:
        return _shown(request, 400, "Choose at least one table to download.")
    licensed = [addresses[name] for name in chosen if addresses[name].licence is not None]
    if licensed and accept != "1":
        told = ", ".join(address.title for address in licensed)
        return _shown(request, 400, f"Accept the licence to download {told}; or leave it out.", chosen)
    if not _fetching(request).start(chosen, accepted=bool(licensed)):
        return _shown(request, 409, "A download is running already; this one can be started when it has ended.", chosen)
    return RedirectResponse("/editions#download", 303)


@router.get("/progress")
def progress(request: Request) -> HTMLResponse:
    """The running download alone, for the page's script."""
    return page(request, "progress.html", progress=_fetching(request).progress())


def _fetching(request: Request) -> Fetching:
    found = request.app.state.fetching
    assert isinstance(found, Fetching)  # create_application put it there
    return found


def _shown(request: Request, status: int = 200, trouble: str = "", chosen: Iterable[str] = ()) -> HTMLResponse:
    today = date.today()
    try:
        knowledge = opened(request).knowledge
        added, cited, damage = knowledge.tables.editions(), knowledge.editions(), knowledge.damage
        built = knowledge.manifest.built
    except CasePilotError as error:
        added, cited, damage, built = (), (), (str(error),), None
    added_ids = {edition.id for edition in added}
    offered = list(lacking(read_addresses().values(), added, today))
    return page(
        request,
        "editions.html",
        http_status=status,
        today=today,
        tables=_by_table((edition for edition in added if edition.table not in _DOCUMENTS), today),
        documents=[edition for edition in cited if edition.table in _DOCUMENTS or edition.id not in added_ids],
        damage=damage,
        built=built,
        free=[address for address in offered if address.licence is None],
        licensed=[address for address in offered if address.licence is not None],
        local=request.app.state.served.local,
        progress=_fetching(request).progress(),
        trouble=trouble,
        chosen=set(chosen),
    )


def _by_table(editions: Iterable[Edition], today: date) -> list[LoadedTable]:
    by_table: dict[str, list[Edition]] = {}
    for edition in editions:
        by_table.setdefault(edition.table, []).append(edition)
    found = []
    for table, known in sorted(by_table.items()):
        known.sort(key=lambda edition: edition.effective_from or date.min, reverse=True)
        whole = [edition for edition in known if edition.complete]
        ends = [edition.effective_to for edition in whole]
        until = None if not ends or None in ends else max(end for end in ends if end)
        found.append(
            LoadedTable(table, tuple(known), any(_spans(edition) and edition.covers(today) for edition in whole), until)
        )
    return found


def _spans(edition: Edition) -> bool:
    """Whether it tells the days it is for; one without any covers every day and is current on none."""
    return edition.effective_from is not None or edition.effective_to is not None
