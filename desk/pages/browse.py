"""``/codes``: every loaded code set by chapter and category, and procedures by RBCS family; what ICD-9-CM became."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.lookup.browsing import categories, chapter_of, chapters
from assistant.lookup.found import Wanted
from assistant.lookup.further import CDT, ICD9CM, part_of, parts
from corpus.codes import CodeSystem, HcpcsCode, parse_code
from corpus.errors import InvalidCode
from corpus.relations import Table
from desk.pages.bench import OpenedBench
from desk.pages.links import FURTHER_NAMES, SYSTEM_NAMES, code_address, former_address
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)

_SHOWN = 200
_SHOWN_OF_PART, _BESIDE = 500, 40
_NO_MAP = "No map of ICD-9-CM is loaded: add CMS's general equivalence mappings with 'python -m ingest add FILE'."


@router.get("/codes")
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
        has_families=bool(opened.knowledge.tables.editions(Table.FAMILIES)),
    )


@router.get("/codes/families")
def family_index(request: Request, opened: OpenedBench, name: Annotated[str, Query()] = "") -> HTMLResponse:
    """The RBCS families, or the codes of one."""
    found = opened.finder.families
    chosen = [family for family in found if family.family == name or f"{family.category}, {family.subcategory}" == name]
    if name and not chosen:
        raise HTTPException(404, f"The loaded RBCS classification has no family “{name[:60]}”.")
    codes = [code for family in chosen for code in family.codes]
    entries = opened.finder.entries(codes)
    return page(request, "families.html", families=found, chosen=chosen, entries=entries, name=name)


@router.get("/codes/cdt/{part}")
def dental(request: Request, opened: OpenedBench, part: str, after: Annotated[str, Query()] = "") -> HTMLResponse:
    """The CDT codes of a part."""
    return _part(request, opened, CDT, part, after)


@router.get("/codes/icd9cm/{part}")
def former_part(request: Request, opened: OpenedBench, part: str, after: Annotated[str, Query()] = "") -> HTMLResponse:
    """The ICD-9-CM codes of a chapter."""
    return _part(request, opened, ICD9CM, part, after)


@router.get("/icd9/{code}")
def former(request: Request, opened: OpenedBench, code: str) -> Response:
    """An ICD-9-CM code: its title, where the loaded maps lead, and what stands beside it."""
    found = opened.finder.further.icd9cm.get(code)
    if found is None:
        loaded = ICD9CM in opened.finder.further.loaded
        raise HTTPException(
            404,
            f"“{code[:20]}” is in no loaded map of ICD-9-CM." if loaded else _NO_MAP,
        )
    if found.code != code:
        return RedirectResponse(former_address(found.code), 308)
    targets = opened.finder.further.targets(found.code)
    category = found.code.partition(".")[0]
    return page(
        request,
        "former.html",
        found=found,
        targets=targets,
        entries=opened.finder.entries([one.code for one in targets if one.code is not None]),
        beside=[
            one for one in opened.finder.further.icd9cm.between(category, category, _BESIDE) if one.code != found.code
        ],
    )


@router.get("/codes/{system}/{chapter}")
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


def _part(request: Request, opened: OpenedBench, name: str, part: str, after: str) -> HTMLResponse:
    found = part_of(name, part)
    if found is None or name not in opened.finder.further.loaded:
        raise HTTPException(404, f"“{name}/{part[:20]}” is no part of a loaded set: all of them stand under Codes.")
    codes = opened.finder.further.named(name).between(found.first, found.last, _SHOWN_OF_PART + 1, after)
    shown = codes[:_SHOWN_OF_PART]
    address = former_address if name == ICD9CM else _dental_address
    return page(
        request,
        "further.html",
        part=found,
        set_name=FURTHER_NAMES[name],
        codes=[(one, address(one.code)) for one in shown],
        more=shown[-1].code if len(codes) > _SHOWN_OF_PART else "",
    )


def _dental_address(code: str) -> str:
    return code_address(HcpcsCode(code))
