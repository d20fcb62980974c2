"""``/codes``: every loaded code set by chapter and category, and procedures by RBCS family."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from assistant.lookup.browsing import categories, chapter_of, chapters, families
from assistant.lookup.finding import Wanted
from assistant.lookup.further import parts
from corpus.codes import CodeSystem, parse_code
from corpus.errors import InvalidCode
from desk.pages.bench import OpenedBench
from desk.pages.links import FURTHER_NAMES, SYSTEM_NAMES
from desk.pages.templating import page

router = APIRouter(include_in_schema=False, prefix="/codes")

_SHOWN = 200


@router.get("")
def index(request: Request, opened: OpenedBench) -> HTMLResponse:
    """The code sets with their sizes and chapters."""
    counts = opened.finder.directory.described
    return page(
        request,
        "codes.html",
        systems=[
            (system, SYSTEM_NAMES[system], counts.get(system.value, 0), chapters()[system]) for system in CodeSystem
        ],
        further=[
            (name, FURTHER_NAMES[name], len(opened.finder.further.named(name)), parts()[name])
            for name in opened.finder.further.loaded
        ],
        has_families=bool(families(opened.knowledge.tables)),
    )


@router.get("/families")
def family_index(request: Request, opened: OpenedBench, name: Annotated[str, Query()] = "") -> HTMLResponse:
    """The RBCS families, or the codes of one."""
    found = families(opened.knowledge.tables)
    chosen = [family for family in found if family.family == name or f"{family.category}, {family.subcategory}" == name]
    if name and not chosen:
        raise HTTPException(404, f"The loaded RBCS classification has no family “{name[:60]}”.")
    codes = [code for family in chosen for code in family.codes]
    entries = opened.finder.entries(codes)
    return page(request, "families.html", families=found, chosen=chosen, entries=entries, name=name)


@router.get("/{system}/{chapter}")
def chapter(request: Request, opened: OpenedBench, system: str, chapter: str) -> HTMLResponse:
    """The categories of a chapter; the codes themselves where a code set has no finer parts."""
    try:
        found = chapter_of(CodeSystem(system), chapter)
    except ValueError:
        found = None
    if found is None:
        raise HTTPException(404, f"“{system[:20]}/{chapter[:20]}” is no chapter: all of them stand under Codes.")
    groups = categories(opened.finder.directory, found)
    heads = []
    for group in groups:
        try:
            heads.append(parse_code(group.beginning, found.system))
        except InvalidCode:
            continue  # "J1", "0DB": a beginning, no code
    entries = {str(code): entry for code, entry in opened.finder.entries(heads).items()}
    text = f"{found.first}-{found.last}" if found.first != found.last else f"{found.first}*"
    beyond = () if groups else opened.finder.find(Wanted(text, (found.system.value,)), _SHOWN).entries
    return page(
        request,
        "chapter.html",
        chapter=found,
        system_name=SYSTEM_NAMES[found.system],
        groups=groups,
        entries=entries,
        beyond=beyond,
        text=text,
    )
