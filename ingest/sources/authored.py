"""The authored text of this repository (``corpus/text``): codes with add-on pairs, modifiers, guidelines, lay terms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.authored import TEXT_FOLDER, read_codes, read_modifiers, read_sources
from corpus.errors import RowError
from corpus.guidelines import read_guidelines
from corpus.lay_terms import read_lay_terms
from ingest.sources import Item


def authored(folder: Path = TEXT_FOLDER) -> Iterator[Item]:
    """Everything below an authored text folder; bad entries come as RowError."""
    editions = read_sources(folder)
    yield from editions.values()
    for entry in read_codes(editions, folder):
        if isinstance(entry, RowError):
            yield entry
        else:
            yield entry.record
            yield from entry.pairs
    yield from read_modifiers(editions, folder)
    yield from read_guidelines(editions, folder)
    yield from read_lay_terms(folder)
