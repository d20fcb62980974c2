"""A checked claim as a page and a spreadsheet show it: a row a line, the status as a word, what would mend it. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.rules.basis import Basis
from assistant.rules.claim.checked import CheckedClaim
from assistant.rules.claim.decide import LineCheck, LineResult
from assistant.rules.verdict import Stance, Verdict, as_of, edition_title
from assistant.serialization import plain
from assistant.understand.claims.files.adjusted import Remitted, money
from desk.pages.links import code_address

WORDS = {
    LineResult.DENIED: "denied",
    LineResult.ATTENTION: "needs attention",
    LineResult.NOT_FULLY_CHECKED: "not checked",
    LineResult.NO_OBJECTION: "fine",
}
# For the style sheet.
CLASSES = {
    LineResult.DENIED: "denied",
    LineResult.ATTENTION: "attention",
    LineResult.NOT_FULLY_CHECKED: "unchecked",
    LineResult.NO_OBJECTION: "fine",
}
# Of the fee schedule, what tells of an amount or why there is none; not that a code is not in it.
_TELLING = (Stance.AFFIRMS, Stance.CONDITIONS)
_PAIRS, _STATUS = "ptp", "validity"
_MOST_NAMED = 4
_DENIALS = "denials"  # the rule that explains a payer's reason codes: what an 835 is read for


@dataclass(frozen=True, slots=True)
class Reason:
    """What one verdict says, and the row with its edition; no row where no edition has the code."""

    conclusion: str
    row: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What would mend a line (empty where nothing does), and the verdicts that it would mend."""

    mend: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line or diagnosis. ``label`` is "3" or "Dx"; ``modifiers`` as written behind the code ("-25-59").

    ``missing`` says which tables do not reach the date of service, and why, in a sentence; ``checked`` what was looked
    at and objects to nothing; ``payer`` is what a remittance says of the line, ``amount`` what
    the fee schedule allows where a place was told.
    """

    label: str
    code: str
    address: str
    modifiers: str
    units: str
    day: str
    result: LineResult
    said: tuple[Said, ...]
    mends: tuple[str, ...]
    missing: str
    checked: str
    payer: str
    amount: str

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(reason for said in self.said for reason in said.reasons)


@dataclass(frozen=True, slots=True)
class Block:
    """One claim with its rows. ``told`` are what was not read, notes and questions beside it, each a sentence."""

    title: str
    day: str
    result: LineResult
    rows: tuple[Row, ...]
    told: tuple[str, ...]
    whole: str


def block_of(checked: CheckedClaim, number: int) -> Block:
    """A claim as it is shown; one without a title is named by its ``number``."""
    check, remitted = checked.check, checked.claim.remittance
    of_lines = {line.line: line for line in remitted.lines} if remitted else {}
    amounts = checked.amounts or (None,) * len(check.lines)
    lines = [
        _row(item, checked.day, of_lines.get(item.number), amount)
        for item, amount in zip(check.lines, amounts, strict=True)
    ]
    told = (
        *(f"Not read, so not checked: {text}" for text in check.unread),
        *(f"Not taken for a service: {text}" for text in check.not_services),
        *check.notes,
        *(f"Asked beside the claim, so ask it in the chat: {text}" for text in check.asked),
    )
    return Block(
        checked.claim.title or f"Claim {number}",
        checked.day.isoformat(),
        check.result,
        (*lines, *(_row(item, checked.day, None, None) for item in check.diagnoses)),
        told,
        _whole(remitted.claim, remitted.status) if remitted else "",
    )


def _row(item: LineCheck, day: date, remitted: Remitted | None, amount: Verdict | None) -> Row:
    line = item.line
    asking = [verdict for verdict in item.asking if verdict.stance is not Stance.NOT_LOADED]
    asking.sort(key=lambda verdict: verdict.rule != _DENIALS)
    said: dict[str, list[Reason]] = {}
    if item.near is not None:
        said[item.mends[0]] = [Reason(f"{item.code} is in no loaded edition.")]
    for verdict in asking:
        said.setdefault(verdict.mend, []).append(_reason(verdict))
    return Row(
        str(item.number) if line else "Dx",
        str(item.code),
        code_address(item.code, line.day or day if line else day),
        "".join(f"-{modifier}" for modifier in line.modifiers) if line else "",
        str(line.units) if line else "",
        (line.day or day).isoformat() if line else "",
        item.result,
        tuple(Said(mend, tuple(reasons)) for mend, reasons in said.items()),
        item.mends,
        _missing(item),
        _checked(item),
        _of_payer(remitted) if remitted else "",
        plain(as_of(amount.conclusion, amount.basis)) if amount and amount.stance in _TELLING else "",
    )


def _missing(item: LineCheck) -> str:
    """ "Not checked for 2026-05-01: NCCI MUE, practitioner (the loaded edition ended on 2026-03-31)."; else empty."""
    missing = [verdict for verdict in item.tellings if verdict.stance is Stance.NOT_LOADED]
    said = dict.fromkeys(f"{_table(verdict)} ({_why_missing(verdict.basis)})" for verdict in missing)
    return f"Not checked for {missing[0].basis.day}: {'; '.join(said)}." if missing else ""


def _table(verdict: Verdict) -> str:
    """The table by name; where it is asked whether a code is one of the day, that too: any table may say it."""
    return f"whether it is a code of the day, {verdict.basis.table}" if verdict.rule == _STATUS else verdict.basis.table


def _why_missing(basis: Basis) -> str:
    edition = basis.edition
    if edition is None:
        return "not loaded"
    if basis.begins_later:
        return f"the first loaded edition begins on {edition.effective_from}"
    if edition.effective_to and edition.effective_to < basis.day:
        return f"the loaded edition ended on {edition.effective_to}"
    return "only a part of it is loaded"


def _checked(item: LineCheck) -> str:
    """ "Checked: a code of the day; no PTP edit with 20610 and 99213; 1 unit within the MUE of 4."; else empty."""
    said: dict[str, list[str]] = {}
    for verdict in item.tellings:
        # What became of an edit is worth telling also from an edition that has ended.
        of_row = verdict.rule == _PAIRS and bool(verdict.told_at)
        if verdict.checked and (verdict.stance in (Stance.AFFIRMS, Stance.SILENT) or of_row):
            others = said.setdefault(verdict.checked, [])
            if verdict.rule == _PAIRS:
                others += [str(code) for code in sorted(verdict.about, key=str) if code != item.code]
    told = [f"{what}{f' with {_together(others)}' if others else ''}" for what, others in said.items()]
    return f"Checked: {'; '.join(told)}." if told else ""


def _together(codes: Sequence[str]) -> str:
    """ "20610", "20610 and 99213"; past a few their number: "12 other codes"."""
    each = list(dict.fromkeys(codes))
    if len(each) > _MOST_NAMED:
        return f"{len(each)} other codes"
    return f"{', '.join(each[:-1])} and {each[-1]}" if len(each) > 1 else each[0]


def _reason(verdict: Verdict) -> Reason:
    return Reason(plain(as_of(verdict.conclusion, verdict.basis)), verdict.row, edition_title(verdict.basis))


def _whole(claim: Remitted, status: str) -> str:
    adjusted = f"; adjusted as a whole: {claim.adjusted}" if claim.adjusted else ""
    return f"The payer: paid {money(claim.paid)} of {money(claim.billed)}{f', {status}' if status else ''}{adjusted}."


def _of_payer(line: Remitted) -> str:
    paid_as = f", paid as {line.paid_as}" if line.paid_as else ""
    adjusted = f"; {line.adjusted}" if line.adjusted else ""
    return f"The payer: paid {money(line.paid)} of {money(line.billed)}{paid_as}{adjusted}."


# --- as a spreadsheet ---------------------------------------------------------------------------------------------

_HEADER = "claim,line,code,modifiers,units,date of service,status,what would mend it,why,rows".split(",")
# Spreadsheets take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(blocks: Sequence[Block], about: Iterable[str]) -> str:
    """All rows as a CSV, and below them the lines of ``about``: time, settings, editions."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    for block in blocks:
        writer.writerows(_cells(block))
    writer.writerow(())
    writer.writerows([_cell(line)] for line in about)
    return text.getvalue()


def _cells(block: Block) -> Iterator[list[str]]:
    for row in block.rows:
        why = [*([row.payer] if row.payer else []), *(reason.conclusion for reason in row.reasons)]
        why += filter(None, (row.missing, row.checked))
        cells = (
            block.title,
            row.label,
            row.code,
            row.modifiers.lstrip("-").replace("-", " "),
            row.units,
            row.day,
            WORDS[row.result],
            "; ".join(row.mends),
            " ".join(why),
            " ".join(reason.row for reason in row.reasons if reason.row),
        )
        yield list(map(_cell, cells))
    for told in block.told:
        yield [_cell(block.title), *[""] * 5, "not checked" if told.startswith("Not ") else "note", "", _cell(told), ""]


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
