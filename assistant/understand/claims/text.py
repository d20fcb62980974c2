"""A pasted claim: lines of code, modifiers and units, diagnoses, date and payer. Pure; never raises.

What is a claim and what a question:
- introduced as one ("check this claim: ...") with at least one service line: a claim;
- two or more service lines on lines of their own, or apart by semicolons or numbers ("1) ... 2) ..."): a claim;
- one line of several codes with a modifier, units, a labelled diagnosis or a date; one code with a labelled diagnosis
  or as a row of a claim form or of a table: a claim, as long as nothing but labels stands before the codes and nothing
  joins them in words;
- everything else is not: whatever asks ("can I bill ...", "20610 x3?"), tells ("we billed 99213-25, denied") or joins
  ("99213 with 96372", "20610-RT and 99213-25"), a bare list of codes, a range.
Beside the lines of a claim a question that stands by itself ("Is this ok?") is kept in ``asked``, and anything else
that could not be read in ``unread``. A token of five characters with the form of a code that no line took is never
passed over: it is in ``unread``, in ``asked`` or in ``not_services``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.understand.circumstances import Circumstances, circumstances
from assistant.understand.circumstances.bearer import age_on
from assistant.understand.claims.diagnoses import Known, nothing_known
from assistant.understand.claims.files.adjusted import Remittance
from assistant.understand.claims.line import ClaimLine
from assistant.understand.claims.lines import introduction_of, rows_of
from assistant.understand.claims.numbers import Numbered
from assistant.understand.claims.pasted import plain
from assistant.understand.claims.pieces import LIKE_A_SERVICE, loose_codes
from assistant.understand.claims.rows import PointedLine, Row, all_unread, dates_in, with_letters
from corpus.codes import Icd10CmCode


@dataclass(frozen=True, slots=True)
class ClaimText:
    """A claim as it was read.

    ``pointed`` are the diagnoses of each line in order, empty where the text does not say which belong to it.
    ``unread`` are the lines, or the pieces of lines, that could not be read, ``asked`` those that ask. ``numbers`` name
    something else than a service (an authorization, an NDC); ``not_services`` says of tokens of a code's form what they
    were read as instead. ``notes`` tell what was read otherwise than it is written. A claim from a file has a ``title``
    ("Claim 4711, 837P"), and where it is a payer's answer its ``remittance``.
    """

    lines: tuple[ClaimLine, ...]
    diagnoses: tuple[Icd10CmCode, ...] = ()
    day: date | None = None
    circumstances: Circumstances = field(default_factory=Circumstances)
    unread: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    pointed: tuple[tuple[Icd10CmCode, ...], ...] = ()
    numbers: tuple[Numbered, ...] = ()
    not_services: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    title: str = ""
    remittance: Remittance | None = None

    @property
    def whole(self) -> bool:
        """Whether everything was read, and nothing of a code's form is left beside the lines."""
        asked = any(True for text in self.asked for _ in loose_codes(plain(text)))
        return not (self.unread or self.not_services or asked or any(line.unread for line in self.lines))


_ASKING = frozenset(
    "can could may might should would will do does did is are was were be been what which who when "
    "where why how if whether need needs want we i you it they this that these bill billed billing "
    "bills report reported denied denies denial deny together same vs versus or primary add-on "
    "add-ons addon addons explain please ok okay fine right correct paid pay pays payable separately "
    "tell help not".split()
)
_ASKING_STEMS = ("diff", "appeal", "allow", "support", "cover", "bundl", "unbundl", "compare")
_JOINING = frozenset("and with plus along addition".split())
_WORD = re.compile(r"(?<!\w)(?:[a-z]+(?:-[a-z]+)*|\d+)(?!\w)|\w+", re.IGNORECASE | re.ASCII)
# What may stand before the codes of a line.
_LABELLING = frozenset(
    "cpt cpts hcpcs code codes procedure procedures proc service services line lines claim charges "
    "pos place of dos date dates from to svc medicare medicaid part b new established est patient pt "
    "visit payer insurance hc item svcs rendering provider facility hospital outpatient office rev".split()
)
_NPI_DIGITS, _MOST_DIGITS = 10, 2
_SAYING_NOTHING = frozenset(
    "please thank thanks you claim check service services line lines procedure procedures code codes cpt cpts hcpcs dx "
    "from to through thru billed "
    "diagnosis diagnoses icd icd-10 payer patient dos date dates of charges end modifier modifiers unit units".split()
)


