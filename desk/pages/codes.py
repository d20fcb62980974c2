"""``/code/<system>/<code>``: a code's page, its NCCI partners and its payment by locality, on a date of service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.lookup.sheet import Edits
from assistant.opened import Opened
from assistant.retrieval.exact import near_misses
from assistant.rules.payment.decide import PaymentVerdict
from corpus.codes import Code, CodeSystem, parse_code
from corpus.errors import InvalidCode
from corpus.relations import PTP_TABLES, GpciRow, ProcedureCode, Setting
from corpus.store.published_rows import Cut
from desk.accounts.stores.kept.things import Thing
from desk.pages.account.kept.beside import beside
from desk.pages.asked import day_of, query_of
from desk.pages.bench import OpenedBench
from desk.pages.links import SYSTEM_NAMES, code_address
from desk.pages.templating import page

router = APIRouter(include_in_schema=False, prefix="/code/{system}/{code}")

PARTNERS_SHOWN = 100
Text = Annotated[str, Query()]


@router.get("")
def code(request: Request, opened: OpenedBench, system: str, code: str, on: Text = "") -> Response:
    """All that is loaded of a code."""
    found, day = _code(system, code), day_of(on) or date.today()
    if str(found) != code:
        return RedirectResponse(code_address(found, day_of(on)), 308)
    about = opened.files.about(found, day)
    if not about.known:
        return _unknown(request, opened, found)
    codes = {found, *about.tree.above, *about.tree.below, *about.tree.beside, *_partners(about.edits)}
    if about.pairing and about.add_ons:
        codes.update((*about.pairing.primaries, *about.add_ons.add_ons))
    codes.update(related.code for related in (about.record.related if about.record else ()))
    return page(
        request,
        "code.html",
        about=about,
        on=day_of(on),
        entries=opened.finder.entries(sorted(codes, key=str), day),
        editions={edition.id: edition for edition in opened.knowledge.editions()},
        system_name=SYSTEM_NAMES[found.system],
        is_procedure=isinstance(found, ProcedureCode),
        beside=beside(request, Thing.of_code(found)),
    )


@router.get("/ncci")
def partners(
    request: Request,
    opened: OpenedBench,
    system: str,
    code: str,
    setting: Text = Setting.PRACTITIONER.value,
    beginning: Annotated[str, Query(alias="with")] = "",
    ended: Text = "",
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    on: Text = "",
) -> HTMLResponse:
    """Every NCCI partner of a procedure in one setting, searched by the beginning of its code."""
    found, day = _procedure(system, code), day_of(on) or date.today()
    settings = {one.value: one for one in PTP_TABLES}
    if setting not in settings:
        raise HTTPException(400, f"NCCI has PTP edits for {' and '.join(settings)}, not for “{setting[:40]}”.")
    begin = query_of(beginning).upper()
    cut = Cut(begin, ended == "1", offset, PARTNERS_SHOWN)
    edits = opened.files.edits(found, settings[setting], day, cut)
    entries = opened.finder.entries(sorted({found, *_partners((edits,))}, key=str), day)
    return page(
        request,
        "partners.html",
        code=found,
        edits=edits,
        cut=cut,
        day=day,
        on=day_of(on),
        settings=list(settings),
        entries=entries,
    )


@router.get("/payment")
def payment(request: Request, opened: OpenedBench, system: str, code: str, on: Text = "") -> HTMLResponse:
    """What the fee schedule pays for a procedure in every locality."""
    found, day = _procedure(system, code), day_of(on) or date.today()
    entry = opened.finder.entries([found], day)[found]
    return page(
        request,
        "payment.html",
        code=found,
        entry=entry,
        day=day,
        on=day_of(on),
        verdicts=[(verdict, _places(verdict)) for verdict in opened.files.pays(found, day)],
    )


def _code(system: str, text: str) -> Code:
    """The code that an address names; raises HTTPException (404) when its system or its form is none."""
    try:
        return parse_code(text, CodeSystem(system))
    except InvalidCode as error:
        raise HTTPException(404, str(error)) from None
    except ValueError:
        known = ", ".join(one.value for one in CodeSystem)
        raise HTTPException(404, f"“{system[:40]}” is no code system here: {known}.") from None


def _procedure(system: str, text: str) -> ProcedureCode:
    found = _code(system, text)
    if not isinstance(found, ProcedureCode):
        raise HTTPException(404, f"{found} is no procedure or supply: NCCI and the fee schedule don't have it.")
    return found


def _unknown(request: Request, opened: Opened, code: Code) -> HTMLResponse:
    near = opened.finder.entries(near_misses(code, opened.knowledge.existing))
    elsewhere = [
        other for system in CodeSystem if system is not code.system and (other := _maybe(str(code), system)) is not None
    ]
    known = opened.finder.entries([one for one in elsewhere if one in opened.knowledge.existing(elsewhere)])
    return page(
        request,
        "unknown.html",
        http_status=404,
        code=code,
        system_name=SYSTEM_NAMES[code.system],
        near=[*known.values(), *near.values()],
    )


def _maybe(text: str, system: CodeSystem) -> Code | None:
    try:
        return parse_code(text, system)
    except InvalidCode:
        return None


def _places(verdict: PaymentVerdict) -> list[tuple[GpciRow | None, dict[bool, Decimal]]]:
    """The amounts of a verdict by locality, in its order: in a facility (True) and elsewhere."""
    places: list[tuple[GpciRow | None, dict[bool, Decimal]]] = []
    for amount in verdict.amounts:
        if not places or places[-1][0] != amount.locality:
            places.append((amount.locality, {}))
        places[-1][1][amount.facility] = amount.dollars
    return places


def _partners(edits: Iterable[Edits]) -> set[Code]:
    rows = (row for one in edits if one.partners is not None for row in one.partners.edits)
    return {code for row in rows for code in (row.column_1, row.column_2)}
