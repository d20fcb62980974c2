"""``python -m corpus check``: checks the authored text, and compares it with the editions that are loaded.

Exit status: 0 nothing found; 1 findings, or the text cannot be read at all. What could not be compared, because no
edition of it is loaded, is said and is no finding.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from corpus.agreement import Comparison, compare_diagnoses, compare_with_tables
from corpus.authored import AuthoredCode, read_codes, read_modifiers, read_sources
from corpus.check import (
    check_authored,
    check_form,
    check_links,
    check_synonyms,
    read_known_codes,
    read_shared_synonyms,
)
from corpus.configuration import StoreSettings
from corpus.errors import CasePilotError, EncoderError, KnowledgeBaseError, RowError
from corpus.guidelines import read_guidelines
from corpus.lay_terms import read_lay_terms
from corpus.likeness import compare_meaning, copied, read_short_descriptors
from corpus.prose import compare_prose
from corpus.records import CodeRecord, GuidelineSection
from corpus.relations import IndexTerm
from corpus.store.encoder import Encoder
from corpus.store.export import model_folder
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from corpus.store.tables import Tables


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m corpus", description="Look after CasePilot's authored text.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check the authored text, and compare it with the loaded editions")
    check.add_argument(
        "--short-descriptors",
        type=Path,
        metavar="FILE",
        help="a fee schedule file (PPRRVU....csv) whose short descriptors no entry may repeat; read, never kept",
    )
    check.add_argument("--worst", type=int, default=20, metavar="N", help="entries to list for a second reading (20)")
    options = parser.parse_args(arguments)
    try:
        return _check(StoreSettings(), options.short_descriptors, options.worst)
    except CasePilotError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _check(settings: StoreSettings, short_descriptors: Path | None, worst: int) -> int:
    editions = read_sources()
    everything = [*read_codes(editions), *read_modifiers(editions), *read_guidelines(editions), *read_lay_terms()]
    codes = [entry for entry in everything if isinstance(entry, AuthoredCode)]
    modifiers = [entry for entry in everything if isinstance(entry, CodeRecord)]
    sections = [entry for entry in everything if isinstance(entry, GuidelineSection)]
    terms = [entry for entry in everything if isinstance(entry, IndexTerm)]
    documents = {section.document_id for section in sections}
    print(
        f"{len(codes):,} codes, {len(modifiers)} modifiers, {len(documents)} documents in {len(sections)} sections, "
        f"{len(terms):,} lay terms"
    )

    findings = _told("schema and sources", [str(entry) for entry in everything if isinstance(entry, RowError)])
    findings += _told("relations and codes named", check_authored(codes, modifiers, sections, read_known_codes()))
    findings += _told("length, unit and reading level", check_form(codes, sections))
    findings += _told("links between documents", check_links(sections))
    findings += _told("synonyms", check_synonyms(codes, read_shared_synonyms()))
    home = Home(settings.home)
    tables = Tables(Shelf.open(home))
    try:
        for comparison in (*compare_with_tables(codes, tables), compare_prose(codes, tables)):
            findings += _compared(comparison)
    finally:
        tables.close()
    findings += _check_diagnoses(settings, [entry.record for entry in codes] + modifiers, sections, terms)
    if short_descriptors is not None:
        descriptors = read_short_descriptors(short_descriptors)
        findings += _told("descriptors repeated word for word", copied(codes, descriptors))
        _list_nearest(home, settings, codes, descriptors, worst)
    print(f"{findings} findings" if findings else "Nothing found.")
    return 1 if findings else 0


def _check_diagnoses(
    settings: StoreSettings, records: list[CodeRecord], sections: list[GuidelineSection], terms: list[IndexTerm]
) -> int:
    try:
        base = KnowledgeBase.open(settings.home, model=settings.embedding_model)
    except (KnowledgeBaseError, EncoderError) as error:
        print(f"  not compared: ICD-10-CM codes named. {error}")
        return 0
    try:
        return _told("ICD-10-CM codes named", compare_diagnoses(records, sections, terms, base.existing).findings)
    finally:
        base.close()


def _list_nearest(
    home: Home, settings: StoreSettings, codes: list[AuthoredCode], descriptors: dict[str, str], worst: int
) -> None:
    try:
        encoder = Encoder(model_folder(home.models, settings.embedding_model))
    except EncoderError as error:
        print(f"  not compared: meaning. {error}")
        return
    compared = compare_meaning(codes, descriptors, encoder.encode)
    nearer = [item for item in compared if item.margin < 0]
    print(
        f"  meaning: {len(compared):,} entries with siblings; {len(nearer)} lie nearer to a sibling's short descriptor "
        "than to their own. For a second reading:"
    )
    for item in compared[:worst]:
        print(f"    {item.code}: {item.own:.2f} to its own, {item.nearest:.2f} to {item.sibling}")


def _compared(comparison: Comparison) -> int:
    if comparison.edition is None:
        print(f"  not compared: {comparison.name}; no edition is loaded (python -m ingest add FILE).")
        return 0
    return _told(f"{comparison.name}: {comparison.compared:,} against {comparison.edition.title}", comparison.findings)


def _told(name: str, findings: list[str] | Iterator[str]) -> int:
    found = list(findings)
    print(f"  {'ok' if not found else f'{len(found)} findings'}: {name}")
    for finding in found:
        print(f"    {finding}")
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
