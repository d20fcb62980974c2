"""Rows of fact, each with its edition: what publishers' tables say of codes, pairs, units, payment and coverage.

A row is what a publisher printed, typed and dated; whether it is in force, and what follows from it, is a rule's to
say (``assistant/rules``). Dates are dates of service, both ends inclusive; None means not stated. Money, relative
values and indices are ``Decimal`` exactly as printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from corpus.codes import Code, CodeSystem, CptCode, HcpcsCode, Modifier
from corpus.editions import Edition
from corpus.errors import InvalidCode
from corpus.fees import FeeRow
from corpus.listed import ListedRow
from corpus.records import SourceRef

ProcedureCode = CptCode | HcpcsCode


class Table(StrEnum):
    """The tables that rules read, by the name their editions carry in ``Edition.table``."""

    ADD_ON = "NCCI add-on code edits"
    PTP_PRACTITIONER = "NCCI PTP edits, practitioner"
    PTP_HOSPITAL = "NCCI PTP edits, hospital"
    MUE_PRACTITIONER = "NCCI MUE, practitioner"
    MUE_HOSPITAL = "NCCI MUE, hospital"
    MUE_DME = "NCCI MUE, DME supplier"
    FEE_SCHEDULE = "Medicare Physician Fee Schedule"
    FEE_SCHEDULE_QPP = "Medicare Physician Fee Schedule, QPP"  # from 2026: the other conversion factor
    GPCI = "Medicare geographic practice cost indices"
    HCPCS = "HCPCS Level II"
    OPPS = "OPPS Addendum B"
    ICD10CM = "ICD-10-CM"
    ICD10CM_CODES = "ICD-10-CM code list"  # the order file
    ICD10CM_CHANGES = "ICD-10-CM code changes"  # the order file's addenda
    ICD10CM_CONVERSION = "ICD-10-CM conversion table"  # from codes to what was reported before them
    ICD10CM_INDEX = "ICD-10-CM Alphabetic Index"
    ICD10PCS_CODES = "ICD-10-PCS code list"  # the order file
    ICD10PCS_TABLES = "ICD-10-PCS tables"
    ICD10PCS_DEFINITIONS = "ICD-10-PCS definitions"
    ICD10PCS_INDEX = "ICD-10-PCS index"
    COVERAGE = "Medicare Coverage Database"
    ASP_CROSSWALK = "ASP NDC-HCPCS crosswalk"
    ASP_PRICES = "ASP drug pricing file"
    ASC = "ASC addenda AA and BB"
    LABORATORY = "Clinical Laboratory Fee Schedule"
    ANESTHESIA_UNITS = "Medicare anesthesia base units"
    ANESTHESIA_FACTORS = "Medicare anesthesia conversion factors"
    EQUIPMENT = "DMEPOS fee schedule"
    RURAL_ZIPS = "DMEPOS rural ZIP codes"
    FAMILIES = "Restructured BETOS classification"
    ZIP_CODES = "Medicare ZIP code to locality file"
    DESCRIPTORS = "CPT descriptors, licensed"
    DENTAL = "CDT descriptors, licensed"
    TELEHEALTH = "CMS list of telehealth services"
    POA_EXEMPT = "Diagnoses exempt from POA reporting"
    CODE_EDITS = "Medicare Code Editor, age and sex"
    RISK_CATEGORIES = "CMS-HCC categories of diagnoses"
    RISK_HIERARCHIES = "CMS-HCC hierarchies"
    RISK_LABELS = "CMS-HCC labels"
    RISK_WEIGHTS = "CMS-HCC relative factors"
    ICD9_FORWARD = "ICD-9-CM to ICD-10-CM mappings"
    ICD9_BACKWARD = "ICD-10-CM to ICD-9-CM mappings"
    ICD9_MAP = "ICD-9-CM and ICD-10-CM map, without direction"
    UTILIZATION = "Medicare Part B utilization"
    DOCUMENTS = "Own documents"
    GUIDANCE = "Published guidance"


class Setting(StrEnum):
    """Who bills, as NCCI splits its tables. HOSPITAL is the outpatient hospital ("facility" in MUE files)."""

    PRACTITIONER = "practitioner"
    HOSPITAL = "hospital"
    DME_SUPPLIER = "DME supplier"


PTP_TABLES = {Setting.PRACTITIONER: Table.PTP_PRACTITIONER, Setting.HOSPITAL: Table.PTP_HOSPITAL}
MUE_TABLES = {
    Setting.PRACTITIONER: Table.MUE_PRACTITIONER,
    Setting.HOSPITAL: Table.MUE_HOSPITAL,
    Setting.DME_SUPPLIER: Table.MUE_DME,
}


def procedure_code(text: str) -> ProcedureCode:
    """The CPT or HCPCS Level II code written in ``text``; raises InvalidCode for anything else."""
    try:
        return CptCode.parse(text)
    except InvalidCode:
        return HcpcsCode.parse(text)


@dataclass(frozen=True, slots=True)
class AddOnPair:
    """An add-on code and one primary code it may be reported with (NCCI add-on code edits).

    ``edit_type`` is CMS's 1, 2 or 3. ``primary`` is None for "contractor-defined": the payer decides (type 2, 3).
    ``effective`` and ``deleted`` are the edit's own; either code may have a deletion date beside it. ``note`` is a
    special instruction in words that may be shown.
    """

    add_on: ProcedureCode
    primary: ProcedureCode | None
    edit_type: int
    source: SourceRef
    effective: date | None = None
    deleted: date | None = None
    note: str = ""
    add_on_deleted: date | None = None
    primary_deleted: date | None = None

    def __post_init__(self) -> None:
        if self.edit_type not in (1, 2, 3):
            raise ValueError(f"add-on edit type is 1, 2 or 3, not {self.edit_type}")

    @property
    def last_day(self) -> date | None:
        """The earliest of the three deletion dates: from the day after it the pair is of no use."""
        return min(filter(None, (self.deleted, self.add_on_deleted, self.primary_deleted)), default=None)

    def in_force(self, day: date) -> bool:
        """True when the pair is in force on a date of service; an edit deleted as of its first day never was."""
        if self.deleted is not None and self.deleted == self.effective:
            return False
        started = self.effective is None or self.effective <= day
        return started and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class PtpEdit:
    """One procedure-to-procedure edit: column 2 is not paid beside column 1.

    ``modifier_indicator`` 0: never bypassed; 1: with an NCCI modifier and documentation; 9: not applicable (the edit
    was deleted as of the day it took effect, so it never was in force).
    """

    column_1: ProcedureCode
    column_2: ProcedureCode
    modifier_indicator: int
    setting: Setting
    source: SourceRef
    effective: date | None = None
    deleted: date | None = None
    rationale: str = ""

    def __post_init__(self) -> None:
        if self.modifier_indicator not in (0, 1, 9):
            raise ValueError(f"PTP modifier indicator is 0, 1 or 9, not {self.modifier_indicator}")

    def in_force(self, day: date) -> bool:
        """True when the edit is in force on a date of service; a deletion on its first day means that it never was."""
        if self.modifier_indicator == 9 or (self.deleted is not None and self.deleted == self.effective):
            return False
        started = self.effective is None or self.effective <= day
        return started and (self.deleted is None or day <= self.deleted)


@dataclass(frozen=True, slots=True)
class MueLimit:
    """A medically unlikely edit: the most units of a code that one beneficiary has on one day in most cases.

    ``mai`` 1: adjudicated by claim line; 2: date of service, absolute (policy); 3: date of service, clinical.
    """

    code: ProcedureCode
    value: int
    mai: int
    setting: Setting
    source: SourceRef
    rationale: str = ""

    def __post_init__(self) -> None:
        if self.mai not in (1, 2, 3):
            raise ValueError(f"MUE adjudication indicator (MAI) is 1, 2 or 3, not {self.mai}")
        if self.value < 0:
            raise ValueError(f"an MUE value is 0 or more, not {self.value}")


@dataclass(frozen=True, slots=True)
class FeeScheduleRow:
    """One row of the Medicare Physician Fee Schedule relative value file (PPRRVU): a code, or its 26, TC or 53 part.

    Indicators are the publisher's own characters ("A", "ZZZ", "090", "2"): ``assistant/rules/indicators.py`` says what
    they mean. ``*_na`` is True where the file marks a setting "NA". RVUs are None where the file leaves them out.
    The file's descriptions are the AMA's and are not read.
    """

    code: ProcedureCode
    modifier: Modifier | None
    status: str
    source: SourceRef
    work_rvu: Decimal | None = None
    nonfacility_pe_rvu: Decimal | None = None
    facility_pe_rvu: Decimal | None = None
    malpractice_rvu: Decimal | None = None
    nonfacility_total: Decimal | None = None
    facility_total: Decimal | None = None
    nonfacility_na: bool = False
    facility_na: bool = False
    pc_tc: str = ""
    global_days: str = ""
    pre_operative: Decimal | None = None
    intra_operative: Decimal | None = None
    post_operative: Decimal | None = None
    multiple_procedure: str = ""
    bilateral: str = ""
    assistant: str = ""
    co_surgeon: str = ""
    team: str = ""
    endoscopic_base: str = ""
    conversion_factor: Decimal | None = None
    supervision: str = ""
    imaging_family: str = ""


@dataclass(frozen=True, slots=True)
class GpciRow:
    """The geographic practice cost indices of one Medicare payment locality in one year."""

    contractor: str  # the MAC's five-digit number
    locality: str  # two digits, unique within the contractor
    state: str
    name: str
    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal
    source: SourceRef


@dataclass(frozen=True, slots=True)
class CodeListing:
    """That an edition lists a code, and from when to when it may be reported. What code validity is decided by.

    ``billable`` is False for a header (ICD-10-CM category, ICD-10-PCS table); None where the table does not say.
    ``description`` is filled only where the publisher's text is public (ICD-10, HCPCS Level II). ``replaced_by`` are
    codes that the source itself names (HCPCS cross-reference). ``action`` is the publisher's own character.
    """

    code: Code
    source: SourceRef
    description: str = ""
    short_description: str = ""
    billable: bool | None = None
    added: date | None = None
    effective: date | None = None
    terminated: date | None = None
    action: str = ""
    coverage: str = ""
    replaced_by: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class OppsRow:
    """One row of OPPS Addendum B: how Medicare pays a code in a hospital outpatient department."""

    code: ProcedureCode
    status_indicator: str
    source: SourceRef
    apc: str = ""
    relative_weight: Decimal | None = None
    payment_rate: Decimal | None = None
    national_copayment: Decimal | None = None
    minimum_copayment: Decimal | None = None


class CoverageKind(StrEnum):
    """What a document of the Medicare Coverage Database is."""

    LCD = "LCD"
    NCD = "NCD"
    ARTICLE = "Article"


@dataclass(frozen=True, slots=True)
class CoverageDocument:
    """A local or national coverage determination, or a billing and coding article."""

    id: str  # "L33577", "A56781", "220.5"
    kind: CoverageKind
    title: str
    source: SourceRef
    contractor: str = ""
    states: tuple[str, ...] = ()
    version: str = ""
    effective: date | None = None
    retired: date | None = None
    url: str = ""


class CoverageRole(StrEnum):
    """What a code is to a coverage document."""

    PROCEDURE = "procedure"  # a code that the document is about
    COVERED_DIAGNOSIS = "covered diagnosis"  # supports medical necessity
    NOT_COVERED_DIAGNOSIS = "not covered diagnosis"  # does not support medical necessity


@dataclass(frozen=True, slots=True)
class CoverageCode:
    """One code in one list of a coverage document. ``group`` numbers the publisher's lists within a role."""

    document_id: str
    code: Code
    role: CoverageRole
    source: SourceRef
    group: int = 1


