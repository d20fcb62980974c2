"""Code systems as types: each code is frozen, validated when made, and knows its system.

``parse`` takes a code as people write it (case, spaces, a missing dot); the constructor takes the canonical form only.
Both raise InvalidCode. A valid *form* does not mean that the code exists: that is the catalog's to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar, Self

from corpus.errors import InvalidCode

# Sections and rows name the same codes again and again.
_KEYS_KEPT = 32_768


class CodeSystem(StrEnum):
    """The code systems CasePilot knows."""

    CPT = "cpt"
    HCPCS = "hcpcs"
    ICD10CM = "icd10cm"
    ICD10PCS = "icd10pcs"
    MODIFIER = "modifier"


class CptCategory(StrEnum):
    """What kind of CPT code the form shows."""

    I = "I"  # noqa: E741 - the AMA numbers its categories so
    II = "II"
    III = "III"
    PLA = "PLA"
    MAAA = "MAAA"


@dataclass(frozen=True, slots=True, order=True)
class _CodeText:
    """A code's canonical text, checked against its system's form."""

    value: str

    system: ClassVar[CodeSystem]
    _form: ClassVar[re.Pattern[str]]
    _name: ClassVar[str]
    _example: ClassVar[str]

    def __post_init__(self) -> None:
        if not isinstance(self.value, str) or not self._form.fullmatch(self.value):
            raise InvalidCode(f"{self.value!r} is not {self._name}; write it like {self._example}.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The code written in ``text``, in any case and with any spaces around; raises InvalidCode."""
        return cls(_fold(text))

    def __str__(self) -> str:
        return self.value


def _fold(text: str) -> str:
    folded = text.strip().upper()
    # "ß".upper() is "SS": only what was ASCII to begin with can be a code.
    return folded if text.isascii() else text


@dataclass(frozen=True, slots=True, order=True)
class CptCode(_CodeText):
    """A CPT code: five characters, the last of which tells the category."""

    system: ClassVar[CodeSystem] = CodeSystem.CPT
    _name: ClassVar[str] = "a CPT code"
    _example: ClassVar[str] = "99213 or 0709T"
    _form: ClassVar[re.Pattern[str]] = re.compile(
        r"""
          (?!000)\d{5}   # Category I, from 00100 (anesthesia) on
        | \d{4}F         # Category II, performance measures
        | \d{4}T         # Category III, emerging technology
        | \d{4}U         # proprietary laboratory analyses
        | \d{4}M         # multianalyte assays with algorithmic analyses
        | 0\d{3}A        # Category I: administration of vaccines against COVID-19
        """,
        re.VERBOSE | re.ASCII,
    )

    @property
    def category(self) -> CptCategory:
        last = {"F": CptCategory.II, "T": CptCategory.III, "U": CptCategory.PLA, "M": CptCategory.MAAA}
        return last.get(self.value[-1], CptCategory.I)


@dataclass(frozen=True, slots=True, order=True)
class HcpcsCode(_CodeText):
    """A HCPCS Level II code: a letter and four digits. D codes (dental) have the same form."""

    system: ClassVar[CodeSystem] = CodeSystem.HCPCS
    _name: ClassVar[str] = "a HCPCS Level II code"
    _example: ClassVar[str] = "J1885"
    _form: ClassVar[re.Pattern[str]] = re.compile(r"[A-EGHJ-MP-V]\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Icd10CmCode(_CodeText):
    """An ICD-10-CM category, subcategory or code, canonically with its dot: "E11", "E11.9", "S72.001A"."""

    system: ClassVar[CodeSystem] = CodeSystem.ICD10CM
    _name: ClassVar[str] = "an ICD-10-CM code"
    _example: ClassVar[str] = "E11.9"
    _form: ClassVar[re.Pattern[str]] = re.compile(
        r"""
        [A-Z] (?: \d | (?<=Q)A )  # chapter letter and digit; chapter 17 has run out of digits: QA0
        [0-9AB]                   # third character of the category: C7A, C7B
        (?: \. [0-9A-Z]{1,4} )?   # up to four more; X holds a place, the 7th may be a letter
        """,
        re.VERBOSE | re.ASCII,
    )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Takes the code with or without its dot, and the tabular list's dash ("E08.-") for a category."""
        folded = _fold(text).removesuffix(".-").removesuffix("-")
        if "." not in folded and len(folded) > 3:
            folded = f"{folded[:3]}.{folded[3:]}"
        return cls(folded)

    @property
    def undotted(self) -> str:
        return self.value.replace(".", "")

    @property
    def category(self) -> str:
        return self.value[:3]


@dataclass(frozen=True, slots=True, order=True)
class Icd10PcsCode(_CodeText):
    """An ICD-10-PCS code: seven characters, never I or O; the first names the section."""

    system: ClassVar[CodeSystem] = CodeSystem.ICD10PCS
    _name: ClassVar[str] = "an ICD-10-PCS code"
    _example: ClassVar[str] = "0DBN8ZX"
    _form: ClassVar[re.Pattern[str]] = re.compile(r"[0-9B-DF-HX][0-9A-HJ-NP-Z]{6}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Modifier(_CodeText):
    """A two-character modifier of CPT ("25", "1P", "P3") or HCPCS Level II ("RT", "XE", "F1")."""

    system: ClassVar[CodeSystem] = CodeSystem.MODIFIER
    _name: ClassVar[str] = "a modifier"
    _example: ClassVar[str] = "25 or RT"
    _form: ClassVar[re.Pattern[str]] = re.compile(r"[0-9A-Z]{2}", re.ASCII)


Code = CptCode | HcpcsCode | Icd10CmCode | Icd10PcsCode | Modifier

_TYPES: dict[CodeSystem, type[Code]] = {
    kind.system: kind for kind in (CptCode, HcpcsCode, Icd10CmCode, Icd10PcsCode, Modifier)
}


def parse_code(text: str, system: CodeSystem) -> Code:
    """The code of one system written in ``text``; raises InvalidCode."""
    return _TYPES[system].parse(text)


def code_key(code: Code) -> str:
    """A code with its system in one text: "cpt:0709T". ``code_from_key`` reads it back."""
    return f"{code.system.value}:{code.value}"


@lru_cache(maxsize=_KEYS_KEPT)
def code_from_key(key: str) -> Code:
    """The code of a ``code_key``; raises InvalidCode for anything else."""
    system, _, value = key.partition(":")
    try:
        return _TYPES[CodeSystem(system)](value)
    except ValueError as error:
        raise InvalidCode(f"{key!r} is not a code key; write it like cpt:0709T.") from error
