"""Sets that only a loaded table has: the parts of CDT and ICD-9-CM, and what an ICD-9-CM code became."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.lookup.further import CDT, ICD9CM, part_of
from corpus.codes import HcpcsCode
from desk.pages.bench import OpenedBench
from desk.pages.links import FURTHER_NAMES, code_address, former_address
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)

_SHOWN = 500
_BESIDE = 40


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


_NO_MAP = "No map of ICD-9-CM is loaded: add CMS's general equivalence mappings with 'python -m ingest add FILE'."


def _part(request: Request, opened: OpenedBench, name: str, part: str, after: str) -> HTMLResponse:
    found = part_of(name, part)
    if found is None or name not in opened.finder.further.loaded:
        raise HTTPException(404, f"“{name}/{part[:20]}” is no part of a loaded set: all of them stand under Codes.")
    codes = opened.finder.further.named(name).between(found.first, found.last, _SHOWN + 1, after)
    shown = codes[:_SHOWN]
    address = former_address if name == ICD9CM else _dental_address
    return page(
        request,
        "further.html",
        part=found,
        set_name=FURTHER_NAMES[name],
        codes=[(one, address(one.code)) for one in shown],
        more=shown[-1].code if len(codes) > _SHOWN else "",
    )


def _dental_address(code: str) -> str:
    return code_address(HcpcsCode(code))
