"""Coverage lists in words. A list supports medical necessity; it does not decide it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.rules.basis import Basis
from assistant.rules.basis.bringing import not_here
from assistant.rules.coverage.decide import CoverageFinding, CoverageVerdict
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from corpus.codes import Icd10CmCode
from corpus.mentions import find_codes
from corpus.relations import ProcedureCode, Table

_STANCES = {
    CoverageFinding.LISTS: Stance.CONDITIONS,
    CoverageFinding.LISTED: Stance.CONDITIONS,
    CoverageFinding.SOME_LISTED: Stance.CONDITIONS,
    CoverageFinding.NOT_LISTED: Stance.CONDITIONS,
    CoverageFinding.EXCLUDED: Stance.DENIES,
    CoverageFinding.ELSEWHERE: Stance.NOT_LOADED,
    CoverageFinding.NOT_LOADED: Stance.NOT_LOADED,
}


_MOST_SHOWN = 12
_MOST_PLACES = 10


def tell_coverage(verdict: CoverageVerdict) -> Verdict:
    """Which loaded documents cover a procedure, and whether the diagnoses are on their lists."""
    quoted = {mention.code for document in verdict.documents for mention in find_codes(document.title)}
    return Verdict(
        key=f"coverage:{verdict.code}",
        title=f"Coverage lists for {verdict.code}",
        stance=_STANCES[verdict.finding],
        conclusion=_verdict(verdict),
        reasons=tuple(_reasons(verdict)),
        row=_row(verdict),
        mentions=frozenset({verdict.code, *verdict.diagnoses, *_shown(verdict)} | quoted),
        about=frozenset({verdict.code}),
        basis=verdict.basis,
        locator=", ".join(document.id for document in verdict.documents),
    )


def tell_policy_of_payer(code: ProcedureCode, payer: str, day: date) -> Verdict:
    """What a payer with policies of its own covers is in none of the tables, Medicare's least of all."""
    return Verdict(
        key=f"coverage:{code}",
        title=f"Coverage of {code} by {payer}",
        stance=Stance.NOT_LOADED,
        conclusion=f"I don't have that: what {payer} covers stands in its own policies, and none of them is loaded.",
        reasons=(
            f"Medicare's coverage documents do not bind {payer}: look {bold(code)} up in its policies or portal.",
        ),
        row=f"{Table.COVERAGE}: not asked, as it is Medicare's.",
        mentions=frozenset({code}),
        about=frozenset({code}),
        basis=Basis(Table.COVERAGE, day),
        locator="",
    )


def _verdict(verdict: CoverageVerdict) -> str:
    code, names = f"**{verdict.code}**", ", ".join(document.id for document in verdict.documents)
    match verdict.finding:
        case CoverageFinding.NOT_LOADED:
            return f"I don't have a coverage document loaded that lists diagnoses for {code}."
        case CoverageFinding.LISTS:
            told = ", ".join(
                f"{count} {'diagnosis' if count == 1 else 'diagnoses'} in {document.id}"
                for document, count in zip(verdict.documents, verdict.counts, strict=True)
            )
            where = f" in {verdict.state}" if verdict.state else ""
            return f"Loaded coverage documents list what supports {code}{where}: {told}."
        case CoverageFinding.EXCLUDED:
            return f"No. {names} lists {_named(verdict.excluded)} as a diagnosis that does not support {code}."
        case CoverageFinding.ELSEWHERE:
            return (
                f"I don't have a coverage document for {code} in {verdict.state}: those loaded hold in "
                f"{', '.join(verdict.states)}."
            )
        case CoverageFinding.LISTED:
            return f"Listed: {_named(verdict.listed)} is among the diagnoses that {names} lists for {code}."
        case CoverageFinding.SOME_LISTED:
            return (
                f"Only in part: {_named(verdict.listed)} is among the diagnoses that {names} lists for {code}, "
                f"{_named(verdict.missing)} is not."
            )
        case _:
            return f"Not listed: {_named(verdict.missing)} is not among the diagnoses that {names} lists for {code}."


def _shown(verdict: CoverageVerdict) -> tuple[Icd10CmCode, ...]:
    return verdict.supporting[:_MOST_SHOWN] if verdict.finding is CoverageFinding.LISTS else ()


def _reasons(verdict: CoverageVerdict) -> Iterator[str]:
    if verdict.finding in (CoverageFinding.NOT_LOADED, CoverageFinding.ELSEWHERE):
        yield not_here(verdict.basis.table)
        return
    if verdict.finding is CoverageFinding.LISTS:
        more = len(verdict.supporting) - _MOST_SHOWN
        shown = ", ".join(map(str, _shown(verdict)))
        yield f"Among them: {shown}{f' and {more} more; name a diagnosis to ask for it' if more > 0 else ''}."
    yield "A listed diagnosis does not assure coverage: the record must show that the service was necessary."
    places = sorted({state for document in verdict.documents for state in document.states})
    if len(places) > _MOST_PLACES:
        yield f"Local coverage holds where its contractor pays: these are of {len(places)} states and territories."
    elif places:
        yield f"Local coverage holds where its contractor pays: the loaded copy is of {', '.join(places)}."


def _row(verdict: CoverageVerdict) -> str:
    edition = edition_phrase(verdict.basis)
    told = "; ".join(
        f"{document.id} {document.title}, {count} diagnoses"
        for document, count in zip(verdict.documents, verdict.counts, strict=True)
    )
    return f"{edition}: {told}." if told else f"{edition}."


def _named(codes: tuple[Icd10CmCode, ...]) -> str:
    return ", ".join(f"**{code}**" for code in codes)
