"""What CasePilot is not made for: other code sets, private payers' fees, medical and legal advice, years to come. Pure.

Something in the loaded text is always faintly near to such a question ("loinc for potassium" is near to the code of the
test), so it is recognized by its words and said plainly, before anything is searched.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from assistant.understand.circumstances.payer_words import PayerKind, payers_in
from assistant.understand.story.lexicon import Lexicon, read_vocabularies
from assistant.understand.story.tokens import tokens_of
from corpus.codes import Code, Modifier
from corpus.errors import InvalidCode

Known = Callable[[Iterable[Code]], frozenset[Code]]

# Editions are published for the next year at most.
_YEARS_AHEAD = 1
_MODIFIER_LENGTH = 2


_HAVE = "CasePilot has CPT and HCPCS Level II in its own words, ICD-10-CM, and the tables you add"
_VOCABULARY = Path(__file__).with_name("outside.yaml")
_SAID = {
    "advice": "I don't have that: CasePilot answers questions of coding and billing, and gives no medical advice.",
    "law": "I don't have that: CasePilot answers questions of coding and billing, and gives no legal advice.",
    "career": "I don't have that: CasePilot answers questions of coding and billing, not of careers and software.",
    "elsewhere": "I don't have that: CasePilot answers questions of medical coding and billing.",
}


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(read_vocabularies({"outside": _VOCABULARY}))


_PRIVATE = frozenset({PayerKind.COMMERCIAL, PayerKind.MEDICARE_ADVANTAGE})

_YEAR = re.compile(r"(?<![\w.$])(20[2-9]\d)(?![\w.])")

# One word that has the look of a code and the form of none: "G9999Z".
_ODD_CODE = re.compile(
    r"^(?:what(?:'s| is)\s+)?(?:the\s+)?(?:code\s+)?(?P<code>(?=\w*\d{3})[a-z]?\d\w*)\W*$", re.IGNORECASE
)


# What is written as a modifier: two or more signs, a digit or capitals among them ("modifier on a visit" names none).
_WRITTEN_MODIFIER = re.compile(
    r"\b[Mm](?:odifiers?|ODIFIERS?)\s+(?P<written>[A-Z\d]{2,4}|[A-Za-z]\d|\d[A-Za-z])\b(?![-.\w])"
)
_OF_ANY_PAYER = frozenset("commercial private privately payer payor plan carrier insurance insurer".split())
_SHORT_NAME = 4  # "uhc", "bcbs"
_IN_CAPITALS = frozenset("AN ARE AS AT BY CAN DO FOR IF IN IS NO NOT OF ON OR SO THE TO USE WE".split())


def no_modifier(text: str, known: Known) -> str | None:
    """Why what a text calls a modifier is none, as one sentence; None where it names none or only known ones."""
    for match in _WRITTEN_MODIFIER.finditer(text):
        written = match["written"].upper()
        if written in _IN_CAPITALS or (written.isalpha() and len(written) > 2):
            continue
        if len(written) != _MODIFIER_LENGTH:
            return "That is not a modifier: those of CPT and HCPCS have two characters; check how it is written."
        try:
            modifier = Modifier.parse(written)
        except InvalidCode:
            continue
        if not known([modifier]):
            return f"**{written}** is not a modifier in the loaded editions; check how it is written."
    return None


def outside(text: str, today: date, *, names_codes: bool, titles: Sequence[str] = ()) -> str | None:
    """Why a question is not answered here, as one sentence; None for a question to be answered.

    ``names_codes`` is whether the text names codes: "is 96372 safe with 99213" is about billing. ``titles`` are those
    of the loaded editions: a payer whose document is loaded is no stranger.
    """
    found = {}
    for mention in reversed(_lexicon().mentions(tokens_of(text))):
        found[mention.concept.removeprefix("outside.")] = mention
    if "code_set" in found:
        named = text[found["code_set"].start : found["code_set"].end].strip().upper()
        return f"I don't have that: {named} is not among the code sets here. {_HAVE}."
    if "price" in found and (private := [payer for payer in payers_in(text) if payer.kind in _PRIVATE]):
        return f"I don't have that: what {private[0].name} pays is in its contract or portal, not in any loaded table."
    if "policy" in found and not names_codes and (payer := _stranger(text, titles)):
        return f"I don't have {payer}'s policies: none is loaded here. The payer's provider portal has them."
    years = [int(year) for year in _YEAR.findall(text)]
    if years and min(years) > today.year + _YEARS_AHEAD:
        return f"I don't have that: nothing is published yet for {min(years)}."
    if "career" in found:
        return _SAID["career"]
    if names_codes:
        return None
    if match := _ODD_CODE.match(text.strip()):
        return f"**{match['code'].upper()}** has the form of no code of CPT, HCPCS or ICD-10; check how it is written."
    if "sued" in found:
        return _SAID["law"]
    if "coding" in found:
        return None
    return next((_SAID[subject] for subject in ("advice", "law", "elsewhere") if subject in found), None)


def _stranger(text: str, titles: Sequence[str]) -> str | None:
    """The first private payer that a text calls by its name and of which no loaded document is."""
    named = (payer.name for payer in payers_in(text) if payer.kind in _PRIVATE)
    strangers = (
        name
        for name in named
        if _OF_ANY_PAYER.isdisjoint(name.lower().split()) and not any(name.lower() in title.lower() for title in titles)
    )
    name = next(strangers, None)
    if name is None or name != name.lower():
        return name
    return name.upper() if len(name) <= _SHORT_NAME else name.title()
