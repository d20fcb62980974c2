"""Records as the exact passages that are cited: plain text, complete, with the source of every fact named.

Pure. What these functions leave out can be neither cited nor said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.codes import Code, CodeSystem
from corpus.editions import Edition
from corpus.records import CodeRecord, GuidelineSection, RecordStatus, Section

OWN_WORDING = "CasePilot's own wording, not the official descriptor"

SYSTEM_NAMES = {
    CodeSystem.CPT: "CPT",
    CodeSystem.HCPCS: "HCPCS",
    CodeSystem.ICD10CM: "ICD-10-CM",
    CodeSystem.ICD10PCS: "ICD-10-PCS",
    CodeSystem.MODIFIER: "Modifier",
}

FACT_NAMES = {
    "status": "Medicare status indicator",
    "global_days": "global days",
    "mue_practitioner": "MUE, practitioner",
    "mue_outpatient": "MUE, outpatient hospital",
    "typical_minutes": "minutes",
    "first_day": "added",
    "last_day": "last day",
}

# A header can have dozens of children; the passage names these many and says how many more there are.
_NAMED_CHILDREN = 30


def code_name(code: Code) -> str:
    """ "CPT 0709T", "ICD-10-CM E11.9", "Modifier 25"."""
    return f"{SYSTEM_NAMES[code.system]} {code}"


def record_passage(record: CodeRecord, inherited: Sequence[Section], editions: Mapping[str, Edition]) -> str:
    """Everything known of one code, a paragraph a part."""
    wording = "" if record.official else f" ({OWN_WORDING})"
    parts = [f"{code_name(record.code)}{wording}: {record.description}"]
    if record.status is RecordStatus.BILLABLE:
        parts.append("Billable: this code is at its full length.")
    elif record.status is RecordStatus.HEADER:
        parts.append(_header_line(record))
    if record.synonyms:
        label = "Inclusion terms" if record.code.system is CodeSystem.ICD10CM else "Also called"
        parts.append(f"{label}: {'; '.join(record.synonyms)}.")
    parts += [f"{section.heading}: {section.as_text()}" for section in (*record.sections, *inherited)]
    if record.related:
        parts.append("Related codes: " + " ".join(f"{other.code}: {other.difference}" for other in record.related))
    if record.facts:
        stated = (fact_text(fact.name, fact.value, editions[fact.source.edition_id].title) for fact in record.facts)
        parts.append(f"Facts: {'; '.join(stated)}.")
    return "\n".join(parts)


def facts_in_words(record: CodeRecord) -> str:
    """The checked values of a record in one line: "global days 090; MUE, practitioner 1 (MAI 2)"."""
    return "; ".join(f"{fact_name(fact.name)} {fact.value}" for fact in record.facts)


def fact_name(name: str) -> str:
    """A fact's name as coders say it."""
    return FACT_NAMES.get(name, name.replace("_", " "))


def fact_text(name: str, value: str, edition: str) -> str:
    """One fact with the edition it was read in."""
    return f"{fact_name(name)} {value} ({edition})"


def _header_line(record: CodeRecord) -> str:
    named = ", ".join(map(str, record.children[:_NAMED_CHILDREN]))
    more = len(record.children) - _NAMED_CHILDREN
    rest = f" and {more} more" if more > 0 else ""
    return f"Not billable: a header that needs more characters. Below it: {named}{rest}."


def section_title(section: GuidelineSection) -> str:
    """The section under its document's title; the first section goes by that title alone."""
    return section.document_title if section.position == 1 else f"{section.document_title} › {section.heading}"
