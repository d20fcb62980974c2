"""Whose rules a document holds and when: payer, plan, kind, first and last day, read from its own first lines. Pure.

Only what a document says of itself counts: its title, its first lines, its heads and feet. A user can correct it.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

# The first lines speak of the document; further in, "effective" is said of single rules.
_FIRST_LINES = 25

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{_MONTH})\.?,?\s+(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})"
    r"|(?P<m4>\d{1,2})/(?P<d4>\d{1,2})/(?P<y4>\d{4})"
    rf"|(?P<m5>{_MONTH})\.?,?\s+(?P<y5>\d{{4}})",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:effective(?:\s+(?:date|from|as of|on|for dates of service(?: on or after| from)?))?"
    r"|in (?:force|effect)(?: from)?|valid from|applies from|dates of service (?:on or after|from))\W{0,4}",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:end(?:ing)? date|expir(?:es|ation date|y date)(?: on)?|valid (?:through|until)|termination date"
    r"|retired(?: on)?)\W{0,4}",
    re.IGNORECASE,
)
_TO = re.compile(r"\W{0,3}(?:through|to|until|[-–])\W{0,3}", re.IGNORECASE)
# What ends the name of an organisation that pays.
_ORGANISATION = re.compile(
    r"(?:[A-Z][\w&'’.-]*\s+){1,4}(?:Health\s?[Pp]lans?|Health(?:\s?[Cc]are)?|Insurance(?: Company)?|Benefit Trust"
    r"|Mutual|Care Network|Assurance|Benefits?|HMO|PPO|Blue Shield|Blue Cross)(?:\s+of(?:\s+[A-Z][a-z]+){1,2})?"
)
_LABEL = re.compile(
    r"(?P<label>payer|plan|product|line of business|lines of business|document type|type)\s*:\s*(?P<value>.+)"
)
_PLANS = ("Medicare Advantage", "Medicaid", "Commercial", "Exchange", "Marketplace")
# The first that a title or a first line says.
_KINDS = (
    "prior authorization list",
    "prior authorization",
    "reimbursement policy",
    "payment policy",
    "medical policy",
    "coverage policy",
    "clinical policy",
    "fee schedule",
    "provider manual",
    "billing guideline",
    "contract",
    "policy",
)
_FIRST_WORDS = frozenset("the this our each a an all for from by with effective".split())


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself; empty where it does not."""

    payer: str = ""
    plan: str = ""
    kind: str = ""
    effective: date | None = None
    end: date | None = None


def about(title: str, lines: Sequence[str]) -> About:
    """Reads title and lines (heads and feet among them, wherever they stand)."""
    first = [title, *lines[:_FIRST_LINES], *_edges(lines)]
    labels = dict(_labelled(first))
    effective, last = _first_days(first, _BEGINS)
    end = last or _first_days(first, _ENDS)[0]
    return About(
        payer=labels.get("payer") or _payer(first),
        plan=labels.get("plan") or labels.get("product") or labels.get("line of business") or _plan(first),
        kind=labels.get("document type") or labels.get("type") or _kind(first),
        effective=effective,
        end=end if end is None or effective is None or end >= effective else None,
    )


def _edges(lines: Sequence[str]) -> list[str]:
    """What stands under the heading that the Word reader gives to heads and feet."""
    place = next((n for n, line in enumerate(lines) if line == "Heads and feet of the pages"), len(lines))
    return list(lines[place:])


def _labelled(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        for cell in line.split(" | "):
            if match := _LABEL.fullmatch(cell.strip()[:1].lower() + cell.strip()[1:]):
                yield match["label"].removesuffix("s of business") or match["label"], match["value"].strip()


def _first_days(lines: Iterable[str], words: re.Pattern[str]) -> tuple[date | None, date | None]:
    """The first day that directly follows one of some words, and the day up to which it is said to last."""
    for line in lines:
        for match in words.finditer(line):
            if (found := _DAY.match(line, match.end())) and (day := _day(found)):
                to = _TO.match(line, found.end())
                last = _DAY.match(line, to.end()) if to else None
                return day, _day(last) if last else None
    return None, None


def _day(match: re.Match[str]) -> date | None:
    for form in "1234":
        if match[f"y{form}"]:
            month = match[f"m{form}"].lower()
            try:
                return date(int(match[f"y{form}"]), _MONTHS.get(month) or int(month), int(match[f"d{form}"]))
            except ValueError:
                return None
    return date(int(match["y5"]), _MONTHS[match["m5"].lower()], 1)


def _payer(lines: Iterable[str]) -> str:
    """The organisation that is named most often."""
    found: Counter[str] = Counter()
    for line in lines:
        for match in _ORGANISATION.finditer(line):
            words = match[0].split()
            while words and words[0].lower() in _FIRST_WORDS:
                words.pop(0)
            if len(words) > 1:
                found[" ".join(words)] += 1
    return max(found, key=lambda name: (found[name], len(name)), default="")


def _plan(lines: Iterable[str]) -> str:
    text = " ".join(lines)
    named = [plan for plan in _PLANS if plan in text]
    return named[0] if len(named) == 1 else ""


def _kind(lines: Sequence[str]) -> str:
    for line in lines[:4]:
        for kind in _KINDS:
            if re.search(rf"\b{kind}\b", line, re.IGNORECASE):
                return kind
    return ""
