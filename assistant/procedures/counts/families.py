"""Families of first and additional codes: how a count becomes units, as data.

A ``Step`` is reported when the count is beyond a number, and for each further portion or part of one where it says so:
17003 beyond 1, each 1, until 14. Every family names the authored text that states its rule (``corpus/text``); a test
compares the two. Families whose rule is not stated there are left out. That the second 99292 is at 105 minutes for CPT
and at 134 for Medicare was checked with CodingIntel, "CPT and CMS rules for critical care".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from assistant.rules.published import (
    AUTHORED,
    CMS_FINAL_RULE_2023,
    CPT_CRITICAL_CARE,
    CPT_INFUSIONS,
)
from assistant.understand.payers import Payer
from corpus.codes import CptCode
from corpus.editions import Edition

Count = int | Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One code of a family. ``each`` None: once. ``until`` is the largest count that it is used for.

    ``told`` says in our own words what it stands for.
    """

    code: CptCode
    beyond: Count
    told: str
    each: int | None = None
    until: int | None = None

    def units(self, count: Count) -> int:
        if count <= self.beyond or (self.until is not None and count > self.until):
            return 0
        return 1 if self.each is None else ceil((count - self.beyond) / Decimal(self.each))


@dataclass(frozen=True, slots=True)
class Family:
    """Codes that count one thing. ``steps`` are CPT's; ``medicare`` those of Medicare where it counts otherwise.

    ``noun`` and ``nouns`` name what is counted. ``whole`` is False for areas and lengths, which may be fractions.
    ``paired`` marks spinal codes, whose sides are told by a modifier and never counted as levels. ``source`` is the
    place of the rule. ``notes`` are conditions worth telling with any count.
    """

    name: str
    noun: str
    nouns: str
    steps: tuple[Step, ...]
    source: str
    notes: tuple[str, ...] = ()
    whole: bool = True
    paired: bool = False
    edition: Edition = AUTHORED
    medicare: tuple[Step, ...] = ()
    medicare_edition: Edition | None = None

    @property
    def codes(self) -> tuple[CptCode, ...]:
        return tuple(dict.fromkeys(step.code for step in self.steps + self.medicare))

    def steps_for(self, payer: Payer | None) -> tuple[Step, ...]:
        return self.medicare if payer is Payer.MEDICARE and self.medicare else self.steps

    def edition_for(self, payer: Payer | None) -> Edition:
        other = self.medicare_edition if payer is Payer.MEDICARE else None
        return other or self.edition


def _each(name: str, noun: str, nouns: str, code: str, source: str, *notes: str) -> Family:
    """One code, one unit for each."""
    return Family(name, noun, nouns, (Step(CptCode(code), 0, f"each {noun}", 1),), source, notes)


def _first(
    name: str, noun: str, nouns: str, first: str, further: str, source: str, *notes: str, paired: bool = False
) -> Family:
    """A code for the first and an add-on code for each further one."""
    steps = (Step(CptCode(first), 0, f"the first {noun}"), Step(CptCode(further), 1, f"each further {noun}", 1))
    return Family(name, noun, nouns, steps, source, notes, paired=paired)


def _three(name: str, codes: str, source: str) -> Family:
    """Facet joint levels: first, second, and once for all from the third on."""
    first, second, third = map(CptCode, codes.split())
    steps = (
        Step(first, 0, "the first level"),
        Step(second, 1, "the second level"),
        Step(third, 2, "the third level and all beyond it, one unit"),
    )
    notes = ("Levels are counted by joints, not by nerves.",)
    return Family(name, "level", "levels", steps, source, notes, paired=True)


def _ranges(name: str, noun: str, nouns: str, few: str, many: str, most: int, source: str, *notes: str) -> Family:
    """One code up to a number, another in its place beyond it."""
    steps = (
        Step(CptCode(few), 0, f"1 to {most} {nouns}", until=most),
        Step(CptCode(many), most, f"{most + 1} {nouns} or more, in its place"),
    )
    return Family(name, noun, nouns, steps, source, notes)


def _portions(name: str, unit: str, codes: str, portion: int, source: str, *notes: str) -> Family:
    """A first portion of an area, and each further one or part of it."""
    first, further = map(CptCode, codes.split())
    steps = (
        Step(first, 0, f"the first {portion} {unit} or less"),
        Step(further, portion, f"each further {portion} {unit} or part of them", portion),
    )
    return Family(name, unit, unit, steps, source, notes, whole=False)


