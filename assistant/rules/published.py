"""The published guidance that rules without a table rest on, as editions, and the basis that names one.

These are entries of ``corpus/text/sources.yaml`` and ``sources.d``, written out here because rules read no files; a
test compares each with its entry.
"""

from __future__ import annotations

from datetime import date

from assistant.rules.basis import GUIDANCE, Basis
from corpus.editions import Edition

_CMS = "CMS"
_AMA = "American Medical Association"
_GUIDELINES = "CPT guidelines"

CMS_OFFICE_VISITS = Edition(
    "cms-em-office-2021",
    "CMS fact sheet",
    _CMS,
    "Fact sheet: Physician Fee Schedule payment for office/outpatient E/M visits, January 11, 2021",
    date(2021, 1, 1),
)
CPT_VISITS = Edition(
    "ama-em-2023",
    "CPT E/M guidelines",
    _AMA,
    "CPT Evaluation and Management (E/M) code and guideline changes, 2023 (facts only; not reproduced)",
    date(2023, 1, 1),
)
NGS_PROLONGED = Edition(
    "ngs-prolonged-2025",
    "Medicare contractor guidance",
    "National Government Services",
    "Prolonged services timetable 2025, posted August 7, 2025",
)
CPT_CRITICAL_CARE = Edition(
    "ama-cpt-critical-care",
    _GUIDELINES,
    _AMA,
    "CPT critical care guidelines, time table (facts only; not reproduced)",
)
CMS_FINAL_RULE_2023 = Edition(
    "pfs-final-rule-2023",
    "Physician Fee Schedule final rule",
    _CMS,
    "CY 2023 Physician Fee Schedule final rule (November 18, 2022)",
    date(2023, 1, 1),
)
CPT_INFUSIONS = Edition(
    "ama-cpt-infusion",
    _GUIDELINES,
    _AMA,
    "CPT hydration, injection and infusion guidelines, time rules (facts only; not reproduced)",
)
AAP_VACCINES = Edition(
    "aap-immunization-faq",
    "Specialty society guidance",
    "American Academy of Pediatrics",
    "Frequently asked questions for the pediatric immunization administration codes, 2015",
)
CMS_THERAPY_UNITS = Edition(
    "mcpm-ch5",
    "Medicare Claims Processing Manual",
    _CMS,
    "Medicare Claims Processing Manual (Pub. 100-04), chapter 5, section 20.2",
)
CPT_TIME = Edition(
    "ama-cpt-time",
    _GUIDELINES,
    _AMA,
    "CPT introduction, rule on time: midpoint of a unit (facts only; not reproduced)",
)
AUTHORED = Edition(
    "casepilot-text",
    "CasePilot authored text",
    "CasePilot",
    "CasePilot plain-language text, November 2026",
)

PUBLISHED = (
    CMS_OFFICE_VISITS,
    CPT_VISITS,
    NGS_PROLONGED,
    CPT_CRITICAL_CARE,
    CMS_FINAL_RULE_2023,
    CPT_INFUSIONS,
    AAP_VACCINES,
    CMS_THERAPY_UNITS,
    CPT_TIME,
    AUTHORED,
)


def on(edition: Edition, day: date) -> Basis:
    """The basis of a verdict that rests on published guidance."""
    return Basis(GUIDANCE, day, edition)
