"""``/code/<system>/<code>``: a code's page, its NCCI partners and its payment by locality, on a date of service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.lookup.found import Entry
from assistant.lookup.sheet import Edits
from assistant.rules.payment.decide import PaymentVerdict
from corpus.codes import Code, CodeSystem, parse_code
from corpus.errors import InvalidCode
from corpus.relations import PTP_TABLES, AddOnPair, GpciRow, ProcedureCode, Setting
from corpus.store.published_rows import Cut
from desk.accounts.stores.kept.things import Thing
from desk.pages.account.kept.beside import beside
from desk.pages.asked import day_of, query_of
from desk.pages.bench import OpenedBench
from desk.pages.links import SYSTEM_NAMES, code_address
from desk.pages.templating import page
from desk.pages.unknown import no_such_code

router = APIRouter(include_in_schema=False, prefix="/code/{system}/{code}")

PARTNERS_SHOWN = 100
_PAIRED_SHOWN = 24
Text = Annotated[str, Query()]


@dataclass(frozen=True, slots=True)
class Paired:
    """Codes of an add-on edit with what is noted of each: ``shown`` at once, ``rest`` folded, of ``many`` in all."""

    shown: tuple[tuple[Code, str], ...]
    rest: tuple[tuple[Code, str], ...]
    many: int


@router.get("")
def code(
    request: Request,
    opened: OpenedBench,
    system: str,
    code: str,
    on: Text = "",
    sifted: Annotated[str, Query(alias="with")] = "",
) -> Response:
    """All that is loaded of a code; ``with`` sifts the codes of its add-on edits by their beginning or their words."""
    day = day_of(on) or date.today()
    try:
        found = _code(system, code)
    except HTTPException as error:
        return no_such_code(request, opened, code, error.detail)
    if str(found) != code:
        return RedirectResponse(code_address(found, day_of(on)), 308)
    about = opened.files.about(found, day)
    if not about.known:
        sentence = f"{found} is in no loaded edition of {SYSTEM_NAMES[found.system]}."
        return no_such_code(request, opened, str(found), sentence)
    codes = {found, *about.tree.above, *about.tree.below, *about.tree.beside, *_partners(about.edits)}
    if about.pairing and about.add_ons:
        codes.update((*about.pairing.primaries, *about.add_ons.add_ons))
    codes.update(related.code for related in (about.record.related if about.record else ()))
    entries = opened.finder.entries(sorted(codes, key=str), day)
    sift = query_of(sifted).lower()
    return page(
        request,
        "code.html",
        about=about,
        on=day_of(on),
        entries=entries,
        sift=sift,
        primaries=_paired([(one, "") for one in about.pairing.primaries] if about.pairing else [], entries, sift),
        add_ons=_paired(
            [(row.add_on, _noted(row)) for row in about.add_ons.rows] if about.add_ons else [], entries, sift
        ),
        editions=opened.files.editions,
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


def _paired(codes: Sequence[tuple[Code, str]], entries: Mapping[Code, Entry], sift: str) -> Paired:
    """The codes whose number begins with a text or whose description has it; of many the first ones at once."""
    fitting = tuple(
        (code, note)
        for code, note in codes
        if not sift or str(code).lower().startswith(sift) or sift in entries[code].description.lower()
    )
    cut = len(fitting) if sift else _PAIRED_SHOWN
    return Paired(fitting[:cut], fitting[cut:], len(codes))


def _noted(row: AddOnPair) -> str:
    return f"type {row.edit_type}{f', edit since {row.effective}' if row.effective else ''}"


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
