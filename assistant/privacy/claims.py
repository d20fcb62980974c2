"""A claim without the identifiers of persons in what is told of it beside its lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from assistant.privacy.hiding import hide
from assistant.understand.claims.text import ClaimText

_HIDDEN = re.compile(r"\[[^\]\[]*\]|\bage \d+(?: months| days)?\b")
_WORD = re.compile(r"[^\W\d_]+|\d+")
# What may stand beside identifiers on a line that tells of a person and of nothing else.
_LABELS = frozenset(
    "patient pt pts name names mrn mr dob date of birth id ids member subscriber insured account acct number no ssn "
    "phone fax email mail address record chart medical sex gender male female m f".split()
)


def without_persons(claim: ClaimText, today: date) -> ClaimText:
    """The claim with a word for each identifier in what was not read, noted or asked.

    A line that tells of a person alone is none that was not read: nothing on it could be checked.
    """
    return replace(
        claim,
        unread=tuple(_hidden(claim.unread, today)),
        asked=tuple(_hidden(claim.asked, today)),
        not_services=tuple(_hidden(claim.not_services, today)),
        notes=tuple(_hidden(claim.notes, today)),
    )


def _hidden(texts: Iterable[str], today: date) -> Iterator[str]:
    for text in texts:
        hidden = hide(text, today)
        if not (hidden.found and _is_of_a_person(hidden.text)):
            yield hidden.text


def _is_of_a_person(text: str) -> bool:
    return _LABELS.issuperset(word.lower() for word in _WORD.findall(_HIDDEN.sub(" ", text)))
