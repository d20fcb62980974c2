"""Is a diagnosis listed for a procedure in a loaded coverage document? The document, not the list, decides necessity.

no coverage list that names the procedure       -> NOT_LOADED (no list is the whole of Medicare's coverage)
none of them holds in the state that is asked   -> ELSEWHERE
a diagnosis asked is in a list of those that do
not support it                                  -> EXCLUDED
no diagnosis asked                              -> LISTS: how many diagnoses each document has
every diagnosis asked is in a list              -> LISTED
some are, some are not                          -> SOME_LISTED
none is                                         -> NOT_LISTED
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    EXCLUDED = "excluded"
    ELSEWHERE = "elsewhere"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class CoverageVerdict:
    """The finding for a procedure. ``counts`` are the covered diagnoses of each document.

    ``excluded`` are those of the asked that a document turns down, ``supporting`` the covered diagnoses of all the
    documents in order, ``states`` where any of them holds, ``state`` the one that is asked for.
    """

    code: ProcedureCode
    diagnoses: tuple[Icd10CmCode, ...]
    finding: CoverageFinding
    basis: Basis
    documents: tuple[CoverageDocument, ...] = ()
    counts: tuple[int, ...] = ()
    listed: tuple[Icd10CmCode, ...] = ()
    excluded: tuple[Icd10CmCode, ...] = ()
    supporting: tuple[Icd10CmCode, ...] = ()
    states: tuple[str, ...] = ()
    state: str | None = None

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
    states: Mapping[str, Sequence[str]] | None = None,
    state: str | None = None,
) -> CoverageVerdict:
    """The verdict from the documents that name the procedure, and all the codes of those documents.

    ``states`` says where documents hold that do not say it themselves; one of which nobody says it holds anywhere.
    """
    named = {row.document_id for row in about.rows if row.code == code and row.role is CoverageRole.PROCEDURE}
    known: dict[str, CoverageDocument] = {}
    for document in documents.rows:
        if document.id in named and _in_force(document, day):
            places = tuple(sorted({*document.states, *(states or {}).get(document.id, ())}))
            known[document.id] = replace(document, states=places)
    holds = {name: one for name, one in known.items() if state is None or not one.states or state in one.states}
    everywhere = tuple(sorted({place for one in known.values() for place in one.states}))
    verdict = CoverageVerdict(code, tuple(diagnoses), CoverageFinding.NOT_LOADED, Basis(Table.COVERAGE, day))
    verdict = replace(verdict, states=everywhere, state=state)
    covered = [row for row in lists.rows if row.document_id in holds and row.role is CoverageRole.COVERED_DIAGNOSIS]
    if not covered:
        elsewhere = any(row.document_id in known for row in lists.rows) and known.keys() - holds.keys()
        return replace(verdict, finding=CoverageFinding.ELSEWHERE) if elsewhere else verdict
    editions = {row.source.edition_id for row in covered}
    edition = next((edition for edition in about.editions if edition.id in editions), None)
    found = tuple(holds[name] for name in sorted({row.document_id for row in covered}))
    counts = tuple(len({row.code for row in covered if row.document_id == document.id}) for document in found)
    codes = dict.fromkeys(sorted(row.code for row in covered if isinstance(row.code, Icd10CmCode)))
    refused = {
        row.code for row in lists.rows if row.document_id in holds and row.role is CoverageRole.NOT_COVERED_DIAGNOSIS
    }
    verdict = replace(
        verdict,
        basis=Basis(Table.COVERAGE, day, edition),
        documents=found,
        counts=counts,
        supporting=tuple(codes),
        listed=tuple(diagnosis for diagnosis in diagnoses if diagnosis in codes),
        excluded=tuple(one for one in diagnoses if one in refused and one not in codes),
    )
    if not diagnoses:
        return replace(verdict, finding=CoverageFinding.LISTS)
    if verdict.excluded:
        return replace(verdict, finding=CoverageFinding.EXCLUDED)
    if len(verdict.listed) == len(diagnoses):
        return replace(verdict, finding=CoverageFinding.LISTED)
    return replace(verdict, finding=CoverageFinding.SOME_LISTED if verdict.listed else CoverageFinding.NOT_LISTED)


def _in_force(document: CoverageDocument, day: date) -> bool:
    begun = document.effective is None or document.effective <= day
    return begun and (document.retired is None or day <= document.retired)
