"""A payer's answer (835) as a table: each line billed, paid and adjusted, and what mends what was not paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.answering.compose.claimed import claims
from assistant.answering.compose.draft import Block, cite
from assistant.answering.compose.relations import decided_for
from assistant.answering.findings import Findings
from assistant.rules.claim.decide import ClaimCheck
from assistant.understand.claims.files.adjusted import Remittance, Remitted, money
from assistant.understand.claims.text import ClaimText
from assistant.understand.query import Query

_MOST_NAMED = 4
DENIAL = "denials:"  # how the keys of their verdicts begin


def remittance(question: Query, findings: Findings) -> Iterator[Block]:
    """What was paid in a sentence, the table, then what was not read, notes, and the rows of the verdicts."""
    check, claim = findings.claim, question.claim
    assert check is not None  # the caller asked
    assert claim is not None
    assert claim.remittance is not None
    read = findings.numbers["claim"]
    yield Block(cite(_headline(claim, claim.remittance, check), read), verdict=True)
    yield Block("| Line | Billed | Units | Charge | Paid | Adjusted | What mends it |", claim=False, verdict=True)
    yield Block("|---|---|---|---|---|---|---|", "\n", claim=False, verdict=True)
    for line in claim.remittance.lines:
        yield Block(_row(line, check, findings, read), "\n", verdict=True)
    yield from claims.beside(check, read)
    yield from decided_for(question, findings)
    yield from claims.rows(check.checks, findings)


def _headline(claim: ClaimText, remitted: Remittance, check: ClaimCheck) -> str:
    whole = remitted.claim
    said = [f"Paid {money(whole.paid)} of {money(whole.billed)}{f', {remitted.status}' if remitted.status else ''}."]
    denied = [line for line in remitted.lines if line.billed > 0 and line.paid <= 0]
    if denied:
        named = "; ".join(_named(line, claim) for line in denied[:_MOST_NAMED])
        rest = f" and {len(denied) - _MOST_NAMED} more" if len(denied) > _MOST_NAMED else ""
        count = f"{len(denied)} of {len(remitted.lines)} lines" if len(remitted.lines) > 1 else "The line"
        said.append(f"{count} unpaid: {named}{rest}.")
    if whole.adjustments:
        said.append(f"The whole claim was adjusted: {whole.adjusted}.")
    if remitted.patients_share:
        said.append(f"The patient's share is {money(remitted.patients_share)}.")
    return " ".join((*said, claims.not_read(check))).strip()


def _named(line: Remitted, claim: ClaimText) -> str:
    code = claim.lines[line.line - 1].text if line.line else "a line without a code"
    reasons = ", ".join((*(one.label for one in line.adjustments), *line.remarks))
    return f"{code} ({reasons})" if reasons else code


def _row(line: Remitted, check: ClaimCheck, findings: Findings, read: int) -> str:
    amounts = f"{money(line.billed)} | {money(line.paid)} | {line.adjusted}"
    if not line.line:
        return f"| - | no code | | {amounts} | [{read}] |"
    item = check.lines[line.line - 1]
    assert item.line is not None  # a line of the claim
    code = item.line.text
    if item.line.day and item.line.day != findings.day:
        code += f", {item.line.day}"
    if line.paid_as:
        code += f" (paid as {line.paid_as})"
    if item.near is not None:
        told = "This code is not in the loaded editions."
    else:
        denials_first = sorted(item.tellings, key=lambda telling: not telling.key.startswith(DENIAL))
        told = claims.told_at(replace(item, tellings=tuple(denials_first)), findings)
    return f"| {item.number} | {code} | {item.line.units} | {amounts} | {told} [{read}] |"
