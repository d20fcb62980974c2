"""Claims as they reach the desk, by page or API: read with the limits that are told before, and decided line by line.

Nothing is kept: what was sent lives as long as its answer is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from starlette.exceptions import HTTPException

from assistant.opened import Opened
from assistant.privacy.claims import without_persons
from assistant.rules.claim.checked import CheckedClaim
from assistant.understand.circumstances import Circumstances
from assistant.understand.circumstances.payer_words import payer_in
from assistant.understand.claims.files.reading import read_bytes
from assistant.understand.claims.line import ClaimLine
from assistant.understand.claims.text import ClaimText
from assistant.understand.conversation.standing import Standing
from corpus.codes import Icd10CmCode, Modifier
from corpus.errors import CasePilotError, InvalidCode
from corpus.relations import procedure_code

LARGEST_FILE = 5_000_000  # bytes
MOST_LINES = 2_000
MOST_UNITS = 99_999


class UnreadableLine(CasePilotError):
    """A typed line that is none; says which and what to change."""


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A service line as it was typed or sent, field by field."""

    code: str
    modifiers: Sequence[str] = ()
    units: int = 1
    day: date | None = None


def paid_by(payer: str, said: Circumstances | None = None) -> Circumstances:
    """What is set once, with the payer as it was written: "Aetna", "Medicare part B"; nothing for no name."""
    named = payer_in(payer) if payer.strip() else None
    return replace(said or Circumstances(), payer=named.counts_as if named else None, payer_name=payer.strip())


def read_file(data: bytes, name: str, opened: Opened) -> tuple[ClaimText, ...]:
    """The claims of a file, or of pasted text, no person named beside their lines.

    Raises ClaimFileError, or a 413 for a file over 5 MB.
    """
    if len(data) > LARGEST_FILE:
        raise HTTPException(413, "The file is larger than 5 MB; split it and send it in parts.")
    today = date.today()
    claims = read_bytes(data, name, today, opened.casepilot.known)
    return tuple(without_persons(claim, today) for claim in claims)


def typed_claim(lines: Iterable[TypedLine], diagnoses: Iterable[str]) -> ClaimText:
    """The claim of typed lines. Raises UnreadableLine."""
    read: list[ClaimLine] = []
    for number, line in enumerate(lines, start=1):
        try:
            modifiers = tuple(map(Modifier.parse, line.modifiers))
            read.append(ClaimLine(procedure_code(line.code), modifiers, line.units, line.day))
        except InvalidCode as error:
            raise UnreadableLine(f"Line {number}: {error}") from error
    try:
        return ClaimText(tuple(read), tuple(dict.fromkeys(map(Icd10CmCode.parse, diagnoses))))
    except InvalidCode as error:
        raise UnreadableLine(f"Diagnoses: {error}") from error


def check(claims: Sequence[ClaimText], standing: Standing, opened: Opened) -> tuple[CheckedClaim, ...]:
    """Every claim decided line by line; a 413 for more than 2,000 lines."""
    lines = sum(len(claim.lines) for claim in claims)
    if lines > MOST_LINES:
        raise HTTPException(413, f"That is {lines:,} lines, and {MOST_LINES:,} are checked at a time; split them.")
    return opened.casepilot.decisions.claims([standing.of(claim) for claim in claims], date.today())