def _said(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _asks(row: Row) -> bool:
    """Whether a row asks or tells, by its words: a pointer "BE" and a modifier "AS" are none."""
    said = _said(" ".join(row.words))
    return "?" in row.text or any(word in _ASKING or word.startswith(_ASKING_STEMS) for word in said)


def _joins(text: str) -> bool:
    return "&" in text or "+" in text or not _JOINING.isdisjoint(_said(text))


def _only_labels(text: str) -> bool:
    return all(
        word in _LABELLING or (word.isdigit() and (len(word) <= _MOST_DIGITS or len(word) == _NPI_DIGITS))
        for word in _said(text)
    )


def _says_nothing(text: str) -> bool:
    return all(word.isdigit() or word in _SAYING_NOTHING for word in _said(text))


_TOTAL = re.compile(
    r"\W*(?:(?:grand|sub|claim)[\s-]*)?totals?\b(?:\s*(?:charges?|due|amount|billed))*\s*[:=]?[\s,;|$]*[\d,.]*\W*$",
    re.IGNORECASE | re.ASCII,
)
# A furniture line with more words than this says more than its payer or place.
_FURNITURE_WORDS = 6
_LABEL_WORDS = 3


def read_claim(text: str, today: date, known: Known = nothing_known, *, given_as_one: bool = False) -> ClaimText | None:
    """The claim in a text, or None when the text is a question or names nothing to bill.

    ``known`` says which codes exist: a letter with four digits may be a HCPCS code or a diagnosis. ``given_as_one``: it
    stands where only claims are given, so that one bare code, or diagnoses alone, are a claim as well.
    """
    if not any(map(str.isdigit, text)):
        return None  # a service is a code, and every code has digits
    introduction = introduction_of(text)
    plainly = introduction is not None and introduction.plainly
    rows = rows_of(introduction.rest if introduction else text, today, known)
    served = [row for row in rows if row.services and (plainly or not _is_prose(row))]
    served_ids = set(map(id, served))
    others = [row for row in rows if id(row) not in served_ids]
    alone = given_as_one and not any(row.services or _asks(row) for row in others)
    if not _is_claim(rows, served, others, introduced=introduction is not None) and not alone:
        return None
    diagnoses = tuple(
        dict.fromkeys(code for row in rows if id(row) in served_ids or not row.services for code in row.diagnoses)
    )
    if not served and not diagnoses:
        return None
    services = with_letters([service for row in served for service in row.services], len(diagnoses))
    unread, asked = _left_over(rows, served_ids)
    beyond = (note for service in services for note in _beyond(service, len(diagnoses)))
    return ClaimText(
        tuple(service.line for service in services),
        diagnoses,
        _day(rows, served_ids) or (dates_in(introduction.words, today).day if introduction else None),
        _of_patient(circumstances(text), rows, _day(rows, served_ids)),
        unread,
        asked,
        tuple(_pointed(service, diagnoses) for service in services),
        tuple(dict.fromkeys(number for row in rows for number in row.numbers)),
        tuple(dict.fromkeys(said for row in rows for said in _not_services(row, diagnoses))),
        tuple(dict.fromkeys((*(note for row in rows for note in row.notes), *beyond))),
    )


def _of_patient(said: Circumstances, rows: Sequence[Row], day: date | None) -> Circumstances:
    """The circumstances with the patient's sex and age, where the columns of a table hold them alike on all rows."""
    sexes = {row.sex for row in rows if row.sex is not None}
    ages = {row.age for row in rows if row.age is not None}
    for row in rows:
        if row.birth is not None and (on := row.day or day) is not None and row.birth <= on:
            ages.add(age_on(row.birth, on))
    sex = sexes.pop() if len(sexes) == 1 else None if sexes else said.sex
    return replace(said, sex=sex, age=ages.pop() if len(ages) == 1 else None if ages else said.age)


def _not_services(row: Row, diagnoses: Sequence[Icd10CmCode]) -> Iterator[str]:
    """What has the form of a code on a row that was read, and came to no line of it."""
    if not row.services and not row.numbers:
        return  # told as unread, or asked
    taken = {str(service.line.code) for service in row.services} | {code.undotted for code in diagnoses}
    taken.update(str(service.line.charge).partition(".")[0] for service in row.services)
    told = " ".join((*row.notes, *all_unread(row))).upper()
    for number in row.numbers:
        if LIKE_A_SERVICE.fullmatch(number.value):
            yield f"{number.value} ({number.kind})"
    named = " ".join(number.value for number in row.numbers)
    for code in loose_codes(plain(row.text)):
        if code not in taken and code not in told and code not in named:
            yield code


def _is_prose(row: Row) -> bool:
    """True when a line with codes on it asks, tells or joins in words instead of listing."""
    before, joined = row.words[0], " ".join(row.words[1:-1])
    return (
        not (_only_labels(before) or _names_them(row, before))
        or _asks(row)
        or re.search(r"\d ?min", row.text) is not None  # "97110 25 min 97530 15"
        or _joins(joined)
        or (len(row.services) > 1 and _between_has_sign(row))
    )


def _names_them(row: Row, before: str) -> bool:
    """Whether a few words and a colon stand before the codes: "Injection: 20610-RT"."""
    ahead = plain(row.text).upper().partition(str(row.services[0].line.code))[0]
    return ahead.rstrip().endswith(":") and len(before.split()) <= _LABEL_WORDS


def _between_has_sign(row: Row) -> bool:
    return bool(re.search(r"\w\s+[&+]\s+\w", row.text))


def _is_claim(rows: Sequence[Row], served: Sequence[Row], others: Sequence[Row], *, introduced: bool) -> bool:
    if not served:
        return False
    if introduced or len(served) > 1:
        return True
    if any(row.services for row in others):
        return False  # one line of codes beside a sentence about codes
    asks = any(_asks(row) for row in others)
    (row,) = served
    labelled = any(each.labelled for each in rows)
    if len(row.services) > 1:
        return not asks and (row.marked or labelled)
    line = row.services[0].line
    charged = line.day is not None and (bool(row.services[0].pointers) or line.charge is not None)
    return labelled or charged or row.tabled


def _left_over(rows: Sequence[Row], served: Container[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines, and the pieces of lines, that could not be read, and those that ask."""
    unread: list[str] = []
    asked: list[str] = []
    for row in rows:
        if id(row) in served:
            unread += [f'"{piece}" in "{row.text.strip()}"' for piece in all_unread(row)]
        elif _ends(row) or _is_patient(row):
            continue
        elif _asks(row) and not row.diagnoses:
            asked.append(row.text)
        elif row.unread or row.leading or row.services or not _is_furniture(row):
            unread.append(row.text)
    return tuple(dict.fromkeys(unread)), tuple(asked)


def _ends(row: Row) -> bool:
    """Whether a row without a code says "thank you", or sums the charges up."""
    if row.services or any(loose_codes(plain(row.text))):
        return False
    said = " ".join(row.words)
    thanks = bool(said) and _says_nothing(said) and not row.unread and "?" not in row.text
    return thanks or bool(_TOTAL.match(row.text))


def _is_patient(row: Row) -> bool:
    """A line of the patient alone: "45 yo male"."""
    short = not row.services and len(row.text.split()) <= _FURNITURE_WORDS
    return short and circumstances(row.text).sex is not None and not any(loose_codes(plain(row.text)))


def _is_furniture(row: Row) -> bool:
    """A line that is fully understood without a service on it: diagnoses, a date, a payer, a place, a heading."""
    rest = " ".join(row.words)
    if _says_nothing(rest):
        return True
    return len(rest.split()) <= _FURNITURE_WORDS and circumstances(rest) != Circumstances()


def _day(rows: Sequence[Row], served: Container[int]) -> date | None:
    """The claim's date: one on a line of its own or with a label, else that of the first line that has one."""
    for row in rows:
        if row.day and (id(row) not in served or any(service.line.day is None for service in row.services)):
            return row.day
    return next((row.day for row in rows if row.day), None)


def _places(service: PointedLine) -> list[int]:
    """Which diagnoses a line points to, counted from 0: A or 1 is the claim's first."""
    return [int(each) - 1 if each.isdigit() else ord(each.upper()) - ord("A") for each in service.pointers]


def _pointed(service: PointedLine, diagnoses: Sequence[Icd10CmCode]) -> tuple[Icd10CmCode, ...]:
    """The diagnoses of one line."""
    if not service.pointers:
        return tuple(dict.fromkeys(service.diagnoses))
    return tuple(dict.fromkeys(diagnoses[place] for place in _places(service) if 0 <= place < len(diagnoses)))


def _beyond(service: PointedLine, count: int) -> Iterator[str]:
    """A note where a line points to a diagnosis that the claim does not have."""
    if count and any(place >= count for place in _places(service)):
        yield f"{service.line.text} points to {', '.join(service.pointers)}, and the claim has {count} of them."
