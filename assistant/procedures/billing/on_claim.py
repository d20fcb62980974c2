"""What procedures say of a claim by its codes alone: G2211 beside modifier 25, diagnoses that say a thing twice. Pure.

A claim tells no case in words, so only those decisions are asked that need none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from assistant.procedures.diagnoses.diagnosis_order.additions import needless_beside
from assistant.procedures.diagnoses.diagnosis_order.listed import Tables
from assistant.procedures.diagnoses.diagnosis_order.words import tell_beside
from assistant.procedures.visits.g2211 import on_claim as g2211
from assistant.rules.claim.payers import another_payer
from assistant.rules.claim.verdicts import AtLines
from assistant.rules.verdict import Stance
from assistant.understand.claims.text import ClaimText
from corpus.codes import Code, Modifier
from corpus.relations import ProcedureCode


def procedure_verdicts(claim: ClaimText, unknown: Collection[Code], day: date) -> Iterator[AtLines]:
    """The verdicts, each at its lines; none on ``unknown`` codes. ``day`` is that of the lines without their own."""
    if not another_payer(claim.circumstances):  # G2211 is Medicare's
        yield from _complexity(claim, unknown, day)
    diagnoses = [str(code) for code in claim.diagnoses if code not in unknown]
    for addition in needless_beside(diagnoses, Tables(day)):
        if (verdict := tell_beside(addition, day)) is not None:
            yield AtLines(verdict)


def _complexity(claim: ClaimText, unknown: Collection[Code], day: date) -> Iterator[AtLines]:
    of_day: dict[date, dict[ProcedureCode, list[tuple[int, tuple[Modifier, ...]]]]] = {}
    for number, line in enumerate(claim.lines, start=1):
        if line.code not in unknown:
            of_day.setdefault(line.day or day, {}).setdefault(line.code, []).append((number, line.modifiers))
    for on, lines in of_day.items():
        row = g2211.beside_25({code: [one for _, one in found] for code, found in lines.items()}, on)
        if row is None:
            continue
        payable = "payable beside a preventive service" if row.stance is Stance.AFFIRMS else ""
        verdict = replace(row.on((g2211.CODE,), on), mend=g2211.mend(row), checked=payable)
        yield AtLines(replace(verdict, key=f"{verdict.key}:{on}"), frozenset(number for number, _ in lines[g2211.CODE]))
