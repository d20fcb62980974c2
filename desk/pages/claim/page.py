"""``/claims``: the form, and the result on the same page with what was typed kept in it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from assistant.opened import Opened
from assistant.rules.claim.checked import CheckedClaim, counts_of, editions_of
from assistant.rules.claim.decide import LineResult
from assistant.rules.claim.payers import whose_rules
from assistant.rules.verdict import Stance
from assistant.understand.claims.text import ClaimText
from corpus.errors import CasePilotError, KnowledgeBaseError
from corpus.relations import Setting
from desk import claiming
from desk.accounts.stores.kept.things import Thing
from desk.claiming import LARGEST_FILE
from desk.pages.account.kept.beside import beside
from desk.pages.account.kept.things import address_of, claim_thing
from desk.pages.bench import opened
from desk.pages.claim.form import ROWS, Sent, read_form
from desk.pages.claim.rows import CLASSES, WORDS, Block, as_csv, block_of
from desk.pages.templating import page
from desk.serving.turns import beside_pages

router = APIRouter(include_in_schema=False)

_TEMPLATE = "claims.html"
_SETTINGS = (
    ("", "not said: both are told"),
    (Setting.PRACTITIONER.value, "practitioner (professional claim)"),
    (Setting.HOSPITAL.value, "hospital outpatient"),
    (Setting.DME_SUPPLIER.value, "DME supplier"),
)
# A form of 20 typed lines has some 70 fields.
_MOST_FIELDS = 300
# More claims than these are a batch, which nobody marks one by one.
_MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class Result:
    """What the page shows of a check. ``missing`` are tables that would say more and are not loaded.

    ``payers`` says of every payer but Medicare what a check by Medicare's tables is worth for it; ``things`` are the
    claims as what can be kept, none of many.
    """

    blocks: tuple[Block, ...]
    counts: dict[LineResult, int]
    lines: int
    missing: tuple[str, ...]
    payers: tuple[str, ...]
    about: tuple[str, ...]
    editions: tuple[str, ...]
    export: str
    things: tuple[Thing | None, ...] = ()


@router.get("/claims")
def empty(request: Request, on: str = "", setting: str = "", payer: str = "", place: str = "") -> HTMLResponse:
    """The form alone, with what stands for all lines as a link gives it: /claims?on=2026-05-01&payer=Medicare."""
    return _page(request, Sent(day=on, setting=setting, payer=payer, place=place))


@router.post("/claims")
async def checked(request: Request) -> HTMLResponse:
    """The result; what can't be read is told above the form, which keeps what was typed."""
    async with request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=LARGEST_FILE) as form:
        sent = read_form(form)
        name, data = await _uploaded(form)
    return await beside_pages(_checked, request, sent, name, data)


async def _uploaded(form: FormData) -> tuple[str, bytes]:
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return "", b""
    return file.filename, await file.read(LARGEST_FILE + 1)


def _checked(request: Request, sent: Sent, name: str, data: bytes) -> HTMLResponse:
    try:
        bench = opened(request)
        claims = [*_claims(sent, name, data, bench)]
        if not claims:
            raise HTTPException(400, "There is nothing to check: paste a claim, type a line or choose a file.")
        return _page(request, sent, result=_result(claiming.check(claims, sent.standing(), bench), sent))
    except HTTPException as error:
        return _page(request, sent, status=error.status_code, trouble=str(error.detail))
    except KnowledgeBaseError:
        raise  # no claim's fault: the page of the problem says what to do
    except CasePilotError as error:
        return _page(request, sent, status=400, trouble=str(error))


def _claims(sent: Sent, name: str, data: bytes, bench: Opened) -> Iterator[ClaimText]:
    """Everything that was given: the file, the pasted text, the typed lines."""
    if name:
        yield from claiming.read_file(data, name, bench)
    if sent.text.strip():
        yield from claiming.read_file(sent.text.encode(), "The pasted text", bench)
    lines, diagnoses = sent.lines(), sent.diagnosis_codes()
    if lines or diagnoses:
        yield claiming.typed_claim(lines, diagnoses)


def _result(checked: tuple[CheckedClaim, ...], sent: Sent) -> Result:
    blocks = tuple(block_of(claim, number) for number, claim in enumerate(checked, start=1))
    missing = {
        str(verdict.basis.table)
        for claim in checked
        for verdict in claim.verdicts
        if verdict.stance is Stance.NOT_LOADED and verdict.basis.edition is None
    }
    editions = tuple(edition.title for edition in editions_of(checked))
    payers = tuple(dict.fromkeys(filter(None, (whose_rules(claim.claim.circumstances) for claim in checked))))
    about = tuple(_about(sent, checked))
    table = as_csv(blocks, (*about, *payers, *(f"Edition: {title}" for title in editions)))
    return Result(
        blocks,
        counts_of(checked),
        sum(len(claim.check.checks) for claim in checked),
        tuple(sorted(missing)),
        payers,
        about,
        editions,
        # With the byte order mark spreadsheets read it as UTF-8.
        base64.b64encode(table.encode("utf-8-sig")).decode(),
        tuple(map(claim_thing, checked)) if len(checked) <= _MOST_KEPT else (),
    )


def _about(sent: Sent, checked: tuple[CheckedClaim, ...]) -> Iterator[str]:
    """When it was checked, what was set once and what the claims said themselves: for an audit file."""
    yield f"Checked {datetime.now().astimezone():%Y-%m-%d %H:%M %Z}"
    yield f"Date of service where the claim names none: {sent.day or date.today().isoformat()}"
    yield f"Setting where the claim names none: {sent.setting or 'not said'}"
    said = (claim.claim.circumstances for claim in checked)
    payers = dict.fromkeys(filter(None, (one.payer_name for one in said)))
    yield f"Payer: {', '.join(payers) or sent.payer or 'not said'}. The edits are Medicare's."
    if sent.place:
        yield f"Fee schedule amounts: {sent.place}"


def _page(
    request: Request, sent: Sent, *, status: int = HTTPStatus.OK, trouble: str = "", result: Result | None = None
) -> HTMLResponse:
    return page(
        request,
        _TEMPLATE,
        http_status=status,
        sent=sent,
        trouble=trouble,
        result=result,
        kept=[
            (block.title, beside(request, thing, address_of(thing)))
            for block, thing in zip(result.blocks if result else (), result.things if result else (), strict=False)
            if thing is not None
        ],
        settings=_SETTINGS,
        rows=range(max(ROWS, len(sent.codes))),
        most_lines=claiming.MOST_LINES,
        words=WORDS,
        classes=CLASSES,
    )
