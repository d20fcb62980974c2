"""A pasted claim through every rule: which verdicts bear on its lines, pairs and diagnoses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from assistant.rules.diagnosis.decide import conflicts
from assistant.rules.diagnosis.pair_words import tell_pair
from assistant.rules.diagnosis.sequencing import SequenceFinding, sequencing
from assistant.rules.diagnosis.sequencing_words import tell_sequencing
from assistant.rules.engine import Decider
from assistant.rules.verdict import Ruling, Stance, Verdict
from assistant.understand.claims.text import ClaimText
from assistant.understand.query import Line
from corpus.codes import Code
from corpus.relations import ProcedureCode

_WRONG_ORDER = frozenset({SequenceFinding.OUT_OF_ORDER, SequenceFinding.NEEDS_FIRST})


def claim_verdicts(claim: ClaimText, unknown: Collection[Code], day: date, decider: Decider) -> Iterator[Verdict]:
    """Every verdict on a claim: codes, add-on pairing and PTP edits, units, modifiers, diagnoses.

    Codes that no loaded edition has are left out: no rule says anything of them, and the answer names them.
    """
    lines = [line for line in claim.lines if line.code not in unknown]
    setting = claim.circumstances.setting
    units: dict[ProcedureCode, list[int]] = {}
    for line in lines:
        units.setdefault(line.code, []).append(line.units)
    named = dict.fromkeys(modifier for line in lines for modifier in line.modifiers)
    yield from (_of_the_day(verdict) for code in units if (verdict := decider.status(code, day)))
    yield from decider.gone(named, day)
    yield from decider.together([Line(line.code, line.modifiers, line.units) for line in lines], day, setting)
    for code, counts in units.items():
        yield from decider.units(code, counts, day, setting)
    for code, modifiers in dict.fromkeys((line.code, line.modifiers) for line in lines):
        yield from decider.modifiers(code, modifiers, day)
    diagnoses = [code for code in claim.diagnoses if code not in unknown]
    loaded = decider.diagnoses(diagnoses)
    yield from (_of_the_day(decider.billable(code, day)) for code in diagnoses)
    yield from (tell_pair(verdict) for verdict in conflicts(diagnoses, loaded, day))
    if diagnoses and (order := sequencing(diagnoses, loaded, day)).finding in _WRONG_ORDER:
        yield tell_sequencing(order)


def _of_the_day(verdict: Verdict) -> Verdict:
    """A yes of an edition that does not reach the day is, for a claim, a table that is not loaded."""
    as_listed = verdict.stance in (Stance.AFFIRMS, Stance.CONDITIONS) and verdict.basis.edition is not None
    return replace(verdict, stance=Stance.NOT_LOADED) if as_listed and not verdict.basis.covers else verdict


def concerns(ruling: Ruling) -> frozenset[Code]:
    """The lines that a verdict is told at: a PTP edit at the line of column 2, which is the one it denies."""
    return ruling.verdict.told_at or ruling.about


def claim_passage(claim: ClaimText, day: date) -> str:
    """The claim as it was read, line by line: what a reader compares with what was pasted."""
    lines = [f"Date of service {day}."]
    for number, line in enumerate(claim.lines, start=1):
        lines.append(f"Line {number}: {line.text}, {line.units} {'unit' if line.units == 1 else 'units'}.")
    if claim.diagnoses:
        lines.append(f"Diagnoses in order: {', '.join(map(str, claim.diagnoses))}.")
    lines += [f"Not read: {text}" for text in claim.unread]
    return "\n".join(lines)
