"""``ingest status``: what the knowledge base and the shelf hold: editions with rows and spans, and the gaps between."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from corpus.editions import Edition
from corpus.errors import KnowledgeBaseMissing
from corpus.store import schema
from corpus.store.catalog import Catalog
from corpus.store.shelf import Shelf
from corpus.store.snapshot import CATALOG, Home, Manifest, open_snapshot


def print_status(home: Home, *, as_json: bool) -> int:
    """Prints the status; raises KnowledgeBaseError when there is nothing, or nothing sound, to tell of."""
    shelf = Shelf.open(home)
    try:
        folder, manifest = open_snapshot(home)
    except KnowledgeBaseMissing:
        if not shelf.entries and not shelf.damaged:
            raise
        status: dict[str, Any] = {"snapshot": None, "editions": []}
    else:
        status = _describe(folder, manifest)
    status["added"] = list(added_editions(shelf))
    status["damaged"] = [damage.sentence for damage in shelf.damaged]
    status["gaps"] = list(gaps(shelf.editions(), date.today()))
    if as_json:
        print(json.dumps(status, indent=2))
    else:
        for line in _lines(home, status):
            print(line)
    return 0


def added_editions(shelf: Shelf) -> Iterator[dict[str, Any]]:
    """Each added edition: id, table, title, span, rows, refused rows, whether it is complete, files and parts."""
    for edition in shelf.editions():
        entries = [entry for entry in shelf.entries if entry.edition.id == edition.id]
        rows: dict[str, int] = {}
        for entry in entries:
            for name, count in entry.rows.items():
                rows[name] = rows.get(name, 0) + count
        parts = entries[0].edition.parts
        yield {
            **_edition(edition),
            "complete": edition.complete,
            "rows": rows,
            "refused": sum(entry.refused for entry in entries),
            "parts": f"{len(entries)} of {parts}" if parts else None,
            "files": sorted(name for entry in entries for name in entry.sources),
            "notices": [notice for entry in entries for notice in entry.notes],
        }


def gaps(editions: Iterable[Edition], today: date) -> Iterator[str]:
    """Where the editions of a table leave days between them, or end before today, in words."""
    by_table: dict[str, list[Edition]] = {}
    for edition in editions:
        if edition.effective_from and edition.complete:
            by_table.setdefault(edition.table, []).append(edition)
    for table, known in sorted(by_table.items()):
        known.sort(key=lambda edition: edition.effective_from or date.min)
        for earlier, later in itertools.pairwise(known):
            end, begin = earlier.effective_to, later.effective_from
            if end and begin and begin > end + timedelta(days=1):
                yield f"{table}: nothing from {end + timedelta(days=1)} to {begin - timedelta(days=1)}"
        last = max((edition.effective_to or date.max for edition in known), default=date.max)
        if last < today:
            yield f"{table}: nothing after {last}"


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "id": edition.id,
        "table": edition.table,
        "publisher": edition.publisher,
        "title": edition.title,
        "effective_from": edition.effective_from and edition.effective_from.isoformat(),
        "effective_to": edition.effective_to and edition.effective_to.isoformat(),
        **{name: value for name in ("payer", "plan", "kind") if (value := getattr(edition, name))},
    }


def _describe(folder: Path, manifest: Manifest) -> dict[str, Any]:
    catalog = Catalog(schema.sqlite_engine(folder / CATALOG, read_only=True))
    try:
        editions, codes = [_edition(edition) for edition in catalog.editions()], catalog.codes_by_system()
    finally:
        catalog.close()
    return {
        "snapshot": manifest.snapshot,
        "built_at": manifest.built_at,
        "schema_version": manifest.schema_version,
        "model": manifest.model,
        "model_fingerprint": manifest.model_fingerprint,
        "codes": codes,
        "rows": manifest.counts,
        "vectors": manifest.vector_counts,
        "refused_rows": manifest.refused_rows,
        "editions": editions,
    }


def _lines(home: Home, status: dict[str, Any]) -> Iterator[str]:
    if status["snapshot"]:
        yield f"Knowledge base {status['snapshot']} in {home.path}, built {status['built_at']}"
        yield f"Embedding model {status['model_fingerprint']}; schema version {status['schema_version']}"
        for title, name in (("Codes", "codes"), ("Rows", "rows"), ("Vectors", "vectors")):
            yield f"{title}: " + ", ".join(f"{key} {count:,}" for key, count in sorted(status[name].items()))
        if status["refused_rows"]:
            yield f"Rows refused at the last build: {status['refused_rows']}"
        yield "Cited by the authored text and indexed:"
        yield from (f"  {item['id']:28} {item['title']} ({_span(item)})" for item in status["editions"])
    else:
        yield f"No search index in {home.path} yet: run 'python -m ingest build'."
    if status["added"]:
        yield "Added editions:"
        yield from _added_lines(status["added"])
    for sentence in status["damaged"]:
        yield f"Damaged: {sentence}"
    for gap in status["gaps"]:
        yield f"Gap: {gap}"


def _added_lines(added: Sequence[dict[str, Any]]) -> Iterator[str]:
    for item in added:
        rows = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in sorted(item["rows"].items()))
        notes = [f"parts {item['parts']}"] if item["parts"] else []
        if item["refused"]:
            notes.append(f"{item['refused']:,} rows refused")
        if not item["complete"]:
            notes.append("partly loaded" if item["refused"] else "not a complete release")
        of = [f"{name} {item[name]}" for name in ("payer", "plan", "kind") if item.get(name)]
        yield f"  {item['id']:28} {item['title']} ({_span(item)}): {'; '.join([*of, rows, *notes])}"
        yield from (f"    {notice}" for notice in item["notices"])


def _span(item: dict[str, Any]) -> str:
    return f"{item['effective_from'] or '...'} to {item['effective_to'] or '...'}"
