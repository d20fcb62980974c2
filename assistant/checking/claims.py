"""What a sentence asserts in figures and places, as data: read by form, and held against what a verdict asserts. Pure.

A verdict's own words are read the same way: what the two say of the same thing must agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.rules.verdict import Verdict
from assistant.understand.story.numbers import ONES
from corpus.codes import Modifier
from corpus.mentions import find_codes


class Thing(StrEnum):
    """What a figure or a place is said of."""

    APPEAL = "MAI"
    INDICATOR = "indicator"
    LIMIT = "units a day"
    GLOBAL = "global days"
    COLUMN = "column"
    UNITS = "units"
    ENDED = "year it ended"
    PAYER = "payer"
    GOES_ON = "goes on"
    NOT_ON = "does not go on"


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion: of which thing, of which code (empty for the one that is talked about), and the value."""

    thing: Thing
    of: str
    value: str


_COUNT = rf"\d{{1,3}}|{'|'.join(word for word in ONES if ONES[word])}|once|twice"
_DAYS = r"(?P<value>\d{1,3}|zero|ten|ninety)"
# Whose indicator it is: that of an edit where nothing is said.
_OF_AN_INDICATOR = r"(?:\b(?P<of>bilateral|assistant|multiple|team|TC|MAI)\b[\w /-]{0,16}?)?"
_CODE = r"(?:\d{4}[0-9A-Z]|[A-Z]\d{4})"
_FORMS: tuple[tuple[Thing, re.Pattern[str]], ...] = tuple(
    (thing, re.compile(form, re.IGNORECASE))
    for thing, form in (
        (Thing.APPEAL, r"\bMAI\b(?:\s(?:of|is))?\W{0,3}(?P<value>\d)\b"),
        (Thing.INDICATOR, rf"{_OF_AN_INDICATOR}\bindicator\b(?:\s(?:of|is))?\W{{0,3}}(?P<value>\d)\b"),
        (Thing.LIMIT, rf"\b(?:MUE|limit|limited|up to)\b[^.;]{{0,40}}?\b(?P<value>{_COUNT})\b\s?(?:units?|times)\b"),
        (Thing.LIMIT, rf"\bMUE\b(?:\sof\s{_CODE})?(?:,?\s(?:is|of|practitioner)){{0,3}}\s(?P<value>\d{{1,3}})\b(?!-)"),
        (Thing.GLOBAL, rf"\b{_DAYS}[- ]days?[- ]global\b"),
        (Thing.GLOBAL, rf"\b{_DAYS} global days\b"),
        (Thing.GLOBAL, rf"\bglobal (?:days|period)\b(?:\s(?:of|is|has))?\s{_DAYS}\b"),
        (Thing.GLOBAL, rf"\b{_DAYS} days after\b"),
        (Thing.COLUMN, rf"\b(?P<of>{_CODE}) (?:is|stands in) (?:the )?column (?P<value>[12])\b"),
        (Thing.UNITS, rf"\b(?P<value>{_COUNT}) (?:further |more )?units? of (?P<of>{_CODE})\b"),
        (Thing.UNITS, rf"\b(?P<of>{_CODE})\s?(?:x|×|times)\s?(?P<value>{_COUNT})\b"),
        (Thing.ENDED, r"\b(?:deleted|ended|replaced)\b[^.;]{0,20}?\b(?P<value>(?:19|20)\d\d)\b"),
    )
)
_PAYER = r"(?P<payer>medicare|commercial|other)(?:\s(?:payers?|plans?))?"
_MODIFIER = r"(?:modifier\s)?(?P<modifier>[A-Z]{2}|\d{2})"
_OF_PAYERS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_MODIFIER}\b[^.;,]{{0,40}}\bfor {_PAYER}\b",
        rf"\b{_PAYER}\W+(?:takes?|wants?|uses?|needs?|is)\s{_MODIFIER}\b",
        rf"\bfor (?:a )?{_PAYER},?\s(?:append|use|put)\s{_MODIFIER}\b",
    )
)
_PLACE = re.compile(
    r"(?P<no>\b(?:not|never)\s)?\b(?:on|to) the (?:(?:E/M|office)\s)?(?P<place>visit|procedure|drug|service)\b",
    re.IGNORECASE,
)
_WORDS = {**{word: str(number) for word, number in ONES.items()}, "once": "1", "twice": "2", "ninety": "90"}


def claims_of(text: str) -> frozenset[Claim]:
    """What a sentence asserts in figures and places."""
    return frozenset((*_figures(text), *_payers(text), *_places(text)))


def differs(text: str, verdict: Verdict, only: Thing | None = None) -> bool:
    """Whether a sentence asserts of the same thing (of ``only`` one) something that the verdict does not."""
    told = claims_of(" ".join((verdict.conclusion, *verdict.reasons)))
    told |= {Claim(Thing.UNITS, str(line.code), str(line.units)) for line in verdict.billed}
    return any(_otherwise(claim, told, verdict) for claim in claims_of(text) if only in (None, claim.thing))


def _otherwise(claim: Claim, told: frozenset[Claim], verdict: Verdict) -> bool:
    of_it = {one.value for one in told if one.thing is claim.thing and one.of == claim.of}
    match claim.thing:
        case Thing.GOES_ON:
            return Claim(Thing.NOT_ON, "", claim.value) in told
        case Thing.NOT_ON:
            return Claim(Thing.GOES_ON, "", claim.value) in told
        case Thing.PAYER:  # a modifier that the verdict has for another payer
            all_of_them = {one.value for one in told if one.thing is Thing.PAYER}
            return bool(of_it) and claim.value in all_of_them - of_it
        case Thing.UNITS | Thing.COLUMN:
            return bool(of_it) and claim.value not in of_it and claim.of in {str(code) for code in verdict.about}
    return bool(of_it) and claim.value not in of_it


def _figures(text: str) -> Iterator[Claim]:
    for thing, form in _FORMS:
        for match in form.finditer(text):
            written = match["value"].lower()
            value = _WORDS.get(written, written).lstrip("0") or "0"
            yield Claim(thing, (match.groupdict().get("of") or "").upper(), value)


def _payers(text: str) -> Iterator[Claim]:
    """Which modifier is for which payer."""
    modifiers = {str(mention.code) for mention in find_codes(text) if isinstance(mention.code, Modifier)}
    for form in _OF_PAYERS:
        for match in form.finditer(text):
            modifier = match["modifier"].upper()
            if modifier in modifiers or modifier.isdigit() or match["modifier"].isupper():
                payer = "medicare" if match["payer"].lower() == "medicare" else "other"
                yield Claim(Thing.PAYER, payer, modifier)


def _places(text: str) -> Iterator[Claim]:
    for match in _PLACE.finditer(text):
        yield Claim(Thing.NOT_ON if match["no"] else Thing.GOES_ON, "", match["place"].lower())
