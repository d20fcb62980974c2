"""Is a diagnosis listed for a procedure in a loaded coverage document? The document, not the list, decides necessity.

no coverage list that names the procedure       -> NOT_LOADED (no list is the whole of Medicare's coverage)
no diagnosis asked                              -> LISTS: how many diagnoses each document has
every diagnosis asked is in a list              -> LISTED
some are, some are not                          -> SOME_LISTED
none is                                         -> NOT_LISTED
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.rules.basis import Basis
from corpus.codes import Icd10CmCode
from corpus.relations import CoverageCode, CoverageDocument, CoverageRole, Loaded, ProcedureCode, Table


class CoverageFinding(StrEnum):
    """What the loaded lists say of diagnoses for a procedure."""

    LISTS = "lists"
    LISTED = "listed"
    SOME_LISTED = "some_listed"
    NOT_LISTED = "not_listed"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class CoverageVerdict:
    """The finding for a procedure. ``counts`` are the covered diagnoses of each document."""

    code: ProcedureCode
    diagnoses: tuple[Icd10CmCode, ...]
    finding: CoverageFinding
    basis: Basis
    documents: tuple[CoverageDocument, ...] = ()
    counts: tuple[int, ...] = ()
    listed: tuple[Icd10CmCode, ...] = ()

    @property
    def missing(self) -> tuple[Icd10CmCode, ...]:
        return tuple(code for code in self.diagnoses if code not in self.listed)


def coverage_verdict(
    code: ProcedureCode,
    diagnoses: Sequence[Icd10CmCode],
    about: Loaded[CoverageCode],
    documents: Loaded[CoverageDocument],
    lists: Loaded[CoverageCode],
    day: date,
) -> CoverageVerdict:
    """The verdict from the documents that name the procedure, and all the codes of those documents."""
    named = {row.document_id for row in about.rows if row.code == code and row.role is CoverageRole.PROCEDURE}
    covered = [row for row in lists.rows if row.document_id in named and row.role is CoverageRole.COVERED_DIAGNOSIS]
    known = {document.id: document for document in documents.rows if document.id in named}
    editions = {row.source.edition_id for row in covered}
    edition = next((edition for edition in about.editions if edition.id in editions), None)
    basis = Basis(Table.COVERAGE, day, edition)
    verdict = CoverageVerdict(code, tuple(diagnoses), CoverageFinding.NOT_LOADED, basis)
    if not covered:
        return verdict
    found = tuple(known[name] for name in sorted(known))
    counts = tuple(len({row.code for row in covered if row.document_id == document.id}) for document in found)
    codes = {row.code for row in covered}
    listed = tuple(diagnosis for diagnosis in diagnoses if diagnosis in codes)
    verdict = replace(verdict, documents=found, counts=counts, listed=listed)
    if not diagnoses:
        return replace(verdict, finding=CoverageFinding.LISTS)
    if len(listed) == len(diagnoses):
        return replace(verdict, finding=CoverageFinding.LISTED)
    return replace(verdict, finding=CoverageFinding.SOME_LISTED if listed else CoverageFinding.NOT_LISTED)
