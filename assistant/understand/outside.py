"""What CasePilot is not made for: other code sets, private payers' fees, medical and legal advice, years to come. Pure.

Something in the loaded text is always faintly near to such a question ("loinc for potassium" is near to the code of the
test), so it is recognized by its words and said plainly, before anything is searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.understand.payer_words import PayerKind, payers_in

# Editions are published for the next year at most.
_YEARS_AHEAD = 1


@dataclass(frozen=True, slots=True)
class _Subject:
    pattern: re.Pattern[str]
    said: str


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_HAVE = "CasePilot has CPT and HCPCS Level II in its own words, ICD-10-CM, and the tables you add"

_CODE_SETS = _words(
    r"""\b(?:snomed(?:\s?-?ct)?|loinc|rxnorm|icd-?\s?11|icd-?\s?10-?\s?am|opcs(?:-?4)?|achi|cdt|icpc)\b
    |\b(?:ms-?\s?)?drgs?\b|\bndc\s+(?:number|code|of|for)\b|\bcci\b(?=.*\bcanad)|\btaxonomy\s+codes?\b|\b(?:vet|veterinary)\s+codes?\b"""
)

# Only without a word of coding: "how many mg is one unit" and "code for side effects of chemo" are questions of ours.
_ADVICE = (
    _Subject(
        _words(
            r"""\bhow\s+(?:many|much)\s+(?:mg|mcg|ml|milligrams?)\b|\b(?:is|are)\b[^?]*\bsafe\b|\bsymptoms\s+of\b
            |\b(?:which|what|best)\s+(?:antibiotics?|drug|medicines?|medications?|treatments?)\s+(?:is|are|for|should|works?)\b
            |\bhow\s+(?:do|would|should|can|to)\b[^?]*\b(?:treat|cure|diagnose|operate|remove|prevent)\b[^?]*|\bstep\s+by\s+step\b
            |\bshould\s+(?:my|the|this|a|our)\s+patients?\s+(?:stop|start|take|continue|hold|skip|get|eat|drink|be\s+on)\b
            |\b(?:prognosis|life\s+expectancy)\b"""
        ),
        "I don't have that: CasePilot answers questions of coding and billing, and gives no medical advice.",
    ),
    _Subject(
        _words(
            r"\b(?:sue|lawsuit|lawyer|attorney|malpractice|negligence)\b|\bfire\s+(?:an?|my|the|our)\s+(?:employee|coder|biller)"
        ),
        "I don't have that: CasePilot answers questions of coding and billing, and gives no legal advice.",
    ),
    _Subject(
        _words(
            r"""\bsalar(?:y|ies)\b|\b(?:coding|coder|cpc|ccs)\s+(?:certification|exam|credential)s?\b
            |\b(?:best|which|what)\s+(?:ehr|emr|software|clearinghouse)\b"""
        ),
        "I don't have that: CasePilot answers questions of coding and billing, not of careers and software.",
    ),
)
_OF_CODING = _words(
    r"\b(?:codes?|coded|coding|cpt|hcpcs|icd|dx|bill(?:ed|ing)?|report(?:ed|ing)?|units?|modifiers?|claims?|guidelines?)\b"
)
_LEGAL, _CAREER = _ADVICE[1:]
# Of the law even where coding is spoken of: "can I be sued for refusing to code that".
_SUED = _words(r"\b(?:sued?|suing|lawsuits?)\b")

_PRICE = _words(
    r"\bhow\s+much\b|\bwhat\s+(?:does|do|will|would)\b[^?]*\bpays?\b|\bfees?\s+(?:for|of|schedule)\b|\b(?:contract|payment|reimbursement)\s+rates?\b|\bprices?\b"
)
_PRIVATE = frozenset({PayerKind.COMMERCIAL, PayerKind.MEDICARE_ADVANTAGE})

_YEAR = re.compile(r"(?<![\w.$])(20[2-9]\d)(?![\w.])")

# One word that has the look of a code and the form of none: "G9999Z".
_ODD_CODE = re.compile(
    r"^(?:what(?:'s| is)\s+)?(?:the\s+)?(?:code\s+)?(?P<code>(?=\w*\d{3})[a-z]?\d\w*)\W*$", re.IGNORECASE
)


def outside(text: str, today: date, *, names_codes: bool) -> str | None:
    """Why a question is not answered here, as one sentence; None for a question to be answered.

    ``names_codes`` is whether the text names codes: "is 96372 safe with 99213" is about billing.
    """
    if match := _CODE_SETS.search(text):
        return f"I don't have that: {match[0].strip().upper()} is not among the code sets here. {_HAVE}."
    if _PRICE.search(text) and (private := [payer for payer in payers_in(text) if payer.kind in _PRIVATE]):
        return f"I don't have that: what {private[0].name} pays is in its contract or portal, not in any loaded table."
    years = [int(year) for year in _YEAR.findall(text)]
    if years and min(years) > today.year + _YEARS_AHEAD:
        return f"I don't have that: nothing is published yet for {min(years)}."
    if _CAREER.pattern.search(text):
        return _CAREER.said
    if names_codes:
        return None
    if match := _ODD_CODE.match(text.strip()):
        return f"**{match['code'].upper()}** has the form of no code of CPT, HCPCS or ICD-10; check how it is written."
    if _SUED.search(text):
        return _LEGAL.said
    if _OF_CODING.search(text):
        return None
    return next((subject.said for subject in _ADVICE if subject.pattern.search(text)), None)
