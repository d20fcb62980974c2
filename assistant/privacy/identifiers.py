"""Identifiers that are told by their form or by the label before them: numbers, addresses, dates of birth. Pure.

The kinds are those of HIPAA's safe harbor (45 CFR 164.514(b)(2)) that stand in a coder's question. A date of service, a
ZIP code by itself, an NPI (a public number of a provider), an age and a code are none, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path


class Kind(StrEnum):
    """What an identifier is; the value is what takes its place in a text."""

    NAME = "name"
    BIRTH = "date of birth"
    DEATH = "date of death"
    SSN = "social security number"
    PHONE = "phone number"
    FAX = "fax number"
    MAIL = "e-mail address"
    MRN = "record number"
    MEMBER = "member number"
    ACCOUNT = "account number"
    ADDRESS = "address"
    LICENCE = "licence number"
    DEVICE = "serial number"
    NETWORK = "network address"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier at ``start`` to ``end`` of a text; of a date of birth the date itself is kept apart."""

    kind: Kind
    start: int
    end: int
    day: date | None = None


# The words that end a street's name, as USPS Publication 28, appendix C1, has them.
_STREET_ENDS = Path(__file__).with_name("street_ends.txt")
_NAMED = re.compile(r"[\w'.-]+")
_SHORT = 2


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)


# A number that somebody is known by: letters and digits with signs between, and a digit among them.
_VALUE = r"(?=[A-Z-]{0,12}\d)(?P<value>[A-Z0-9](?:[A-Z0-9]|[-./](?=[A-Z0-9])){3,24})(?![\w-])"
_SIGN = r"\s{0,3}(?:(?:is|was|of)\s{1,3})?[:#=]{0,2}\s{0,3}"
_NUMBER = r"(?:\s{0,2}(?:numbers?|num|no\.?|nr|ids?|i\.d\.|\#))"
_CALLED = r"(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}"
_LETTER = "[AC-HJKMNP-RT-Y]"
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.MAIL, _form(r"(?<![\w.+-])(?P<value>[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})")),
    (Kind.SSN, _form(r"(?<![\d-])(?P<value>\d{3}-\d{2}-\d{4})(?![\d-])")),
    (
        Kind.SSN,
        _form(
            rf"\b(?:ssn|soc\w*\s(?:sec\w*)(?:{_NUMBER})?){_SIGN}(?P<value>(?:\d{{3}}[ .-]?\d{{2}}[ .-]?)?\d{{4}})(?!\d)"
        ),
    ),
    (
        Kind.FAX,
        _form(rf"\bfax(?:\s?(?:number|no\.?|\#))?[:\s]{{0,3}}(?P<value>{_CALLED})(?!\d)"),
    ),
    (
        Kind.PHONE,
        _form(
            r"(?<![\w-])(?P<value>(?:\+?1[ .-])?(?:\(\d{3}\)[ .-]?|\d{3}[.-]|\d{3}[ ](?=\d{3}-))\d{3}[ .-]\d{4})"
            r"(?![\w-])"
        ),
    ),
    (
        Kind.PHONE,
        _form(
            r"\b(?:phone|ph|tel|telephone|cell|mobile|callback|call\sback)(?:\s?(?:number|no\.?|\#))?[:.\s]{0,3}"
            r"(?:is\s)?(?P<value>(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4})(?!\d)"
        ),
    ),
    (
        Kind.MRN,
        _form(
            rf"\b(?:mrn|m\.r\.n\.?|mr\#|med(?:ical)?\s?rec(?:ord)?(?:{_NUMBER})?|chart{_NUMBER}|record{_NUMBER}){_NUMBER}?"
            rf"{_SIGN}{_VALUE}"
        ),
    ),
    # Medicare's own form of a beneficiary number: letters and digits in fixed places.
    (
        Kind.MEMBER,
        _form(
            rf"\b(?P<value>[1-9]{_LETTER}[0-9{_LETTER[1:]}\d-?{_LETTER}[0-9{_LETTER[1:]}\d-?{_LETTER}{{2}}\d{{2}})\b"
        ),
    ),
    (
        Kind.MEMBER,
        _form(
            r"\b(?:(?:member|subscriber|insured|beneficiary|policy|medicare|medicaid|insurance|ins|group|patient|pt|hic)"
            rf"(?:'s)?(?:{_NUMBER})|mbi|hicn|policyholder){_SIGN}{_VALUE}"
        ),
    ),
    (
        Kind.ACCOUNT,
        _form(
            rf"\b(?:(?:account|acct|encounter|visit|claim|invoice|case|auth(?:orization)?|referral)(?:'s)?(?:{_NUMBER})|"
            rf"acct|account|icn|dcn|csn|har){_SIGN}(?=[A-Z0-9./-]{{6}}){_VALUE}"
        ),
    ),
    (
        Kind.LICENCE,
        _form(
            rf"\b(?:(?:driver'?s?\s)?licen[cs]e(?:{_NUMBER})?|dl{_NUMBER}|(?:license\s)?plate(?:{_NUMBER})?|"
            rf"passport(?:{_NUMBER})?|vin){_SIGN}{_VALUE}"
        ),
    ),
    (Kind.DEVICE, _form(rf"\b(?:(?:device\s|implant\s)?serial(?:{_NUMBER})?|s/n|udi){_SIGN}{_VALUE}")),
    (Kind.NETWORK, _form(r"(?<![\w.])(?P<value>(?:\d{1,3}\.){3}\d{1,3})(?![\w.])")),
    (
        Kind.ADDRESS,
        _form(r"\b(?P<value>p\.?\s?o\.?\s?box\s\d{1,6}(?:,\s?[a-z .]{2,30},?\s[a-z]{2}\s\d{5}(?:-\d{4})?)?)\b"),
    ),
)
# "1420 Elm Street, Apt 3, Austin, TX 78701": a number, words with capitals, the last one of those that end a street.
_HOUSE = r"(?<![\w./-])\d{1,5}[A-Z]?[ ]"
_UNIT = r"(?:,?[ ](?i:apt|unit|suite|ste|floor|\#)\.?[ ]?\#?\w{1,5}\b)?"
_TOWN = r",?[ ][A-Z][A-Za-z.]{1,20}(?:[ ][A-Z][A-Za-z]{1,20}){0,2},?[ ][A-Z]{2}(?:[ ]\d{5}(?:-\d{4})?)?\b"
_STREET = re.compile(
    rf"{_HOUSE}(?:[NSEW]\.?[ ])?(?P<words>(?:(?:[A-Z][\w'.-]{{1,20}}|\d{{1,3}}(?:st|nd|rd|th))[ ]?){{2,5}})"
)
_AFTER_STREET = re.compile(rf"\.?{_UNIT}(?P<town>{_TOWN})?")
_LABELLED_STREET = re.compile(
    rf"\b(?i:address|lives[ ]at|resides[ ]at|residing[ ]at|home|mailing)(?:[ ](?i:is|at|address))?:?[ ]{{1,3}}"
    rf"(?P<value>{_HOUSE}[A-Z][\w'.-]{{1,20}}[ ]?(?:[A-Za-z][\w'.-]{{1,20}}[ ]?){{0,4}}{_UNIT}(?:{_TOWN})?)"
)
_DATE = (
    r"(?P<date>\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}[/-]\d{1,2}[/-]\d{1,2}|(?:19|20)\d{6}|\d{8}"
    r"|[a-z]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}|\d{1,2}(?:st|nd|rd|th)?[\s-][a-z]{3,9}\.?,?[\s-]\d{4})(?![\w/-])"
)
_BIRTH = _form(
    rf"\b(?P<value>(?:d\.?o\.?b\.?|date\sof\sbirth|birth\s?date|birthday|b-?day|born)(?:\s(?:on|is|was))?[:\s=(]{{0,3}}{_DATE}\)?)"
)
_BIRTH_BEHIND = _form(rf"(?<![\w/])(?P<value>{_DATE}[ ]?\(?(?:d\.?o\.?b|birth\s?date|date\sof\sbirth)\b\)?)")
_DEATH = _form(
    rf"\b(?:died|expired|deceased|passed(?:\saway)?|date\sof\sdeath|d\.?o\.?d\.?)(?:\s(?:on|is|was))?[:\s=]{{0,3}}(?P<value>{_DATE})"
)
_WRITTEN = (
    ("%m/%d/%Y", "%m/%d/%y", "%Y/%m/%d", "%Y%m%d", "%m%d%Y"),
    ("%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y"),
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)


