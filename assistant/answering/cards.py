"""Named codes at a glance. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.answer import CodeCard
from assistant.answering.findings import Findings
from corpus.codes import Code, code_key
from corpus.editions import Edition
from corpus.records import CodeRecord, RecordStatus

# More cards than these push the answer off a phone's screen.
_MOST_CARDS = 4
_NAMED_RELATIVES = 8


def code_cards(codes: Iterable[Code], findings: Findings, editions: Mapping[str, Edition]) -> tuple[CodeCard, ...]:
    """A card for each loaded code, in order, each once."""
    loaded = [code for code in dict.fromkeys(codes) if code in findings.records]
    return tuple(_card(findings.records[code], findings, editions) for code in loaded[:_MOST_CARDS])


def _card(record: CodeRecord, findings: Findings, editions: Mapping[str, Edition]) -> CodeCard:
    return CodeCard(
        code=record.code,
        description=record.description,
        official=record.official,
        status=_status(record),
        edition=editions[record.source.edition_id].title,
        relations=tuple(_relations(record.code, findings)),
        citation=findings.numbers.get(code_key(record.code)),
    )


def _status(record: CodeRecord) -> str:
    if record.status is RecordStatus.BILLABLE:
        return "Billable"
    if record.status is RecordStatus.HEADER:
        return "Header: needs more characters"
    fact = next((fact for fact in record.facts if fact.name == "status"), None)
    return f"Medicare status {fact.value}" if fact else record.status.value.capitalize()


def _relations(code: Code, findings: Findings) -> Iterable[str]:
    verdict = findings.pairings.get(code)
    if verdict and verdict.primaries:
        yield f"Add-on code; primary: {_named(verdict.primaries)}"
    elif verdict and verdict.rows:
        yield "Add-on code; primary codes are the payer's to define"
    if (listing := findings.add_ons.get(code)) and listing.add_ons:
        yield f"Primary of add-on: {_named(listing.add_ons)}"


def _named(codes: tuple[Code, ...]) -> str:
    rest = f" and {len(codes) - _NAMED_RELATIVES} more" if len(codes) > _NAMED_RELATIVES else ""
    return ", ".join(map(str, codes[:_NAMED_RELATIVES])) + rest
