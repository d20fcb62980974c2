"""Requests for a whole list or its length: "how many codes are in E11?", "list all add-on codes". Pure.

A request is read only when every word of it is understood: "list all codes for knee pain" and "how many units of
96372?" are questions for others, and None here. Whether a code exists is not asked. The words, and the whole requests
that they make, are those of ``listing.yaml``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

import yaml

from assistant.understand.form.listing_request import ListingRequest, Subject, Wanted
from assistant.understand.story.phrasebook import Phrasebook
from corpus.codes import CodeSystem, Icd10CmCode
from corpus.errors import InvalidCode
from corpus.relations import Setting, procedure_code
from corpus.yaml_loader import LOADER

_VOCABULARY = Path(__file__).with_name("listing.yaml")
# A request is one short sentence; nothing longer can be understood in every word.
_LONGEST = 200
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"’": "'"})
_WORD = re.compile(r"[A-Z0-9]+(?:[.'][A-Z0-9]+)*|\S", re.IGNORECASE | re.ASCII)
# These stand around words without a meaning of their own; any other sign makes a text no request.
_SIGNS = frozenset("-.,:;?!/=()\"'[]")
# What its form tells. A category is no procedure code: it is shorter, or has its point.
_FORMS = (
    ("PROC", re.compile(r"[0-9A-Z]\d{3}[0-9A-Z]", re.IGNORECASE | re.ASCII)),
    ("ICD", re.compile(r"[A-Z][0-9A][0-9AB](?:\.[0-9A-Z]{1,4})?", re.IGNORECASE | re.ASCII)),
    ("LETTER", re.compile(r"[A-Z]", re.ASCII)),
    ("VALUE", re.compile(r"[0-9A-Z]{1,3}", re.IGNORECASE | re.ASCII)),
)
_POLITE = frozenset({"polite", "and", "there"})
# What begins a request, and what says nothing in the middle of one.
_BEGINNING = {"count": Wanted.COUNT, "list": Wanted.LIST, "which": Wanted.LIST, "all": Wanted.LIST}
_IDLE = frozenset({"polite", "there", "the", "that", "which", "billable"})
_BILLABLE = frozenset({"icd_family", "system icd10cm"})
_INDICATOR = "indicator "


@dataclass(frozen=True, slots=True)
class _Said:
    """One phrase of a request: its kind and its words as written."""

    kind: str
    text: str


@functools.cache
def _books() -> tuple[Phrasebook, Phrasebook, frozenset[str]]:
    """The phrases by their kind, the requests by what they ask, the words that ask for all there are."""
    told = yaml.load(_VOCABULARY.read_text(encoding="utf-8"), Loader=LOADER)
    indicators = {_INDICATOR + name: phrases for name, phrases in told["indicators"].items()}
    return Phrasebook(told["words"] | indicators), Phrasebook(told["requests"]), frozenset(told["all_there_are"])


def listing_request(text: str) -> ListingRequest | None:
    """The list that a text asks for, or whose length it asks for; None for any other text. Never raises."""
    if not text or len(text) > _LONGEST:
        return None
    said = tuple(dropwhile(lambda each: each.kind in _POLITE, _phrases(text.translate(_DASHES))))
    wanted, begin, rest = _wanted(iter(said))
    try:
        request = _request(wanted, rest) if wanted else _bare(said)
    except InvalidCode:
        return None  # "F1234" has the look of a procedure code and is none
    if request is not None and request.subject in (Subject.SYSTEM, Subject.ADD_ON_CODES):
        words = {word for each in (*begin, *rest) for word in each.text.lower().split()}
        return request if words & _books()[2] else None
    return request


def _bare(said: Sequence[_Said]) -> ListingRequest | None:
    """ "CCI edits 29881", "does 11102 have NCCI edits?": of a code's edits nothing but the list can be meant."""
    request = _request(Wanted.LIST, said)
    return request if request is not None and request.subject is Subject.PTP_EDITS else None


def _phrases(text: str) -> Iterator[_Said]:
    """The phrases of a text in order; a word that no phrase and no form has is of the kind "", as a sign is."""
    written = _WORD.findall(text)
    words = [word for at, word in enumerate(written) if word not in _SIGNS or (word == "-" and _joins(written, at))]
    before = ""
    for cut in _books()[0].cut([word.lower() for word in words]):
        spelled = " ".join(words[cut.start : cut.end])
        kind = cut.meaning or _form(spelled)
        # "A" is no article, and behind "starting with" a small letter is one too.
        is_letter = spelled == "A" or (before == "beginning" and len(spelled) == 1 and spelled.isalpha())
        before = "LETTER" if is_letter else kind
        yield _Said(before, spelled)


def _joins(written: Sequence[str], at: int) -> bool:
    """Whether a dash stands between two codes."""
    beside = (*written[max(at - 1, 0) : at], *written[at + 1 : at + 2])
    return len(beside) == 2 and all(_form(each) in ("PROC", "ICD") for each in beside)


def _form(word: str) -> str:
    return next((kind for kind, form in _FORMS if form.fullmatch(word)), "")


