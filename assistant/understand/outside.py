"""What CasePilot is not made for: other code sets, private payers' fees, medical and legal advice, years to come. Pure.

Something in the loaded text is always faintly near to such a question ("loinc for potassium" is near to the code of the
test), so it is recognized by its words and said plainly, before anything is searched.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from assistant.understand.circumstances.payer_words import PayerKind, payers_in
from assistant.understand.story.lexicon import Lexicon, Mention, read_vocabularies
from assistant.understand.story.tokens import tokens_of
from corpus.codes import Code, HcpcsCode, Icd10CmCode, Modifier
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


# Tables and code sets that are asked for by name and are not here: what each is, and where it stands.
_NOT_HERE = {
    "poa": "the list of codes exempt from present-on-admission reporting is not loaded",
    "telehealth_list": "CMS's list of telehealth services is not loaded; how a telehealth visit is billed I can tell",
    "revenue_code": "revenue codes are the National Uniform Billing Committee's, and no list of them is loaded",
    "type_of_bill": "types of bill are the National Uniform Billing Committee's, and no list of them is loaded",
    "hcc": "the CMS-HCC model (categories, hierarchies, weights) is not loaded",
    "icd9": "ICD-9-CM, which ended on 2015-09-30, is not loaded, nor the maps from it to ICD-10-CM",
}
# A longer message tells a case, in which such words may stand without being asked for.
_MOST_WORDS = 14


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(read_vocabularies({"outside": _VOCABULARY}))


_PRIVATE = frozenset({PayerKind.COMMERCIAL, PayerKind.MEDICARE_ADVANTAGE})

_YEAR = re.compile(r"(?<![\w.$])(20[2-9]\d)(?![\w.])")

# Words that have the look of a code and the form of none: alone ("G9999Z"), with a dot too far on ("Q22X.5"), five
# digits and a letter ("99213A"), an old ICD-9-CM code ("250.00").
_ODD_CODE = re.compile(
    r"^(?:what(?:'s| is)\s+)?(?:the\s+)?(?:code\s+)?(?P<code>(?=\w*\d{3})[a-z]?\d\w*)\W*$", re.IGNORECASE
)
_ODD_DOT = re.compile(
    r"(?<![\w.])(?P<code>[A-Z]\d[0-9A-Z]{1,5}\.[0-9A-Z]{1,6}(?:\.[0-9A-Z]{1,6})*)(?![\w])", re.IGNORECASE | re.ASCII
)
_FIVE_AND_A_LETTER = re.compile(r"(?<![\w.$])(?P<digits>\d{5})(?P<letter>[A-Z])(?![\w])", re.ASCII)
_OLD_CODE = re.compile(
    r"^(?:what(?:'s| is)\s+)?(?:the\s+)?(?:code\s+|dx\s+)?(?P<code>\d{3}\.\d{1,2})\W*$", re.IGNORECASE
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


def outside(
    text: str, today: date, *, names_codes: bool, codes: Sequence[Code] = (), titles: Sequence[str] = ()
) -> str | None:
    """Why a question is not answered here, as one sentence; None for a question to be answered.

    ``names_codes`` is whether the text names codes, which are ``codes``: "is 96372 safe with 99213" is about billing.
    ``titles`` are those of the loaded editions: a payer whose document is loaded is no stranger.
    """
    found: dict[str, Mention] = {}
    for mention in reversed(_lexicon().mentions(tokens_of(text))):
        found[mention.concept.removeprefix("outside.")] = mention
    if "code_set" in found:
        named = text[found["code_set"].start : found["code_set"].end].strip().upper()
        return f"I don't have that: {named} is not among the code sets here. {_HAVE}."
    if codes and all(isinstance(code, HcpcsCode) and code.value.startswith("D") for code in codes):
        return (
            f"I don't have that: **{codes[0]}** is of CDT, the dental code set of the ADA, which is not here. {_HAVE}."
        )
    if "price" in found and (private := [payer for payer in payers_in(text) if payer.kind in _PRIVATE]):
        return f"I don't have that: what {private[0].name} pays is in its contract or portal, not in any loaded table."
    if "policy" in found and not names_codes and (payer := _stranger(text, titles)):
        return f"I don't have {payer}'s policies: none is loaded here. The payer's provider portal has them."
    years = [int(year) for year in _YEAR.findall(text)]
    if years and min(years) > today.year + _YEARS_AHEAD:
        return f"I don't have that: nothing is published yet for {min(years)}."
    if "career" in found:
        return _SAID["career"]
    if lacking := _not_here(text, found):
        return f"I don't have that: {_NOT_HERE[lacking]}."
    if names_codes:
        return None
    if odd := _of_no_form(text):
        return odd
    if "sued" in found:
        return _SAID["law"]
    if "coding" in found:
        return None
    return next((_SAID[subject] for subject in ("advice", "law", "elsewhere") if subject in found), None)


def _not_here(text: str, found: Mapping[str, Mention]) -> str | None:
    """The table or code set that a short question asks for by name and that no reader brings in."""
    named = next((name for name in _NOT_HERE if name in found), None)
    return None if "told" in found or len(text.split()) > _MOST_WORDS else named


def _of_no_form(text: str) -> str | None:
    """What is said of a word that looks like a code and has the form of none."""
    if match := _FIVE_AND_A_LETTER.search(text) or _FIVE_AND_A_LETTER.search(text.strip(" ?.!").upper()):
        whole, digits = match[0].upper(), match["digits"]
        return f"**{whole}** is five digits and a letter, the form of no code; **{digits}** alone has the form of CPT."
    odd = _ODD_CODE.match(text.strip()) or next(filter(_is_no_code, _ODD_DOT.finditer(text)), None)
    if odd:
        return f"**{odd['code'].upper()}** has the form of no code of CPT, HCPCS or ICD-10; check how it is written."
    if match := _OLD_CODE.match(text.strip()):
        return f"**{match['code']}** has the form of ICD-9-CM: {_NOT_HERE['icd9']}."
    return None


def _is_no_code(match: re.Match[str]) -> bool:
    """True for what the form of ICD-10-CM does not take."""
    try:
        Icd10CmCode.parse(match["code"])
    except InvalidCode:
        return True
    return False


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
