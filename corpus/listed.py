"""Rows of the lists that say one thing of a code: telehealth, POA exemption, age and sex, risk category, former codes.

As in ``relations.py`` a row is what a publisher printed; what follows from it is a rule's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from corpus.codes import CptCode, HcpcsCode, Icd10CmCode
from corpus.records import SourceRef


@dataclass(frozen=True, slots=True)
class TelehealthService:
    """One service of CMS's list of telehealth services.

    ``status`` is as printed ("Permanent", "Provisional", "Available up through ..."); ``audio_only`` None where the
    list does not say it; ``limitation`` is CMS's remark on payment.
    """

    code: CptCode | HcpcsCode
    source: SourceRef
    status: str = ""
    audio_only: bool | None = None
    limitation: str = ""


@dataclass(frozen=True, slots=True)
class ExemptDiagnosis:
    """A diagnosis that takes no present-on-admission indicator."""

    code: Icd10CmCode
    source: SourceRef


@dataclass(frozen=True, slots=True)
class CodeEdit:
    """That the Medicare Code Editor has a diagnosis in one of its lists of age or sex conflicts.

    ``group`` is the list's name ("Maternity diagnoses"). Ages are years, both inclusive, None in a list of one sex;
    ``sex`` is "F" or "M", empty in a list of ages.
    """

    code: Icd10CmCode
    group: str
    source: SourceRef
    lowest_age: int | None = None
    highest_age: int | None = None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class RiskCategory:
    """The condition category of a diagnosis in one risk adjustment model ("CMS-HCC Model V28": "37")."""

    code: Icd10CmCode
    category: str
    model: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class RiskHierarchy:
    """That a category drops another of the same model: beside ``above``, ``below`` is not counted."""

    above: str
    below: str
    model: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class RiskLabel:
    """CMS's name of a category."""

    category: str
    model: str
    label: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class RiskWeight:
    """The relative factor of a category for one segment of beneficiaries ("CNA": community, non-dual, aged)."""

    category: str
    segment: str
    model: str
    factor: Decimal
    source: SourceRef


@dataclass(frozen=True, slots=True)
class FormerCode:
    """A line of a map between ICD-9-CM and ICD-10-CM.

    ``former`` is the ICD-9-CM code with its dot. ``code`` is None where the map leads nowhere ("NoDx"). ``flags`` are
    the five of the general equivalence mappings: approximate, no map, combination, scenario, choice list; empty where
    the map has none. ``title`` is of the ICD-9-CM code, where the file has it.
    """

    former: str
    code: Icd10CmCode | None
    source: SourceRef
    flags: str = ""
    title: str = ""

    @property
    def exact(self) -> bool:
        return self.flags.startswith("0")

    @property
    def combined(self) -> bool:
        """True for a code that stands for the other only together with another one."""
        return self.flags[2:3] == "1"


@dataclass(frozen=True, slots=True)
class Utilization:
    """What Medicare Part B allowed of a code in one year: nationally, in facilities ("F") or elsewhere ("O")."""

    code: CptCode | HcpcsCode
    place: str
    services: Decimal
    source: SourceRef
    beneficiaries: int | None = None
    providers: int | None = None


@dataclass(frozen=True, slots=True)
class CoveragePlace:
    """One step from a coverage document to where it holds.

    "A56781" -> "contractor 10 12 1" (number, type and version in the database) -> "state 55" -> "WI".
    """

    subject: str
    holds: str
    source: SourceRef


ListedRow = (
    TelehealthService
    | ExemptDiagnosis
    | CodeEdit
    | RiskCategory
    | RiskHierarchy
    | RiskLabel
    | RiskWeight
    | FormerCode
    | Utilization
    | CoveragePlace
)
