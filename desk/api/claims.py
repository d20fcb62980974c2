"""``/claims/check``: claims as JSON lines, as pasted text, or as a file, decided line by line. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from starlette.exceptions import HTTPException

from assistant.opened import Opened
from assistant.rules.claim.checked import counts_of, editions_of
from assistant.serialization import claim_json
from assistant.understand.circumstances import Circumstances
from assistant.understand.claims.text import ClaimText
from assistant.understand.conversation.standing import Standing
from corpus.relations import Setting
from desk import claiming
from desk.api.knowledge import knowledge_of
from desk.api.models import ClaimIn, ClaimsOut, Day
from desk.claiming import LARGEST_FILE, TypedLine
from desk.pages.bench import OpenedBench
from desk.serving.turns import beside_pages

router = APIRouter(prefix="/claims", tags=["claims"])


@router.post("/check", summary="Check a claim")
async def check(asked: ClaimIn, opened: OpenedBench) -> ClaimsOut:
    """Each line with its result, what would mend it and the verdicts behind it. Give ``lines``, or ``text``."""
    return await beside_pages(_told, asked, opened)


@router.post("/check/file", summary="Check a file of claims")
async def check_file(
    file: UploadFile,
    opened: OpenedBench,
    date_of_service: Annotated[Day | None, Form()] = None,
    setting: Annotated[Setting | None, Form()] = None,
    payer: Annotated[str | None, Form(max_length=80)] = None,
) -> ClaimsOut:
    """An X12 837P, 837I or 835, a CSV, an XLSX, or a PDF with text, of up to 5 MB and 2,000 lines."""
    data = await file.read(LARGEST_FILE + 1)
    standing = _once(date_of_service, setting, payer)
    return await beside_pages(_of_file, data, file.filename or "The file", standing, opened)


def _told(asked: ClaimIn, opened: Opened) -> ClaimsOut:
    standing = _once(asked.date_of_service, asked.setting, asked.payer)
    if asked.lines is not None and asked.text is None:
        lines = [TypedLine(line.code, line.modifiers, line.units, line.date_of_service) for line in asked.lines]
        return _checked([claiming.typed_claim(lines, asked.diagnoses)], standing, opened)
    if asked.text is not None and asked.lines is None:
        return _checked(claiming.read_file(asked.text.encode(), "The text", opened), standing, opened)
    raise HTTPException(400, "Give either lines or text.")


def _of_file(data: bytes, name: str, standing: Standing, opened: Opened) -> ClaimsOut:
    return _checked(claiming.read_file(data, name, opened), standing, opened)


def _once(day: date | None, setting: Setting | None, payer: str | None) -> Standing:
    return Standing(day, claiming.paid_by(payer or "", Circumstances(setting=setting)))


def _checked(claims: Sequence[ClaimText], standing: Standing, opened: Opened) -> ClaimsOut:
    checked = claiming.check(claims, standing, opened)
    return ClaimsOut.model_validate(
        {
            "claims": [claim_json(claim) for claim in checked],
            "counts": {result.value: count for result, count in counts_of(checked).items()},
            "knowledge": knowledge_of(opened, editions_of(checked)),
        }
    )
