"""The added editions' own texts, for the search index: records and sections, official descriptors, names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corpus.fees import DrugProduct
from corpus.records import CodeRecord, GuidelineSection, RecordStatus
from corpus.relations import Descriptor, IndexTerm, Table
from corpus.store.shelf import Shelf, ShelfEntry, read_bodies
from corpus.store.tables import read_rows
from ingest.sources import Item


def shelf_texts(shelf: Shelf) -> Iterator[Item]:
    """Everything on the shelf that can be searched for, an edition at a time.

    A licensed descriptor becomes a record of its code, so that words of it find the code where it is loaded.
    """
    for entry in shelf.entries:
        if not entry.holds_text:
            continue
        yield entry.edition
        for body in read_bodies(shelf, entry):
            # A user may have corrected the title since the document was read.
            if isinstance(body, GuidelineSection) and entry.edition.table == Table.DOCUMENTS.value:
                yield replace(body, document_title=entry.edition.title)
            else:
                yield body
        for row in read_rows(shelf, entry, Descriptor):
            yield CodeRecord(
                code=row.code,
                description=row.text,
                official=True,
                status=RecordStatus.ACTIVE,
                source=row.source,
                synonyms=tuple(dict.fromkeys(filter(None, (row.medium, row.short)))),
            )
        yield from read_rows(shelf, entry, IndexTerm)
        yield from _drug_names(shelf, entry)


def _drug_names(shelf: Shelf, entry: ShelfEntry) -> Iterator[IndexTerm]:
    """Each name of a drug as a search word of the codes that it is billed with: a crosswalk repeats it by package."""
    named: dict[tuple[str, str], DrugProduct] = {}
    for row in read_rows(shelf, entry, DrugProduct):
        named.setdefault((str(row.code), row.key), row)
    yield from (IndexTerm(row.code, row.name, row.source) for row in named.values())