@dataclass(frozen=True, slots=True)
class Descriptor:
    """An official CPT or CDT descriptor from a file that its user has a licence for. Shown only where it is loaded."""

    code: ProcedureCode
    text: str
    source: SourceRef
    short: str = ""
    medium: str = ""


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """One term of an alphabetic index that leads to a code: "Hypertension, lung" -> I27.20."""

    code: Code
    term: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class PcsTableRow:
    """One row of an ICD-10-PCS table: the values that positions 4 to 7 may take together.

    ``table`` is the first three characters. ``titles`` names the seven axes; ``values`` maps, per axis in order,
    each allowed character to its label (one value each for the first three).
    """

    table: str
    titles: tuple[str, ...]
    values: tuple[tuple[tuple[str, str], ...], ...]
    source: SourceRef


Relation = (
    AddOnPair
    | PtpEdit
    | MueLimit
    | FeeScheduleRow
    | GpciRow
    | CodeListing
    | OppsRow
    | CoverageDocument
    | CoverageCode
    | Descriptor
    | IndexTerm
    | PcsTableRow
    | FeeRow
    | ListedRow
)


def system_of_list(table: Table) -> CodeSystem | None:
    """The code system whose whole code list the editions of a table are; None for other tables."""
    return {
        Table.HCPCS: CodeSystem.HCPCS,
        Table.ICD10CM: CodeSystem.ICD10CM,
        Table.ICD10CM_CODES: CodeSystem.ICD10CM,
        Table.ICD10PCS_CODES: CodeSystem.ICD10PCS,
    }.get(table)


@dataclass(frozen=True, slots=True)
class Naming:
    """That an edition of a table names a code, with what it says of the code itself.

    ``status`` is the fee schedule's character, "" elsewhere. ``since`` is the first day of any row of the code,
    ``last_day`` the deletion date of the code (add-on table); None where the table gives none.
    """

    edition: Edition
    status: str = ""
    since: date | None = None
    last_day: date | None = None


class HasSource(Protocol):
    """A row of fact: it names the edition it was read in."""

    @property
    def source(self) -> SourceRef: ...


Row = TypeVar("Row", bound=HasSource)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[Row]):
    """What is loaded of one table: all its editions, and those of their rows that bear on a question."""

    table: Table
    editions: tuple[Edition, ...] = ()
    rows: tuple[Row, ...] = ()
