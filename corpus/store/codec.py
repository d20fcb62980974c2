"""Records to JSON and back, for the catalog's ``body`` columns. ``decode(encode(record)) == record``."""

from __future__ import annotations

import json
from typing import Any

from corpus.codes import code_from_key, code_key
from corpus.records import (
    CodeRecord,
    Fact,
    GuidelineSection,
    RecordStatus,
    RelatedCode,
    Section,
    SourceRef,
)


def _source(source: SourceRef) -> list[str]:
    return [source.edition_id, source.locator]


def _read_source(values: list[str]) -> SourceRef:
    return SourceRef(*values)


def encode_record(record: CodeRecord) -> str:
    """One code record as compact JSON; empty parts are left out."""
    body: dict[str, Any] = {
        "code": code_key(record.code),
        "description": record.description,
        "official": record.official,
        "status": record.status.value,
        "source": _source(record.source),
        "synonyms": list(record.synonyms),
        "sections": [[part.heading, part.text, list(part.items)] for part in record.sections],
        "related": [[code_key(other.code), other.difference] for other in record.related],
        "facts": [[fact.name, fact.value, _source(fact.source)] for fact in record.facts],
        "further_sources": [_source(source) for source in record.further_sources],
        "parent": code_key(record.parent) if record.parent else None,
        "children": [code_key(child) for child in record.children],
    }
    return json.dumps({name: value for name, value in body.items() if value not in (None, [])}, separators=(",", ":"))


def decode_record(text: str) -> CodeRecord:
    """The record that ``encode_record`` wrote."""
    body = json.loads(text)
    return CodeRecord(
        code=code_from_key(body["code"]),
        description=body["description"],
        official=body["official"],
        status=RecordStatus(body["status"]),
        source=_read_source(body["source"]),
        synonyms=tuple(body.get("synonyms", ())),
        sections=tuple(Section(head, prose, tuple(items)) for head, prose, items in body.get("sections", ())),
        related=tuple(RelatedCode(code_from_key(key), how) for key, how in body.get("related", ())),
        facts=tuple(Fact(name, value, _read_source(source)) for name, value, source in body.get("facts", ())),
        further_sources=tuple(_read_source(source) for source in body.get("further_sources", ())),
        parent=code_from_key(body["parent"]) if "parent" in body else None,
        children=tuple(code_from_key(key) for key in body.get("children", ())),
    )


def encode_section(section: GuidelineSection) -> str:
    """One guideline section as compact JSON."""
    body = {
        "document_id": section.document_id,
        "document_title": section.document_title,
        "anchor": section.anchor,
        "heading": section.heading,
        "text": section.text,
        "position": section.position,
        "source": _source(section.source),
        "topics": list(section.topics),
        "codes": [code_key(code) for code in section.codes],
        "further_sources": [_source(source) for source in section.further_sources],
    }
    return json.dumps(body, separators=(",", ":"))


def decode_section(text: str) -> GuidelineSection:
    """The section that ``encode_section`` wrote."""
    body = json.loads(text)
    return GuidelineSection(
        document_id=body["document_id"],
        document_title=body["document_title"],
        anchor=body["anchor"],
        heading=body["heading"],
        text=body["text"],
        position=body["position"],
        source=_read_source(body["source"]),
        topics=tuple(body["topics"]),
        codes=tuple(code_from_key(key) for key in body["codes"]),
        further_sources=tuple(_read_source(source) for source in body["further_sources"]),
    )