def identifiers_in(text: str, today: date) -> Iterator[Identifier]:
    """What form or label tells of a text, in no order; spans may overlap."""
    for kind, pattern in _FORMS:
        for match in pattern.finditer(text):
            yield Identifier(kind, *match.span("value"))
    yield from _addresses(text)
    for pattern in (_BIRTH, _BIRTH_BEHIND):
        for match in pattern.finditer(text):
            if day := day_written(match["date"], today):
                yield Identifier(Kind.BIRTH, *match.span("value"), day)
    for match in _DEATH.finditer(text):
        if day_written(match["date"], today):
            yield Identifier(Kind.DEATH, *match.span("value"))


@cache
def _street_ends() -> frozenset[str]:
    return frozenset(_STREET_ENDS.read_text(encoding="utf-8").split())


def _addresses(text: str) -> Iterator[Identifier]:
    for match in _LABELLED_STREET.finditer(text):
        yield Identifier(Kind.ADDRESS, *match.span("value"))
    for match in _STREET.finditer(text):
        words = list(_NAMED.finditer(text, *match.span("words")))
        for word in words[:0:-1]:
            behind = _AFTER_STREET.match(text, word.end())
            assert behind is not None  # it may be empty
            ends = word[0].lower().rstrip(".") in _street_ends()
            # "2 Chest CT" is no court: in capitals only a town behind it tells.
            if behind["town"] or (ends and not (word[0].isupper() and len(word[0]) <= _SHORT)):
                yield Identifier(Kind.ADDRESS, match.start(), behind.end())
                break


def day_written(text: str, today: date) -> date | None:
    """The day of a date of birth or death as it is written, never after today; None for what is no date."""
    plain = _ORDINAL.sub("", text).replace(",", " ").replace(".", " " if text[:1].isalpha() else "/")
    worded = any(map(str.isalpha, plain))
    plain = " ".join(plain.replace("-", " ").split()) if worded else plain.replace("-", "/")
    for form in _WRITTEN[worded]:
        try:
            day = datetime.strptime(plain, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        if day > today and "%y" in form:
            day = day.replace(year=day.year - 100)  # "60" is the year before, not the one to come
        return day if day <= today else None
    return None