def _hours(name: str, first: str, further: str, beyond: int, source: str, push: str = "") -> Family:
    """Infusion minutes: nothing or a push up to a minute, the first hour, each further hour of more than 30 minutes."""
    steps = (
        *((Step(CptCode(push), 0, f"a push of {beyond} minutes or less", until=beyond),) if push else ()),
        Step(CptCode(first), beyond, f"the first hour, from {beyond + 1} minutes"),
        Step(CptCode(further), 90, "each further hour, from more than 30 minutes beyond the hour before it", 60),
    )
    notes = (
        "The minutes are those of one drug or fluid actually running, with start and stop times in the record.",
        "One initial code is reported for an encounter and vein access site.",
    )
    return Family(name, "minute", "minutes", steps, source, notes, edition=CPT_INFUSIONS)


def _sessions(name: str, codes: str, source: str, *notes: str) -> Family:
    short, middle, long = map(CptCode, codes.split())
    steps = (
        Step(short, 15, "16 to 37 minutes", until=37),
        Step(middle, 37, "38 to 52 minutes", until=52),
        Step(long, 52, "53 minutes or more"),
    )
    return Family(name, "minute", "minutes", steps, source, notes)


_SKIN, _NERVOUS, _SHOTS = "cpt/skin.yaml", "cpt/nervous.yaml", "cpt/injections_infusions.yaml"
_CATEGORY_III, _OTHER = "cpt/category_iii.yaml", "cpt/other_procedures.yaml"
_DEPTH = "The deepest tissue removed decides the code, and wounds of the same depth are added together."
_CRITICAL_CARE = (
    Step(CptCode("99291"), 29, "30 to 74 minutes of a date, once"),
    Step(CptCode("99292"), 74, "each further 30 minutes, the first from 75", 30),
)
_CRITICAL_CARE_MEDICARE = (
    Step(CptCode("99291"), 29, "30 minutes of a date or more, once"),
    Step(CptCode("99292"), 103, "each further full 30 minutes beyond 74, the first from 104", 30),
)

