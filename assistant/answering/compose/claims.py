"""A claim check as a table: each line with its result and what to look at, the verdicts that decide it cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.compose.draft import Block, cite
from assistant.answering.compose.relations import decided_for
from assistant.answering.findings import Findings
from assistant.answering.gather.records import rule_reference
from assistant.rules.claim.decide import LineCheck, LineResult
from assistant.rules.verdict import Stance, Verdict, as_of, bold
from assistant.understand.query import Query as Question

_RESULTS = {
    LineResult.DENIED: "**Denied as written**",
    LineResult.ATTENTION: "**Needs attention**",
    LineResult.NOT_FULLY_CHECKED: "Not fully checked",
    LineResult.NO_OBJECTION: "No objection found",
}
_SUMMARY = {
    LineResult.DENIED: "As written, something on this claim is denied by Medicare's edits or the code set's rules.",
    LineResult.ATTENTION: "This claim needs attention before it goes out: see what is asked for below.",
    LineResult.NOT_FULLY_CHECKED: "No loaded table objects, but not every table that would say is loaded.",
    LineResult.NO_OBJECTION: "No loaded table objects to this claim; that is not a promise of payment.",
}
# What asks for something to be done; the rest is in the sources.
_TOLD = (Stance.DENIES, Stance.CONDITIONS, Stance.NOT_LOADED)
_MOST_TOLD = 2


def claim(question: Question, findings: Findings) -> Iterator[Block]:
    """The result in a sentence, the table, then why for each verdict that asks for something."""
    check = findings.claim
    assert check is not None  # the intent is CLAIM only with one
    result = LineResult.DENIED if findings.unknown else check.result
    read = findings.numbers["claim"]
    yield Block(_SUMMARY[result], claim=False, verdict=True)
    yield Block("| Line | Code | Units | Result | What to look at |", claim=False, verdict=True)
    yield Block("|---|---|---|---|---|", "\n", claim=False, verdict=True)
    for item in check.checks:
        yield Block(_row(item, findings, read), "\n", verdict=True)
    for text in check.unread:
        yield Block(cite(f"Not read, so not checked: {text}", read), verdict=True)
    yield from _rows(check.checks, findings)
    yield from decided_for(question, findings)


def _row(item: LineCheck, findings: Findings, read: int) -> str:
    label = str(item.number) if item.line else "Dx"
    code = item.line.text if item.line else str(item.code)
    units = str(item.line.units) if item.line else ""
    if item.code in findings.unknown:
        near = findings.unknown[item.code]
        hint = f" Did you mean {', '.join(map(str, near))}?" if near else ""
        told = f"{bold(item.code)} is not in the loaded editions.{hint} [{read}]"
        return f"| {label} | {code} | {units} | **Unknown code** | {told} |"
    worth = _worth_telling(item)
    told = " ".join(cite(_short(telling), _number(telling, findings)) for telling in worth[:_MOST_TOLD])
    if len(worth) > _MOST_TOLD:
        told += f" And {len(worth) - _MOST_TOLD} more below."
    return f"| {label} | {code} | {units} | {_RESULTS[item.result]} | {told} [{read}] |"


def _worth_telling(item: LineCheck) -> Sequence[Verdict]:
    return [telling for telling in item.tellings if telling.stance in _TOLD]


def _short(telling: Verdict) -> str:
    """The verdict's sentences on one line; a bar would end the table's cell."""
    return as_of(telling.conclusion, telling.basis).replace("\n", " ").replace("|", "/")


def _number(telling: Verdict, findings: Findings) -> int:
    return findings.numbers[rule_reference(telling.key)]


def _rows(checks: Sequence[LineCheck], findings: Findings) -> Iterator[Block]:
    """The row of each verdict that denies or asks for something, once; why it says so is in its source."""
    told: dict[str, Verdict] = {}
    for item in checks:
        worth = [telling for telling in _worth_telling(item) if telling.stance is not Stance.NOT_LOADED]
        told.update({telling.key: telling for telling in worth})
    if told:
        yield Block("**The rows they rest on**", claim=False)
    for index, telling in enumerate(told.values()):
        text = f"{telling.title}: {telling.row}"
        yield Block(cite(text, _number(telling, findings)), "\n\n- " if index == 0 else "\n- ")
