"""``/claims/check``: claims as JSON lines, as pasted text, or as a file, decided line by line. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from starlette.exceptions import HTTPException

from assistant.opened import Opened
from assistant.rules.claim.checked import Told, counts_of, editions_of
from assistant.serialization import claim_json
from assistant.understand.claims.files.reading import read_bytes
from assistant.understand.claims.line import ClaimLine
from assistant.understand.claims.text import ClaimText
from corpus.codes import Icd10CmCode, Modifier
from corpus.errors import InvalidCode
from corpus.relations import Setting, procedure_code
from desk.api.knowledge import knowledge_of
from desk.api.models import MOST_LINES, ClaimIn, ClaimsOut, Day
from desk.pages.bench import OpenedBench

LARGEST_FILE = 5_000_000  # bytes

router = APIRouter(prefix="/claims", tags=["claims"])


@router.post("/check", summary="Check a claim")
def check(asked: ClaimIn, opened: OpenedBench) -> ClaimsOut:
    """Each line with its result, what would mend it and the verdicts behind it. Give ``lines``, or ``text``."""
    if (asked.lines is None) == (asked.text is None):
        raise HTTPException(400, "Give either lines or text.")
    today = date.today()
    if asked.text is not None:
        claims = read_bytes(asked.text.encode(), "The text", today, opened.casepilot.known)
    else:
        claims = (_claim_of(asked),)
    return _checked(claims, Told(asked.date_of_service, asked.setting), opened)


@router.post("/check/file", summary="Check a file of claims")
def check_file(
    file: UploadFile,
    opened: OpenedBench,
    date_of_service: Annotated[Day | None, Form()] = None,
    setting: Annotated[Setting | None, Form()] = None,
) -> ClaimsOut:
    """An X12 837P, 837I or 835, a CSV, an XLSX, or a PDF with text, of up to 5 MB and 2,000 lines."""
    data = file.file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise HTTPException(413, "The file is larger than 5 MB; split it and send it in parts.")
    claims = read_bytes(data, file.filename or "The file", date.today(), opened.casepilot.known)
    return _checked(claims, Told(date_of_service, setting), opened)


def _checked(claims: Sequence[ClaimText], told: Told, opened: Opened) -> ClaimsOut:
    lines = sum(len(claim.lines) for claim in claims)
    if lines > MOST_LINES:
        raise HTTPException(413, f"That is {lines:,} lines, and {MOST_LINES:,} are checked at a time; split them.")
    checked = opened.casepilot.decisions.claims([told.of(claim) for claim in claims], date.today())
    return ClaimsOut.model_validate(
        {
            "claims": [claim_json(claim) for claim in checked],
            "counts": {result.value: count for result, count in counts_of(checked).items()},
            "knowledge": knowledge_of(opened, editions_of(checked)),
        }
    )


def _claim_of(asked: ClaimIn) -> ClaimText:
    try:
        lines = tuple(
            ClaimLine(
                procedure_code(line.code), tuple(map(Modifier.parse, line.modifiers)), line.units, line.date_of_service
            )
            for line in asked.lines or ()
        )
        diagnoses = tuple(map(Icd10CmCode.parse, asked.diagnoses))
    except InvalidCode as error:
        raise HTTPException(400, str(error)) from error
    return ClaimText(lines, diagnoses)