FAMILIES = (
    Family(
        "destruction of precancerous lesions",
        "lesion",
        "lesions",
        (
            Step(CptCode("17000"), 0, "the first lesion", until=14),
            Step(CptCode("17003"), 1, "each lesion from the second to the fourteenth", 1, until=14),
            Step(CptCode("17004"), 14, "fifteen lesions or more, alone"),
        ),
        _SKIN,
    ),
    _ranges("destruction of benign lesions", "lesion", "lesions", "17110", "17111", 14, _SKIN),
    Family(
        "removal of skin tags",
        "skin tag",
        "skin tags",
        (
            Step(CptCode("11200"), 0, "up to 15 tags"),
            Step(CptCode("11201"), 15, "each further ten tags or part of ten", 10),
        ),
        _SKIN,
    ),
    _first("avulsion of nails", "nail", "nails", "11730", "11732", _SKIN),
    _ranges("debridement of nails", "nail", "nails", "11720", "11721", 5, _SKIN),
    _portions("debridement to the fat layer", "sq cm", "11042 11045", 20, _SKIN, _DEPTH),
    _portions("debridement to muscle or fascia", "sq cm", "11043 11046", 20, _SKIN, _DEPTH),
    _portions("debridement to bone", "sq cm", "11044 11047", 20, _SKIN, _DEPTH),
    _portions("graft site on trunk, arms or legs", "sq cm", "15002 15003", 100, _SKIN),
    _portions("graft site on face, neck, hands, feet and the like", "sq cm", "15004 15005", 100, _SKIN),
    _portions("graft site on trunk, arms or legs, child", "percent of body surface", "15002 15003", 1, _SKIN),
    _portions("graft site on face, neck, hands or feet, child", "percent of body surface", "15004 15005", 1, _SKIN),
    Family(
        "complex closure of the trunk",
        "cm",
        "cm",
        (
            Step(CptCode("13101"), Decimal("2.5"), "2.6 to 7.5 cm"),
            Step(CptCode("13102"), Decimal("7.5"), "each further 5 cm or part of them", 5),
        ),
        _SKIN,
        whole=False,
    ),
    _first("Mohs surgery, head, neck, hands, feet, genitals", "stage", "stages", "17311", "17312", _SKIN),
    _first("transforaminal injection, lower back", "level", "levels", "64483", "64484", _NERVOUS, paired=True),
    _first("transforaminal injection, neck or upper back", "level", "levels", "64479", "64480", _NERVOUS, paired=True),
    _three("facet joint injection, cervical or thoracic", "64490 64491 64492", _NERVOUS),
    _three("facet joint injection, lumbar or sacral", "64493 64494 64495", _NERVOUS),
    _three("facet joint injection by ultrasound, cervical or thoracic", "0213T 0214T 0215T", _CATEGORY_III),
    _three("facet joint injection by ultrasound, lumbar or sacral", "0216T 0217T 0218T", _CATEGORY_III),
    _first("facet joint destruction, cervical or thoracic", "joint", "joints", "64633", "64634", _NERVOUS, paired=True),
    _first("facet joint destruction, lumbar or sacral", "joint", "joints", "64635", "64636", _NERVOUS, paired=True),
    _first("anterior neck fusion", "interspace", "interspaces", "22551", "22552", "cpt/musculoskeletal.yaml"),
    _ranges("trigger point injection", "muscle", "muscles", "20552", "20553", 2, "cpt/musculoskeletal.yaml"),
    _each("injection of a drug", "injection", "injections", "96372", _SHOTS, "Vaccines have their own codes."),
    _each("injection into an artery", "injection", "injections", "96373", _SHOTS),
    _each("injection of chemotherapy", "injection", "injections", "96401", _SHOTS),
    _each("injection of a hormonal cancer drug", "injection", "injections", "96402", _SHOTS),
    _first("pushes of different drugs", "drug", "drugs", "96374", "96375", _SHOTS, "The same drug counts once."),
    _first("pushes of different chemotherapy drugs", "drug", "drugs", "96409", "96411", _SHOTS),
    _hours("hydration", "96360", "96361", 30, _SHOTS),
    _hours("infusion of a drug", "96365", "96366", 15, _SHOTS, push="96374"),
    _hours("infusion of chemotherapy", "96413", "96415", 15, _SHOTS, push="96409"),
    _first(
        "vaccines by injection",
        "vaccine",
        "vaccines",
        "90471",
        "90472",
        "cpt/vaccines.yaml",
        "A combination vaccine is one vaccine here; components count only with 90460 and 90461.",
    ),
    _sessions("psychotherapy alone", "90832 90834 90837", _OTHER, "Less than 16 minutes is not reported."),
    _sessions(
        "psychotherapy with an E/M service",
        "90833 90836 90838",
        _OTHER,
        "These are add-on codes to the E/M service, whose time is apart.",
    ),
    Family(
        "critical care",
        "minute",
        "minutes",
        _CRITICAL_CARE,
        "guidelines/critical-care.md",
        ("Less than 30 minutes is another visit code.", "Time of separately reported procedures is taken out first."),
        edition=CPT_CRITICAL_CARE,
        medicare=_CRITICAL_CARE_MEDICARE,
        medicare_edition=CMS_FINAL_RULE_2023,
    ),
    _first("antibodies on one specimen", "antibody", "antibodies", "88342", "88341", "cpt/laboratory.yaml"),
    _first("shock wave treatment of wounds", "wound", "wounds", "0512T", "0513T", _CATEGORY_III),
    _first("printed anatomic model", "component", "components", "0559T", "0560T", _CATEGORY_III),
    _first("printed surgical guides", "guide", "guides", "0561T", "0562T", _CATEGORY_III),
    _first("fluorescence imaging of wounds", "site", "sites", "0598T", "0599T", _CATEGORY_III),
    _first("disc injection of a cell product, fluoroscopy", "level", "levels", "0627T", "0628T", _CATEGORY_III),
    _first("intradermal cancer immunotherapy", "injection", "injections", "0708T", "0709T", _CATEGORY_III),
)


def families_of(code: CptCode) -> tuple[Family, ...]:
    """The families that a code counts in; several for a code that starts more than one."""
    return tuple(family for family in FAMILIES if code in family.codes)
