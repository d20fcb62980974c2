"""A whole X12 text to its claims, 837 and 835 alike, or one sentence on what it is instead. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.understand.claims.files.claim837 import claims_of
from assistant.understand.claims.files.remit835 import remitted_of
from assistant.understand.claims.files.segments import (
    ClaimFileError,
    Interchanges,
    Transaction,
    read_interchanges,
)
from assistant.understand.claims.pasted import plain
from assistant.understand.claims.pieces import loose_codes
from assistant.understand.claims.text import ClaimText

_READERS: dict[str, Callable[[Transaction], tuple[ClaimText, ...]]] = {"837": claims_of, "835": remitted_of}
_DENTAL = "X224"
# What other transactions are, by ST01.
_OTHERS = {
    "270": "an eligibility inquiry",
    "271": "an eligibility answer",
    "275": "an attachment",
    "276": "a claim status inquiry",
    "277": "a claim status answer or acknowledgment",
    "278": "an authorization request or answer",
    "820": "a premium payment",
    "834": "an enrollment",
    "997": "an acknowledgment",
    "999": "an acknowledgment",
    "824": "an application advice",
    "269": "a benefit coordination",
}
_MOST_INTRODUCING = 8  # words
_SEND = "send the 837 (claim) or the 835 (remittance)"


def read_x12(text: str) -> tuple[ClaimText, ...]:
    """The claims of an X12 text, 837 and 835 alike. Raises ClaimFileError where it has none, saying what it is.

    What is told of the file as a whole is told with its last claim.
    """
    whole = read_interchanges(text)
    claims: list[ClaimText] = []
    notes = list(whole.notes)
    for transaction in whole.transactions:
        reader = None if _is_dental(transaction) else _READERS.get(transaction.kind)
        found = reader(transaction) if reader else ()
        claims += found
        if not found:
            cut = f" {transaction.cut}" if transaction.cut else ""
            notes.append(f"Not read: {_what(transaction)}, {len(transaction.segments)} segments.{cut}")
    if not claims:
        raise ClaimFileError(_no_claim(whole))
    *others, last = claims
    beside = [text for text in whole.beside if "*" not in text]
    last = replace(
        last,
        asked=(*last.asked, *(text for text in (whole.before, *beside) if not _introduces(text))),
        unread=(*last.unread, *(text for text in whole.beside if "*" in text)),
        notes=(*last.notes, *dict.fromkeys(notes)),
    )
    return (*others, last)


def _introduces(text: str) -> bool:
    """Whether a few words only hand the file over: "please check this claim:"."""
    return "?" not in text and len(text.split()) <= _MOST_INTRODUCING and not any(loose_codes(plain(text)))


def _is_dental(transaction: Transaction) -> bool:
    return _DENTAL in transaction.version or any(segment.tag == "SV3" for segment in transaction.segments)


def _what(transaction: Transaction) -> str:
    """A transaction in words: "an acknowledgment (999)"."""
    if _is_dental(transaction):
        return "a dental claim (837D)"
    if transaction.kind in _READERS:
        return f"an {transaction.kind} without a claim in it"
    return f"{_OTHERS.get(transaction.kind, 'no claim')} ({transaction.kind or 'ST without a number'})"


def _no_claim(whole: Interchanges) -> str:
    """Why a file has no claim, with the remedy, in one sentence."""
    if not whole.transactions:
        return f"The file has no transaction (ST) behind its ISA segment: it is cut off or damaged; {_SEND} once more."
    first = whole.transactions[0]
    if first.kind in _READERS and not _is_dental(first):
        return f"The file is {_what(first)}: it is cut off or damaged; export it again."
    return f"The file is {_what(first)}, which is not checked here; {_SEND} of a practitioner or a facility."
