"""The terms of ``terms.yaml``: what each means, in our own words, with its source."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.rules.basis.parameters import sources
from corpus.yaml_loader import LOADER

FOLDER = Path(__file__).parent
_KEYS = frozenset("means why mentions reference".split())
MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Term:
    """``id`` is its concept in ``vocabulary.yaml``; ``mentions`` are the codes that its words name."""

    id: str
    means: str
    why: tuple[str, ...]
    mentions: tuple[str, ...]
    reference: str


@functools.cache
def terms() -> Mapping[str, Term]:
    """Every term by its concept, read once. Raises ValueError, naming the term, for what has not the form."""
    rows: Mapping[str, Any] = yaml.load((FOLDER / "terms.yaml").read_text(encoding="utf-8"), Loader=LOADER)
    return {name: _term(name, row) for name, row in rows.items()}


def _term(name: str, row: Mapping[str, Any]) -> Term:
    if set(row) - _KEYS or not {"means", "reference"} <= set(row) or len(row.get("why", ())) > MOST_REASONS:
        raise ValueError(f"terms.yaml: {name} needs means and reference, and may have why and mentions")
    if row["reference"] not in sources():
        raise ValueError(f"terms.yaml: {name} names the source {row['reference']!r}, which corpus/text lacks")
    return Term(
        name, row["means"], tuple(row.get("why", ())), tuple(map(str, row.get("mentions", ()))), row["reference"]
    )
