"""A claim check as a table: each line with its result and what to look at, the verdicts that decide it cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import Part
from assistant.answering.compose.draft import Block, cite
from assistant.answering.compose.relations import decided_for
from assistant.answering.findings import Findings
from assistant.answering.gather.records import rule_reference
from assistant.rules.claim.decide import ClaimCheck, LineCheck, LineResult
from assistant.rules.verdict import Stance, Verdict, as_of, bold
from assistant.understand.query import Query

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
_MOST_TOLD = 2
# Of what was not read, so much stands in the first sentence.
_MOST_SHOWN, _LONGEST_SHOWN = 3, 80


def claim(question: Query, findings: Findings) -> Iterator[Block]:
    """The result in a sentence, the table, then why for each verdict that asks for something."""
    check = findings.claim
    assert check is not None  # the intent is CLAIM only with one
    read = findings.numbers["claim"]
    yield Block(_headline(check.result, check, read), claim=False, verdict=True)
    yield Block("| Line | Code | Units | Result | What to look at |", claim=False, verdict=True)
    yield Block("|---|---|---|---|---|", "\n", claim=False, verdict=True)
    for item in check.checks:
        yield Block(_row(item, findings, read), "\n", verdict=True, stated=item.code not in findings.unknown)
    yield from beside(check, read)
    yield from decided_for(question, findings)
    yield from rows(check.checks, findings)


def beside(check: ClaimCheck, read: int) -> Iterator[Block]:
    """What was not read of a claim, the notes on it, and what was asked beside it."""
    for text in check.unread:
        yield Block(cite(f"Not read, so not checked: {_in_a_line(text)}", read), verdict=True)
    for note in check.notes:
        yield Block(cite(_in_a_line(note), read), verdict=True)
    for text in check.asked:
        yield Block(cite(f"Asked beside the claim, so ask it by itself: {_in_a_line(text)}", read), verdict=True)


def _headline(result: LineResult, check: ClaimCheck, read: int) -> str:
    """The result; what was not read is said with it, and then nothing is called clean."""
    left = not_read(check)
    if not left:
        return _SUMMARY[result]
    if result in (LineResult.DENIED, LineResult.ATTENTION):
        return cite(f"{_SUMMARY[result]} {left}", read)
    return cite(f"Not checked as a whole. {left} Of what was read, no loaded table objects to anything.", read)


def not_read(check: ClaimCheck) -> str:
    """What of the claim came to no line, in a sentence or two; the whole list stands below the table."""
    said: list[str] = []
    if check.unread:
        said.append(f"Not read, so not checked: {_few(check.unread)}.")
    if check.not_services:
        said.append(f"Not taken for a service: {_few(check.not_services)}.")
    if not check.whole and not said and check.asked:
        said.append(f"Left out as a question: {_few(check.asked)}.")
    return " ".join(said)


def _few(texts: Sequence[str]) -> str:
    shown = "; ".join(_in_a_line(text)[:_LONGEST_SHOWN].rstrip(" .?") for text in texts[:_MOST_SHOWN])
    rest = len(texts) - _MOST_SHOWN
    return f"{shown} and {rest} more" if rest > 0 else shown


def _in_a_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")


def _row(item: LineCheck, findings: Findings, read: int) -> str:
    label = str(item.number) if item.line else "Dx"
    code = item.line.text if item.line else str(item.code)
    if item.line and item.line.day and item.line.day != findings.day:
        code += f", {item.line.day}"
    units = str(item.line.units) if item.line else ""
    if item.near is not None:
        hint = f" Did you mean {', '.join(map(str, item.near))}?" if item.near else ""
        told = f"{bold(item.code)} is not in the loaded editions.{hint} [{read}]"
        return f"| {label} | {code} | {units} | **Unknown code** | {told} |"
    return f"| {label} | {code} | {units} | {_RESULTS[item.result]} | {told_at(item, findings)} [{read}] |"


def told_at(item: LineCheck, findings: Findings) -> str:
    """What a line asks for: the verdicts that decide it."""
    worth = item.asking
    told = " ".join(cite(_short(telling), _number(telling, findings)) for telling in worth[:_MOST_TOLD])
    return f"{told} And {len(worth) - _MOST_TOLD} more below." if len(worth) > _MOST_TOLD else told


def _short(telling: Verdict) -> str:
    """The verdict's sentences on one line; a bar would end the table's cell."""
    return as_of(telling.conclusion, telling.basis).replace("\n", " ").replace("|", "/")


def _number(telling: Verdict, findings: Findings) -> int:
    return findings.numbers[rule_reference(telling.key)]


def rows(checks: Sequence[LineCheck], findings: Findings) -> Iterator[Block]:
    """The row of each verdict that denies or asks for something, once; why it says so is in its source."""
    told: dict[tuple[str, str], Verdict] = {}
    for item in checks:
        for telling in item.asking:
            if telling.stance is not Stance.NOT_LOADED:
                told.setdefault((telling.title, telling.row), telling)
    if told:
        yield Block("**The rows they rest on**", claim=False, part=Part.DETAILS)
    for index, telling in enumerate(told.values()):
        text = f"{telling.title}: {telling.row}"
        lead = "\n\n- " if index == 0 else "\n- "
        yield Block(cite(text, _number(telling, findings)), lead, part=Part.DETAILS)
