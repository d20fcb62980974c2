"""Search as such: codes and guideline sections for a text, ranked, without composing an answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from assistant.retrieval import Hit, Retriever
from assistant.retrieval.across import search_across
from assistant.understand.form.naming import named_codes
from corpus.codes import Code, CodeSystem, code_from_key, code_key
from corpus.store.catalog import Catalog

# The collection of guideline sections, among those of code systems.
GUIDELINES = "guidelines"

SEARCHABLE = (
    CodeSystem.CPT.value,
    CodeSystem.HCPCS.value,
    CodeSystem.ICD10CM.value,
    CodeSystem.MODIFIER.value,
    GUIDELINES,
)


def search(catalog: Catalog, retriever: Retriever, query: str, systems: Sequence[str], top: int) -> dict[str, Any]:
    """Ranked results for one query as JSON-ready values: query, results, milliseconds.

    A code named in the query is looked up exactly and comes first with ``match`` "exact"; the rest is hybrid search
    over ``systems`` (names of ``SEARCHABLE``), at most ``top`` results in all.
    """
    began = time.perf_counter()
    codes, modifiers = named_codes(query, catalog.existing)
    named = [code for code in (*codes, *modifiers) if code.system.value in systems]
    existing = catalog.existing(named)
    exact = [Hit(code_key(code), str(code), 1.0, 1.0) for code in named if code in existing]
    known = {hit.key for hit in exact}
    found = [hit for hit in search_across(retriever, query, systems, top + len(known)) if hit.key not in known]
    hits = [*((hit, "exact") for hit in exact), *((hit, "search") for hit in found)][:top]
    results = _results(catalog, hits)
    return {"query": query, "results": results, "milliseconds": round((time.perf_counter() - began) * 1000, 2)}


def _results(catalog: Catalog, hits: Sequence[tuple[Hit, str]]) -> list[dict[str, Any]]:
    codes: dict[str, Code] = {hit.key: code_from_key(hit.key) for hit, _ in hits if "#" not in hit.key}
    records = catalog.records(codes.values())
    sections = catalog.sections(hit.key for hit, _ in hits if "#" in hit.key)
    results: list[dict[str, Any]] = []
    for rank, (hit, match) in enumerate(hits, start=1):
        common = {
            "rank": rank,
            "match": match,
            "matched": hit.text,
            "score": round(hit.score, 5),
            "similarity": None if hit.similarity is None else round(hit.similarity, 4),
        }
        if hit.key in codes:
            record = records[codes[hit.key]]
            about = {
                "code": str(record.code),
                "system": record.code.system.value,
                "description": record.description,
                "status": record.status.value,
                "edition": record.source.edition_id,
            }
        else:
            section = sections[hit.key]
            about = {
                "section": section.key,
                "system": GUIDELINES,
                "description": f"{section.document_title}: {section.heading}",
                "edition": section.source.edition_id,
            }
        results.append({**about, **common})
    return results
