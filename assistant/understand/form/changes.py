"""Questions of what changed in the code sets: "new codes of October 1", "what replaced M72.2?". Pure.

What is asked is told by the vocabulary of the rules; which codes, words and days it is asked of, by what else is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.understand.form.dates import DateMention, Precision
from assistant.understand.story.story import Story
from assistant.understand.story.tokens import Token
from corpus.codes import Code, CodeSystem

Span = tuple[int, int]


class Changed(StrEnum):
    """What of the changes is asked for, by the name of its concept in ``rules/vocabulary.yaml``."""

    NEW = "new_codes"
    DELETED = "deleted_codes"
    REPLACED = "replaced_codes"
    ANY = "code_changes"


# Words that say nothing of a subject: the question's own, and the names of code sets, which ``system`` tells.
_OF_NO_SUBJECT = frozenset(
    "a an and any are as at be been by can code coded coding could did do does due effective every fiscal for from "
    "get give had has have how i icd 10 10cm cm pcs cpt hcpcs in into is it latest level ii list many me my new now of "
    "on our out "
    "please release s set show since so tell than that the their there these this those to today update us was we were "
    "what whats when which who will with year quarter month fy diagnosis diagnose diagnosi dx procedure about changed "
    "change between come coming current currently during go going happen happened need know effect force table edition "
    "medicare cms ama add added not or use used using instead replace replaced replacement by successor".split()
)
_FISCAL_MONTH = 10
_YEAR = re.compile(r"20[0-4]\d")


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What changed, asked of codes, of a subject in words, or of a whole code set.

    ``begin`` and ``end`` are the days within which changes take effect, both inclusive; None: the newest there are. The
    diagnoses of a year are out in October before it: ``fiscal_begin`` is the first day for them.
    """

    wanted: Changed
    codes: tuple[Code, ...] = ()
    words: tuple[str, ...] = ()
    begin: date | None = None
    end: date | None = None
    fiscal_begin: date | None = None
    system: CodeSystem | None = None


def change_request(
    story: Story, codes: Sequence[Code], named: Iterable[Span], dates: Sequence[DateMention], system: CodeSystem | None
) -> ChangeRequest | None:
    """The changes that a message asks for; None for any other message. ``named`` are the places of its codes."""
    told = story.within("rules")
    year = next((int(token.word) for token in story.tokens if _YEAR.fullmatch(token.word)), None) if not dates else None
    wanted = next((kind for kind in Changed if told.has(kind.value)), None)
    if wanted is None and (dates or year) and told.has("changes_to"):
        wanted = Changed.ANY  # "changes to E11 in 2027"; without a year "change to 99214" asks of a code
    if wanted is None or (wanted is Changed.REPLACED and not codes):
        return None
    if wanted is Changed.DELETED and codes and not told.has(Changed.ANY.value):
        return None  # "is 99241 deleted?" asks for its status
    taken = [*named, *((one.start, one.end) for one in dates)]
    for kind in Changed:
        taken += told.spans(kind.value)
    words = () if codes else tuple(word for word in dict.fromkeys(_subject(story.tokens, taken)) if word != str(year))
    if year is not None:
        fiscal = date(year - 1, _FISCAL_MONTH, 1)
        return ChangeRequest(wanted, tuple(codes), words, date(year, 1, 1), date(year, 12, 31), fiscal, system)
    if not dates:
        return ChangeRequest(wanted, tuple(codes), words, system=system)
    begin = fiscal = dates[0].day
    if dates[0].precision is Precision.YEAR and begin.month < _FISCAL_MONTH:
        fiscal = date(begin.year - 1, _FISCAL_MONTH, 1)
    return ChangeRequest(wanted, tuple(codes), words, begin, dates[0].last, fiscal, system)


def _subject(tokens: Iterable[Token], taken: Sequence[Span]) -> Iterable[str]:
    for token in tokens:
        inside = any(start <= token.start < end for start, end in taken)
        if not inside and not token.is_sign and token.word not in _OF_NO_SUBJECT:
            yield token.word
