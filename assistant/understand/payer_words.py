"""Which payer a text names: by kind, and as it is written ("Aetna", "BCBS"). Pure.

Two payers of different kinds ("Medicare or commercial?") name none, unless one is said to be the primary one or one
only lends its rules ("does Aetna follow Medicare guidelines?").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.understand.payers import Payer as CountsAs


class PayerKind(StrEnum):
    """What a payer is, as far as its rules may differ."""

    MEDICARE = "Medicare"  # Original Medicare, part A or B
    MEDICARE_ADVANTAGE = "Medicare Advantage"
    MEDICAID = "Medicaid"
    COMMERCIAL = "commercial"
    CPT = "follows CPT"  # "under CPT rules"
    OTHER = "other"  # TRICARE, workers' compensation ...: named, and none of the above


@dataclass(frozen=True, slots=True)
class PayerMention:
    """One payer in a text; ``name`` is how it is written, ``start`` and ``end`` its place."""

    kind: PayerKind
    name: str
    start: int
    end: int

    @property
    def counts_as(self) -> CountsAs | None:
        """Whose rules of counting hold; None where the name does not tell (a Medicare Advantage plan, TRICARE ...)."""
        if self.kind is PayerKind.MEDICARE:
            return CountsAs.MEDICARE
        follows = self.kind in (PayerKind.COMMERCIAL, PayerKind.MEDICAID, PayerKind.CPT)
        return CountsAs.CPT if follows else None


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)


_BLUE = r"bcbs|blue\s+cross(?:\s+(?:and\s+|&\s*)?blue\s+shield)?|blue\s+shield"
_COMPANY = rf"""(?:(?:(?:anthem|highmark|empire|florida|carefirst)\s+)?(?:{_BLUE})(?:\s+of\s+[a-z]+)?|aetna|cigna
    |united\s?health\s?care|uhc|optum|humana|kaiser(?:\s+permanente)?|anthem|highmark|carefirst|molina|centene|wellcare
    |oscar\s+health|ambetter|medical\s+mutual)"""

# The order matters: the first pattern that matches a place takes it.
_PAYERS: tuple[tuple[PayerKind, re.Pattern[str]], ...] = (
    (
        PayerKind.MEDICARE_ADVANTAGE,
        _words(
            rf"""\b(?:{_COMPANY}\s+)?(?:medicare\s+advantage|medicare\s+replacement|medicare\s+(?:part\s+)?c\b|medicare\s+(?:hmo|ppo))
            (?:\s+plans?)?\b|\b(?:{_COMPANY}\s+)medicare(?:\s+plans?)?\b|\bpart\s+c(?:\s+plans?)\b|\bMA\s+plans?\b|\badvantage\s+plans?\b"""
        ),
    ),
    (
        PayerKind.MEDICAID,
        _words(r"\b(?:managed\s+)?(?:medicaid|mcaid|medi-cal|masshealth|tenncare)\b"),
    ),
    (
        # The contractors are those of the Medicare Coverage Database; NGS and WPS are known by their initials.
        PayerKind.MEDICARE,
        _words(
            r"""\b(?:original\s+|traditional\s+|straight\s+|ffs\s+)?medicare(?:\s+part\s+[ab])?\b|\bpart\s+b\b(?!\s+of)
            |(?<!\d)(?<!\d\s)\bcms\b(?!-?\s?1[45]|\s+form)|\bmcr\b
            |\b(?:noridian|novitas|palmetto(?:\s+gba)?|first\s+coast(?:\s+service\s+options)?|national\s+government\s+services
            |ngs|wps|cgs(?:\s+administrators)?)\b"""
        ),
    ),
    (
        PayerKind.OTHER,
        _words(
            r"""\btricare\b|\bchampva\b|\b(?:workers?'?s?'?\s+comp(?:ensation)?)\b|\bself-?\s?pay\b|\bcash\s+pay\b
            |\bauto\s+insurance\b|\bindian\s+health\s+service\b|\bveterans\s+(?:affairs|administration)\b"""
        ),
    ),
    (
        PayerKind.CPT,
        _words(r"\b(?:under|by|per|follow(?:s|ing)?)\s+cpt(?:\s+(?:rules?|guidelines?))?\b|\bcpt\s+rules?\b"),
    ),
    (
        PayerKind.COMMERCIAL,
        _words(
            rf"""\b{_COMPANY}\b
            |\bcommercial(?:\s+(?:payers?|payors?|insurances?|insurers?|plans?|carriers?))?\b(?!\s+(?:products?|kits?|drugs?|labs?|tests?|vehicles?|driver\S*|preparation|use|name))
            |\bprivate(?:ly)?\s+(?:payers?|payors?|insur\w+|plans?|carriers?)"""
        ),
    ),
)
_NEGATED = re.compile(
    r"(?:\bnon-?\s?|\b(?:not|isn't|no|other\s+than|except|besides|without)\s+(?:a\s+|for\s+)?)$", re.I
)
_SECONDARY = re.compile(r"\W*(?:is\s+|as\s+)?(?:the\s+)?(?:secondary|supplement\w*|2nd)\b", re.I)
_PRIMARY = re.compile(r"\W*(?:is\s+|as\s+)?(?:the\s+)?primary\b(?!\s+(?:care|code|procedure))", re.I)
_LENDS_RULES = re.compile(
    r"(?:'s)?\s+(?:\w+\s+)?(?:rules?|guidelines?|polic(?:y|ies)|edits?|fee\s+schedule|rates?|guidance)\b", re.I
)


def payers_in(plain_text: str) -> tuple[PayerMention, ...]:
    """Every payer that a text names, in order, none overlapping; not those it excludes ("non-Medicare")."""
    found: list[PayerMention] = []
    for kind, pattern in _PAYERS:
        for match in pattern.finditer(plain_text):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(PayerMention(kind, match[0], *match.span()))
    found.sort(key=lambda mention: mention.start)
    return tuple(each for each in found if not _NEGATED.search(plain_text[max(0, each.start - 30) : each.start]))


def payer_in(plain_text: str) -> PayerMention | None:
    """The one payer a text is about; None where it names none, or several of different kinds."""
    named = payers_in(plain_text)
    for chosen in (
        named,
        [each for each in named if _PRIMARY.match(plain_text, each.end)],
        [each for each in named if not _SECONDARY.match(plain_text, each.end)],
        [each for each in named if not _LENDS_RULES.match(plain_text, each.end)],
    ):
        # The name as first written; the same payer twice is one payer.
        if chosen and len({each.kind for each in chosen}) == 1:
            return chosen[0]
    return None