def _wanted(said: Iterator[_Said]) -> tuple[Wanted | None, Sequence[_Said], Sequence[_Said]]:
    """Whether a list or its length is wanted, the words that say so, and what follows them."""
    wanted: Wanted | None = None
    begin: list[_Said] = []
    for each in said:
        if each.kind in _BEGINNING:
            wanted = Wanted.COUNT if wanted is Wanted.COUNT else _BEGINNING[each.kind]
        elif each.kind != "the":
            return wanted, begin, (each, *said) if wanted else ()
        begin.append(each)
    return None, (), ()


def _request(wanted: Wanted, said: Sequence[_Said]) -> ListingRequest | None:
    """What a list is asked of."""
    billable = any(each.kind == "billable" for each in said)
    told = [each for each in said if each.kind not in _IDLE]
    indicator = next((each.kind for each in told if each.kind.startswith(_INDICATOR)), "").removeprefix(_INDICATOR)
    kinds = ["INDICATOR" if each.kind.startswith(_INDICATOR) else each.kind for each in told]
    asked = _books()[1].meaning(kinds) or ""
    if billable and asked not in _BILLABLE:
        return None
    subject, _, which = asked.partition(" ")

    def texts(*wanted_kinds: str) -> list[str]:
        return [each.text for each in told if each.kind in wanted_kinds]

    match subject:
        case "ptp_edits":
            setting = Setting.HOSPITAL if "hospital" in kinds else None
            setting = Setting.PRACTITIONER if "practitioner" in kinds else setting
            code, column = str(procedure_code(texts("PROC")[0])), int(which) if which else None
            return ListingRequest(wanted, Subject.PTP_EDITS, code, column=column, setting=setting)
        case "indicator":
            return _of_indicator(wanted, indicator, kinds, texts("VALUE", "LETTER", "global-value")[0].upper())
        case "add_on_codes":
            kind = next((each.split()[-1] for each in texts("type")), "")
            return ListingRequest(wanted, Subject.ADD_ON_CODES, value=kind)
        case "icd_family":
            first, last = [*(str(Icd10CmCode.parse(each)) for each in texts("ICD")), ""][:2]
            if last and first >= last:
                return None
            return ListingRequest(wanted, Subject.ICD_FAMILY, first, last, billable=billable)
        case "letter":
            return _letter(wanted, kinds, texts("LETTER")[0].upper())
        case "code_range":
            return _code_range(wanted, *texts("PROC"))
        case "system":
            return ListingRequest(wanted, Subject.SYSTEM, name=CodeSystem(which).value, billable=billable)
    return None


_VALUES = {
    "global_days": re.compile(r"0?00|0?10|0?90|0|MMM|XXX|YYY|ZZZ"),
    "status": re.compile(r"[A-Z]"),
    "supervision": re.compile(r"\d{1,2}"),
}
_DIGIT = re.compile(r"[0-9]")


def _of_indicator(wanted: Wanted, indicator: str, kinds: Sequence[str], told: str) -> ListingRequest | None:
    """Codes with one value of a fee schedule indicator: "codes have global days 090", "ZZZ codes"."""
    if "global-value" in kinds or kinds.index("INDICATOR") > kinds.index(next(k for k in kinds if k in _TOLD)):
        if indicator not in ("", "global_days"):
            return None
        indicator = "global_days"
    value = _indicator_value(indicator, told)
    return ListingRequest(wanted, Subject.INDICATOR, name=indicator, value=value) if value else None


_TOLD = ("VALUE", "LETTER")


def _indicator_value(indicator: str, told: str) -> str:
    """The value as the publisher writes it ("90" days are "090"); empty for what is no value of the indicator."""
    if not _VALUES.get(indicator, _DIGIT).fullmatch(told):
        return ""
    if indicator == "global_days" and told.isdigit():
        return f"{int(told):03d}"
    return told.zfill(2) if indicator == "supervision" else told


# "J codes" are HCPCS Level II, "Z codes" ICD-10-CM; "T codes" or "E codes" alone could be of either.
_HCPCS_LETTERS = frozenset("ABCDEGHJKLMPQRSTUV")
_BOTH = frozenset("ABCDEHLMRSTUV")


def _letter(wanted: Wanted, kinds: Sequence[str], letter: str) -> ListingRequest | None:
    """Codes of one letter, of the system that is named or that alone can be meant."""
    hcpcs, named = "hcpcs" in kinds, len(kinds) > 2
    if letter in _HCPCS_LETTERS and (hcpcs or (not named and letter not in _BOTH)):
        return ListingRequest(wanted, Subject.HCPCS_LETTER, letter)
    if not hcpcs and (named or letter not in _HCPCS_LETTERS):
        return ListingRequest(wanted, Subject.ICD_FAMILY, letter)
    return None


def _code_range(wanted: Wanted, begin: str, end: str) -> ListingRequest | None:
    """Procedure codes of one kind from one to another."""
    first, last = procedure_code(begin), procedure_code(end)
    same_kind = type(first) is type(last) and (first.value[-1].isalpha(), first.value[0].isalpha()) == (
        last.value[-1].isalpha(),
        last.value[0].isalpha(),
    )
    if same_kind and first.value < last.value:
        return ListingRequest(wanted, Subject.CODE_RANGE, first.value, last.value)
    return None
