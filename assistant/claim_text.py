"""A pasted claim: lines of code, modifiers and units, diagnoses, date and payer. Pure; never raises.

A text is a claim when it names at least two service lines, or one with diagnoses, and is laid out as one: on lines of
its own, separated by semicolons, with a "dx" part or units on its codes, or introduced as one ("check this claim:").
A sentence that asks ("can I bill 20610 with 99213?", "what is 99213-25?") is no claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.circumstances import Circumstances, circumstances
from assistant.dates import dates_of_service, without_dates
from assistant.rules.claim import ClaimLine
from corpus.codes import Icd10CmCode, Modifier
from corpus.mentions import CodeMention, find_codes
from corpus.relations import ProcedureCode


@dataclass(frozen=True, slots=True)
class ClaimText:
    """A claim as it was read. ``unread`` are the lines that have something on them which could not be read."""

    lines: tuple[ClaimLine, ...]
    diagnoses: tuple[Icd10CmCode, ...] = ()
    day: date | None = None
    circumstances: Circumstances = field(default_factory=Circumstances)
    unread: tuple[str, ...] = ()


_INTRODUCED = re.compile(
    r"\b(?:check|review|scrub|audit|validate|look\s+(?:at|over))\b.{0,40}\bclaim\b|^\W*claim\s*:", re.IGNORECASE
)
_ASKS = re.compile(
    r"""^\W*(?:what|which|who|when|where|why|how|can|could|may|should|would|will|do|does|did|is|are|was|list|tell|explain
    |describe|difference|compare)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DIAGNOSES = re.compile(
    r"\b(?:dx|diag(?:nos[ei]s)?|icd(?:-?\s?10)?(?:-?\s?cm)?)\b\s*(?:codes?)?\s*[:#-]?", re.IGNORECASE
)
_SEPARATORS = re.compile(r"[;\n]|(?<=\s)(?=\d{1,2}\)\s)")
_JOINED = re.compile(r"\b(?:with|and|plus|vs\.?|versus|or|beside)\b|[+&]", re.IGNORECASE)
_LINE_NUMBER = re.compile(r"^\s*(?:\d{1,2}[.)]\s+|[-*•]\s+|line\s+\d{1,2}\s*:?\s*)", re.IGNORECASE)
# What may stand after a code on a claim line: modifiers, bare or after a dash, then units, pointers and charges.
_AFTER_CODE = re.compile(
    r"""(?P<modifiers>(?:[\s,|:/-]+(?:mods?\.?\s*)?(?!\d\d\s*units?\b)(?-i:[A-WYZ][A-Z0-9]|X[A-Z]|\d[0-9A-Z])(?![0-9A-Za-z.])(?!\s*(?:min|hour|hr|sq|cm|lesion|level)))*)
    (?:[\s,|]*(?:x\s*(?P<times>\d{1,5})|(?P<units>\d{1,5})\s*units?|units?\s*[:=]?\s*(?P<said>\d{1,5}))\b)?""",
    re.IGNORECASE | re.VERBOSE,
)
_CMS_1500 = re.compile(
    r"(?P<pointer>(?<![0-9A-Z])[A-L]{1,4}(?![0-9A-Z]))?[\s|]+\$?\d{1,6}\.\d{2}(?:[\s|]+(?P<units>\d{1,5}))?(?!\S)"
)
_MODIFIER = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{2}(?![0-9A-Z])", re.IGNORECASE)
_HEADER = re.compile(r"\b(?:cpt|hcpcs|code)\b.*\b(?:mod|units?|qty|charges?|dx|pointer)\b", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"""^[\W\d]*$
    |^\W*(?:please|thanks?|claim|check|services?|lines?|procedures?|codes?|cpt|hcpcs|payer|patient|dos|date\s+of\s+service)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_KNOWN_CIRCUMSTANCE = Circumstances()


def read_claim(text: str, today: date) -> ClaimText | None:
    """The claim in a text, or None when the text is a question or names nothing to bill."""
    introduced = bool(_INTRODUCED.search(text))
    if not introduced and (_ASKS.match(text) or text.rstrip().endswith("?")):
        return None
    dates = dates_of_service(text, today)
    claim = ClaimText((), day=dates[0].day if dates else None, circumstances=circumstances(text))
    for part in _SEPARATORS.split(_without_introduction(text)):
        claim = _with_part(claim, part, today)
    return claim if _is_claim(claim, text, introduced=introduced) else None


def _without_introduction(text: str) -> str:
    before, colon, after = text.partition(":")
    return after if colon and _INTRODUCED.search(before + colon) else text


def _is_claim(claim: ClaimText, text: str, *, introduced: bool) -> bool:
    if not claim.lines:
        return False
    if introduced:
        return True
    laid_out = "\n" in text.strip() or ";" in text
    if claim.circumstances.minutes is not None and not laid_out:
        return False  # "97110 23 minutes and 97140 15 minutes" asks for units
    has_diagnoses = bool(claim.diagnoses) and bool(_DIAGNOSES.search(text))
    if not laid_out and not has_diagnoses and _JOINED.search(text):
        return False  # "96372 with 99213-25" asks whether they go together
    counted = any(line.units > 1 or line.modifiers for line in claim.lines)
    if len(claim.lines) > 1:
        return laid_out or has_diagnoses or counted
    return has_diagnoses and (laid_out or counted or bool(claim.lines))


def _with_part(claim: ClaimText, part: str, today: date) -> ClaimText:
    """The claim with one line or part of a line read into it."""
    written = _LINE_NUMBER.sub("", part).strip()
    if not written or (_HEADER.search(written) and not find_codes(written)):
        return claim
    plain = without_dates(written, today)
    services, marker, diagnoses = _split_at_diagnoses(plain)
    mentions = [mention for mention in find_codes(services) if isinstance(mention.code, ProcedureCode)]
    lines = tuple(_lines(services, mentions))
    found = tuple(_diagnoses(diagnoses if marker else services, everything=bool(marker)))
    claim = replace(claim, lines=claim.lines + lines, diagnoses=tuple(dict.fromkeys(claim.diagnoses + found)))
    if lines or found or marker or _SAYS_NOTHING.match(plain) or circumstances(written) != _KNOWN_CIRCUMSTANCE:
        return claim
    return replace(claim, unread=(*claim.unread, written))


def _split_at_diagnoses(text: str) -> tuple[str, str, str]:
    match = _DIAGNOSES.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def _lines(text: str, mentions: list[CodeMention]) -> list[ClaimLine]:
    """A line for each code of a part, with what stands between it and the next."""
    found: list[ClaimLine] = []
    for index, mention in enumerate(mentions):
        end = mentions[index + 1].start if index + 1 < len(mentions) else len(text)
        rest = text[mention.start + len(str(mention.code)) : end]
        after = _AFTER_CODE.match(rest)
        assert after is not None  # every part of it may be absent
        modifiers = tuple(Modifier(item.upper()) for item in _MODIFIER.findall(after["modifiers"] or ""))
        said = after["times"] or after["units"] or after["said"]
        row = _CMS_1500.search(rest)
        units = int(said) if said else int(row["units"]) if row and row["units"] else mention.units or 1
        if row and row["pointer"]:
            modifiers = tuple(item for item in modifiers if str(item) != row["pointer"].upper())
        assert isinstance(mention.code, ProcedureCode)  # the caller chose these
        known = modifiers or mention.modifiers
        found.append(ClaimLine(mention.code, known, max(units, 1)))
    return found


def _diagnoses(text: str, *, everything: bool) -> list[Icd10CmCode]:
    """The diagnoses of a part: after "dx" every reading counts, elsewhere only those that are certain."""
    found: list[Icd10CmCode] = []
    for mention in find_codes(text):
        readings = (mention.code, *mention.alternatives) if everything else (mention.code,)
        code = next((reading for reading in readings if isinstance(reading, Icd10CmCode)), None)
        if code is not None and (everything or mention.certain):
            found.append(code)
    return found
