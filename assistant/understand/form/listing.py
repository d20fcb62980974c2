"""Requests for a whole list or its length: "how many codes are in E11?", "list all add-on codes". Pure.

A request is read only when every word of it is understood: "list all codes for knee pain" and "how many units of
96372?" are questions for others, and None here. Whether a code exists is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.understand.form.listing_request import ListingRequest, Subject, Wanted
from corpus.codes import CodeSystem, Icd10CmCode
from corpus.errors import InvalidCode
from corpus.relations import Setting, procedure_code


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)


# --- what is wanted: counting or listing -----------------------------------------------------------------------------

# A request is one short sentence; nothing longer can be understood in every word.
_LONGEST = 200
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"’": "'"})
_POLITE = _words(
    r"""^(?:(?:please|hi|hello|hey|ok|so|and|now|can\s+you|could\s+you|would\s+you|will\s+you|i\s+(?:need|want)(?:\s+to\s+(?:know|see))?
    |i'd\s+like|do\s+you\s+know|tell\s+me)\W+)+"""
)
_COUNT = _words(
    r"""^(?:(?:what(?:'s|\s+is)\s+)?the\s+(?:total\s+)?(?:number|count)\s+of|(?:total\s+)?number\s+of|how\s+many\s+of\s+the
    |how\s+many|count(?:\s+of)?)\s+(?:different\s+|total\s+|(?:all\s+)?(?:of\s+)?the\s+|all\s+)?"""
)
_LIST = _words(
    r"""^(?:(?:list|show|give|get|enumerate|name|display|print)(?:\s+me)?(?:\s+out)?
        (?:\s+(?:a|the)\s+(?:full\s+|complete\s+)?list\s+of)?(?:\s+(?:all\s+of\s+the|all\s+the|all|every|each|the))?
    |(?:a\s+|the\s+)?(?:full\s+|complete\s+)?list\s+of(?:\s+all)?(?:\s+the)?
    |which|what\s+are\s+all(?:\s+of)?(?:\s+the)?|what\s+are\s+the|what\s+are|what|all\s+of\s+the|all\s+the|all|every)\s+"""
)
_TAIL = _words(
    r"""(?:\W|(?<=\s)(?:are\s+there|there\s+are|are\s+loaded|is\s+loaded|loaded|do\s+you\s+(?:have|know)(?:\s+of)?
    |exist|please|in\s+total|altogether|in\s+all|currently|now|today|for\s+me
    |in\s+the\s+(?:tables?|database|knowledge\s+base|edition)))+$"""
)
# "Which add-on codes?" after a question on a code asks for those of the code; these words ask for all there are.
_ALL = _words(r"\b(?:all|every|full|complete|there|in|loaded|exist|altogether|total|have|know)\b")


def listing_request(text: str) -> ListingRequest | None:
    """The list that a text asks for, or whose length it asks for; None for any other text. Never raises."""
    words = " ".join(text.translate(_DASHES).split())
    if not words or len(words) > _LONGEST:
        return None
    words = _POLITE.sub("", words)
    for wanted, pattern in ((Wanted.COUNT, _COUNT), (Wanted.LIST, _LIST)):
        if match := pattern.match(words):
            request = _subject(wanted, _TAIL.sub("", words[match.end() :]))
            of_all = request is not None and request.subject in (Subject.SYSTEM, Subject.ADD_ON_CODES)
            return None if of_all and not _ALL.search(words) else request
    return None


def _subject(wanted: Wanted, words: str) -> ListingRequest | None:
    for reader in (_of_code, _of_indicator, _add_on_codes, _icd_family, _letter, _code_range, _system):
        try:
            if request := next(reader(wanted, words), None):
                return request
        except InvalidCode:
            continue  # "F1234" has the look of a procedure code and is none
    return None


# --- what of: each reads a whole phrase or yields nothing -----------------------------------------------------------

_CODE = r"(?:(?:cpt|hcpcs)(?:\s+codes?)?\s+|codes?\s+)?(?P<code>[0-9A-Z]\d{3}[0-9A-Z])"
_SETTING = r"""(?:\s+(?:for|in|on|under)\s+(?:the\s+)?(?:
    (?P<hospital>(?:outpatient\s+)?hospitals?(?:\s+outpatient)?(?:\s+(?:claims?|setting|table))?)
    |(?P<practitioner>(?:practitioners?|physicians?)(?:\s+(?:claims?|setting|table))?)))?"""
_ADD_ON = r"add-?\s?ons?(?:\s+(?:codes?|procedures?))?"
_EDITS = (
    r"(?:(?:ncci|cci|ptp|ncci\s+ptp|procedure[\s-]to[\s-]procedure)\s+(?:edits?|pairs?|bundles)|edits|bundling\s+edits)"
)
_CODES = r"(?:(?:cpt|hcpcs|procedure)\s+)?(?:codes?|procedures?|services?)"
_HAVING = r"(?:does\s+|do\s+|has\s+|have\s+)"

# The pattern of a phrase, and the column that its code stands in.
_OF = rf"(?:(?:for|of|on|with|involving|are\s+(?:for|on))\s+|{_HAVING})?{_CODE}(?:\s+have)?{_SETTING}"
_BUNDLED = rf"{_CODES}\s+(?:that\s+|which\s+)?(?:are\s+|is\s+)?(?:bundled|included)"
_OF_CODE: tuple[tuple[re.Pattern[str], int | None], ...] = (
    (_words(rf"{_EDITS}\s+{_OF}"), None),
    (_words(rf"{_BUNDLED}\s+with\s+{_CODE}{_SETTING}"), None),
    (_words(rf"{_BUNDLED}\s+(?:into|in|to|under)\s+{_CODE}{_SETTING}"), 1),
    (_words(rf"column\s+(?:2|two)\s+codes?\s+{_OF}"), 1),
    (_words(rf"{_CODES}\s+(?:that\s+|which\s+)?(?:is\s+)?{_CODE}\s+(?:is\s+)?bundled\s+(?:into|in|to){_SETTING}"), 2),
    (_words(rf"column\s+(?:1|one)\s+codes?\s+{_OF}"), 2),
)


def _of_code(wanted: Wanted, words: str) -> Iterator[ListingRequest]:
    """PTP edits of one code."""
    for pattern, column in _OF_CODE:
        if match := pattern.fullmatch(words):
            hospital, practitioner = match["hospital"], match["practitioner"]
            setting = Setting.HOSPITAL if hospital else Setting.PRACTITIONER if practitioner else None
            code = str(procedure_code(match["code"]))
            yield ListingRequest(wanted, Subject.PTP_EDITS, code, column=column, setting=setting)


# Field of FeeScheduleRow, and how coders name it. Values are the publisher's characters.
_INDICATORS: tuple[tuple[str, str], ...] = (
    ("global_days", r"global(?:\s+(?:days?|periods?|surgery|indicators?))*"),
    ("status", r"(?:mpfs\s+|fee\s+schedule\s+)?status(?:\s+(?:indicators?|codes?))?"),
    ("bilateral", r"bilateral(?:\s+(?:surgery|procedure))?\s+indicators?"),
    ("multiple_procedure", r"multiple(?:\s+(?:procedures?|surgery))?\s+indicators?"),
    ("assistant", r"assistant(?:[\s-]+(?:at\s+surgery|surgeon|surgery))?\s+indicators?"),
    ("co_surgeon", r"co-?\s?surg(?:eons?|ery)\s+indicators?"),
    ("team", r"team(?:\s+(?:surgery|surgeons?))?\s+indicators?"),
    ("pc_tc", r"pc\s?/?\s?tc\s+indicators?"),
    ("supervision", r"(?:physician\s+)?supervision(?:\s+(?:indicators?|levels?))?"),
)
_VALUE = r"(?:of\s+|is\s+|=\s*|:\s*)?['\"]?(?P<value>[0-9A-Z]{1,3})['\"]?(?:\s*days?)?"
_VALUES = {
    "global_days": re.compile(r"0?00|0?10|0?90|0|MMM|XXX|YYY|ZZZ"),
    "status": re.compile(r"[A-Z]"),
    "supervision": re.compile(r"\d{1,2}"),
    "pc_tc": re.compile(r"[0-9]"),
}
_DIGIT = re.compile(r"[0-9]")


def _of_indicator(wanted: Wanted, words: str) -> Iterator[ListingRequest]:
    """Codes with one value of a fee schedule indicator: "codes have global days 090", "ZZZ codes"."""
    globals_only = _words(
        rf"(?P<value>MMM|XXX|YYY|ZZZ)\s+(?:global\s+)?{_CODES}|{_CODES}\s+(?:(?:have|with|are)\s+)(?P<other>MMM|XXX|YYY|ZZZ)"
    )
    if match := globals_only.fullmatch(words):
        value = (match["value"] or match["other"]).upper()
        yield ListingRequest(wanted, Subject.INDICATOR, name="global_days", value=value)
    for indicator, name in _INDICATORS:
        pattern = _words(rf"{_CODES}\s+(?:that\s+)?(?:have|has|with|having|are)\s+(?:an?\s+|the\s+)?{name}\s+{_VALUE}")
        before = _words(
            rf"{_CODES}\s+(?:that\s+)?(?:have|has|with|having)\s+(?:an?\s+)?(?P<value>\d{{1,3}})[\s-]+days?\s+global(?:\s+periods?)?"
        )
        match = pattern.fullmatch(words) or (before.fullmatch(words) if indicator == "global_days" else None)
        if match and (value := _indicator_value(indicator, match["value"].upper())):
            yield ListingRequest(wanted, Subject.INDICATOR, name=indicator, value=value)


def _indicator_value(indicator: str, told: str) -> str:
    """The value as the publisher writes it ("90" days are "090"); empty for what is no value of the indicator."""
    if not _VALUES.get(indicator, _DIGIT).fullmatch(told):
        return ""
    if indicator == "global_days" and told.isdigit():
        return f"{int(told):03d}"
    return told.zfill(2) if indicator == "supervision" else told


def _add_on_codes(wanted: Wanted, words: str) -> Iterator[ListingRequest]:
    match = _words(rf"(?:(?:ncci|cpt|hcpcs)\s+)?(?:type\s+(?P<type>[123])\s+)?{_ADD_ON}").fullmatch(words)
    if match:
        yield ListingRequest(wanted, Subject.ADD_ON_CODES, value=match["type"] or "")


_ICD_NAME = r"(?:(?:icd(?:-?\s?10)?(?:-?\s?cm)?|diagnos[ei]s|dx)\s+)"
_BILLABLE = r"(?P<billable>(?:billable|valid|specific)\s+)?"
_ICD_CODES = (
    rf"{_BILLABLE}(?:{_ICD_NAME}?(?:sub)?(?:codes?|categor(?:y|ies))|diagnoses|diagnosis|diagnostic\s+codes?|children)"
)
_ICD = r"[A-Z][0-9A][0-9AB](?:\.[0-9A-Z]{1,4})?"
_TO = r"\s*(?:-|to|through|thru)\s*"
_FAMILY = rf"(?P<first>{_ICD})(?:\.-)?(?:{_TO}(?P<last>{_ICD}))?(?:\.-)?"
_CATEGORY = r"(?:categor(?:y|ies)|block|family|subcategory|range|section)"
_LIES_IN = r"""(?:that\s+|which\s+)?(?:(?:are|is|fall|belong|come|exist)\s+(?:there\s+)?)?
    (?:in|under|within|below|of|from|between|(?:begin|start)(?:ning|ing)?\s+with)"""
_ICD_FAMILIES = (
    _words(
        rf"""{_ICD_CODES}\s+{_LIES_IN}\s+(?:the\s+)?{_ICD_NAME}?(?:(?:codes?|{_CATEGORY})\s+)?{_FAMILY}(?:\s+{_CATEGORY})?"""
    ),
    _words(rf"{_ICD_CODES}\s+(?:does|has|have|do)\s+(?:{_CATEGORY}\s+)?{_FAMILY}(?:\s+have)?"),
    _words(rf"{_BILLABLE}{_ICD_NAME}?{_FAMILY}\s+(?:sub)?codes?"),
    _words(rf"{_BILLABLE}{_ICD_NAME}(?:codes?\s+)?{_FAMILY}"),
    _words(rf"{_BILLABLE}codes?\s+(?P<first>{_ICD}){_TO}(?P<last>{_ICD})"),
)
_BETWEEN_AND = _words(r"\b(between\s+\S+)\s+and\s+(?=\S+$)")


def _icd_family(wanted: Wanted, words: str) -> Iterator[ListingRequest]:
    """Codes in one category or in a range of them."""
    words = _BETWEEN_AND.sub(r"\1 - ", words)
    for pattern in _ICD_FAMILIES:
        if match := pattern.fullmatch(words):
            first = str(Icd10CmCode.parse(match["first"]))
            last = str(Icd10CmCode.parse(match["last"])) if match["last"] else ""
            if not last or first < last:
                yield ListingRequest(wanted, Subject.ICD_FAMILY, first, last, billable=bool(match["billable"]))


# "J codes" are HCPCS Level II, "Z codes" ICD-10-CM; "T codes" or "E codes" alone could be of either.
_HCPCS_LETTERS = frozenset("ABCDEGHJKLMPQRSTUV")
_BOTH = frozenset("ABCDEHLMRSTUV")
_HCPCS = r"hcpcs(?:\s+level\s+(?:ii|2))?"
_LETTER = _words(
    rf"""(?P<system>{_HCPCS}\s+|{_ICD_NAME})?(?:"|')?(?P<letter>(?-i:[A-Z]))(?:"|')?-?\s?codes
    |(?P<system_2>{_HCPCS}\s+|{_ICD_NAME})codes\s+(?:that\s+)?(?:start|begin)(?:ning|ing)?\s+with
        \s+(?:the\s+letter\s+|an?\s+)?['"]?(?P<letter_2>[A-Z])['"]?"""
)


def _letter(wanted: Wanted, words: str) -> Iterator[ListingRequest]:
    """Codes of one letter, of the system that is named or that alone can be meant."""
    match = _LETTER.fullmatch(words)
    if match is None:
        return
    letter = (match["letter"] or match["letter_2"]).upper()
    system = (match["system"] or match["system_2"] or "").lower()
    if letter in _HCPCS_LETTERS and (system.startswith("hcpcs") or (not system and letter not in _BOTH)):
        yield ListingRequest(wanted, Subject.HCPCS_LETTER, letter)
    elif not system.startswith("hcpcs") and (system or letter not in _HCPCS_LETTERS):
        yield ListingRequest(wanted, Subject.ICD_FAMILY, letter)


_RANGE = _words(
    rf"""(?:(?:cpt|hcpcs|procedure)\s+)?(?:codes?\s+)?(?:that\s+)?(?:(?:are|fall|exist)\s+)?(?:(?:in|from|between|within)\s+)?
    (?:the\s+)?(?:range\s+)?(?:of\s+|from\s+)?(?:codes?\s+)?
    (?P<first>[0-9A-Z]\d{{3}}[0-9A-Z]){_TO}(?P<last>[0-9A-Z]\d{{3}}[0-9A-Z])(?:\s+(?:codes?|range))?"""
)


def _code_range(wanted: Wanted, words: str) -> Iterator[ListingRequest]:
    """Procedure codes from one to another."""
    match = _RANGE.fullmatch(_BETWEEN_AND.sub(r"\1 - ", words))
    if match is None:
        return
    first, last = procedure_code(match["first"]), procedure_code(match["last"])
    same_kind = type(first) is type(last) and (first.value[-1].isalpha(), first.value[0].isalpha()) == (
        last.value[-1].isalpha(),
        last.value[0].isalpha(),
    )
    if same_kind and first.value < last.value:
        yield ListingRequest(wanted, Subject.CODE_RANGE, first.value, last.value)


_IN = r"codes?\s+(?:are\s+|exist\s+)?(?:there\s+)?in\s+(?:the\s+)?"
_ICD10CM = r"icd-?\s?10(?:-?\s?cm)?"
_ICD10PCS = r"(?:icd-?\s?10-?\s?)?pcs"
_SYSTEMS: tuple[tuple[CodeSystem, re.Pattern[str]], ...] = (
    (CodeSystem.ICD10PCS, _words(rf"{_ICD10PCS}\s+codes?|{_IN}{_ICD10PCS}")),
    (
        CodeSystem.ICD10CM,
        _words(rf"{_BILLABLE}(?:{_ICD10CM}(?:\s+diagnosis)?\s+codes?|diagnosis\s+codes?|diagnoses|{_IN}{_ICD10CM})"),
    ),
    (CodeSystem.HCPCS, _words(rf"{_HCPCS}\s+codes?|{_IN}{_HCPCS}")),
    (CodeSystem.CPT, _words(rf"cpt\s+codes?|{_IN}cpt")),
    (CodeSystem.MODIFIER, _words(rf"(?:(?:cpt|{_HCPCS})\s+)?modifiers?")),
)


def _system(wanted: Wanted, words: str) -> Iterator[ListingRequest]:
    """Every code of a system."""
    for system, pattern in _SYSTEMS:
        if match := pattern.fullmatch(words):
            billable = bool(match.groupdict().get("billable"))
            yield ListingRequest(wanted, Subject.SYSTEM, name=system.value, billable=billable)
