"""``/source/<edition>``: rows as their publisher has them; ``/documents/...``: sections of guidelines and documents."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from corpus.codes import Code, CodeSystem, parse_code
from corpus.errors import InvalidCode
from corpus.store.published_rows import excerpt
from desk.accounts.stores.kept.things import Thing
from desk.pages.account.kept.beside import beside
from desk.pages.asked import query_of
from desk.pages.bench import OpenedBench
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)

_AROUND = 4


@router.get("/source/{edition_id}")
def source(request: Request, opened: OpenedBench, edition_id: str, code: Annotated[str, Query()] = "") -> HTMLResponse:
    """An edition: what it is, and its rows around a code, those of the code marked."""
    edition = opened.files.editions.get(edition_id)
    if edition is None:
        raise HTTPException(404, f"No edition “{edition_id[:60]}” is loaded; the loaded ones stand under Editions.")
    asked = query_of(code)
    readings: list[Code] = [reading for system in CodeSystem if (reading := _reading(asked, system)) is not None]
    tables = opened.knowledge.tables
    wanted: list[Code | None] = [*readings] if asked else [None]
    found = [part for reading in wanted for part in excerpt(tables, edition_id, reading, _AROUND)]
    records = [
        record
        for of_code in opened.knowledge.catalog.all_records(readings).values()
        for record in of_code
        if record.source.edition_id == edition_id
    ]
    return page(request, "source.html", edition=edition, asked=asked, excerpts=found, records=records)


@router.get("/documents/{document_id}")
def document(request: Request, opened: OpenedBench, document_id: str) -> HTMLResponse:
    """The headings of a document in order."""
    sections = opened.knowledge.catalog.document(document_id)
    if not sections:
        raise HTTPException(404, f"No document “{document_id[:80]}” is loaded.")
    return page(request, "document.html", sections=sections)


@router.get("/documents/{document_id}/{anchor:path}")
def section(
    request: Request, opened: OpenedBench, document_id: str, anchor: str, mark: Annotated[str, Query()] = ""
) -> HTMLResponse:
    """A section as text, a sentence of it marked."""
    sections = opened.knowledge.catalog.document(document_id)
    place = next((place for place, one in enumerate(sections) if one.anchor == anchor), None)
    if place is None:
        raise HTTPException(404, f"No section “{anchor[:60]}” of a document “{document_id[:60]}” is loaded.")
    found = sections[place]
    before, marked, behind = found.text.partition(query_of(mark)) if mark else (found.text, "", "")
    return page(
        request,
        "section.html",
        section=found,
        parts=(before, marked, behind),
        former=sections[place - 1] if place else None,
        next=sections[place + 1] if place + 1 < len(sections) else None,
        edition=opened.files.editions.get(found.source.edition_id),
        named=opened.finder.entries(found.codes),
        beside=beside(request, Thing.of_section(found.key)),
    )


def _reading(text: str, system: CodeSystem) -> Code | None:
    try:
        return parse_code(text, system) if text else None
    except InvalidCode:
        return None
