"""A claim through every rule: which verdicts bear on its lines, pairs and diagnoses, line by line and day by day.

A PTP edit is decided for the two lines that it pairs, each with its own modifiers, and told at the line of column 2. An
MUE of MAI 1 is told at each line that is over it, one of MAI 2 or 3 at all lines of the code on that day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations

from assistant.rules.addon.words import tell_add_on
from assistant.rules.basis import GUIDANCE
from assistant.rules.claim.payers import another_payer, for_payer
from assistant.rules.diagnosis.decide import conflicts
from assistant.rules.diagnosis.pair_words import tell_pair
from assistant.rules.diagnosis.sequencing import SequenceFinding, sequencing
from assistant.rules.diagnosis.sequencing_words import tell_sequencing
from assistant.rules.engine import Decider
from assistant.rules.indicators.fields.words import FIELD
from assistant.rules.mue.decide import MueFinding
from assistant.rules.mue.words import tell_mue
from assistant.rules.verdict import Stance, Verdict
from assistant.understand.circumstances import Circumstances
from assistant.understand.claims.files.adjusted import Remittance, money
from assistant.understand.claims.line import ClaimLine
from assistant.understand.claims.text import ClaimText
from assistant.understand.query import Line
from corpus.codes import Code, Icd10CmCode
from corpus.relations import ProcedureCode, Setting

_WRONG_ORDER = frozenset({SequenceFinding.OUT_OF_ORDER, SequenceFinding.NEEDS_FIRST})
# Pairs grow with the square of the codes of a day; ``not_paired`` names those that come after so many.
_MOST_PAIRED = 30
# Among more codes than these a pair that no table has is not told: it would bury the others.
_FEW = 12
_CODE_LISTS = frozenset({"validity", "icd10cm"})


@dataclass(frozen=True, slots=True)
class AtLines:
    """A verdict and the numbers of the lines that it is told at, counted from 1; empty for one on diagnoses."""

    verdict: Verdict
    lines: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Told:
    """Verdicts under keys of their own: the same one of several lines once, at all of them."""

    found: dict[str, AtLines] = field(default_factory=dict)

    def add(self, verdict: Verdict, lines: Collection[int]) -> None:
        """A verdict at some lines. One of the same key that says something else gets a key of its own."""
        key, count = verdict.key, 1
        while (known := self.found.get(key)) is not None:
            if (known.verdict.conclusion, known.verdict.row) == (verdict.conclusion, verdict.row):
                self.found[key] = AtLines(known.verdict, known.lines | set(lines))
                return
            count += 1
            key = f"{verdict.key}#{count}"
        self.found[key] = AtLines(verdict if key == verdict.key else replace(verdict, key=key), frozenset(lines))


@dataclass(frozen=True, slots=True)
class _Day:
    """The lines of one date of service by code, each with its number."""

    day: date
    lines: dict[ProcedureCode, list[tuple[int, ClaimLine]]]

    def numbers(self, code: ProcedureCode) -> list[int]:
        return [number for number, _ in self.lines[code]]

    def every_line(self) -> Iterator[tuple[int, ClaimLine]]:
        for lines in self.lines.values():
            yield from lines


def claim_verdicts(claim: ClaimText, unknown: Collection[Code], day: date, decider: Decider) -> Iterator[AtLines]:
    """Every verdict on a claim: codes, add-on pairing and PTP edits, units, modifiers, diagnoses.

    ``day`` is that of the lines without their own. Codes that no loaded edition has are left out: no rule says anything
    of them, and the answer names them.
    """
    told = _Told()
    setting = claim.circumstances.setting
    days = _days(claim.lines, unknown, day)
    for of_day in days:
        decider.read_ahead(list(of_day.lines)[:_MOST_PAIRED], setting)
        for code in of_day.lines:
            if verdict := decider.status(code, of_day.day):
                told.add(verdict, of_day.numbers(code))
            if _is_of_the_fee_schedule(claim.circumstances):
                others = [other for other in of_day.lines if other != code]
                for verdict in decider.paid.never_on_claim(code, of_day.day, others):
                    told.add(verdict, of_day.numbers(code))
        for number, line in of_day.every_line():
            for verdict in decider.gone(line.modifiers, of_day.day):
                told.add(verdict, [number])
    for of_day in days:
        _pairs(told, of_day, setting, decider)
    for of_day in days:
        _units(told, of_day, setting, decider)
    for of_day in days:
        for code, lines in of_day.lines.items():
            for number, line in lines:
                for verdict in decider.modifiers(code, line.modifiers, of_day.day):
                    if verdict.rule != FIELD or verdict.stance is Stance.DENIES:  # where it belongs it mends nothing
                        told.add(verdict, [number])
    for one in told.found.values():
        yield AtLines(for_payer(_of_the_day(one.verdict), claim.circumstances), one.lines)
    known = [code for code in claim.diagnoses if code not in unknown]
    for verdict in decider.lists.of_patient(known, claim.circumstances, day):
        yield AtLines(for_payer(verdict, claim.circumstances))
    yield from (AtLines(_of_the_day(verdict)) for verdict in _of_diagnoses(known, day, decider))


def not_paired(claim: ClaimText, unknown: Collection[Code], day: date) -> tuple[str, ...]:
    """What is said of codes that were not compared with the others of their day, of which there are too many."""
    left = (code for of_day in _days(claim.lines, unknown, day) for code in list(of_day.lines)[_MOST_PAIRED:])
    return tuple(
        f"{code} was not compared with the other codes of its day: send at most {_MOST_PAIRED}." for code in left
    )


def _days(lines: Sequence[ClaimLine], unknown: Collection[Code], day: date) -> list[_Day]:
    days: dict[date, _Day] = {}
    for number, line in enumerate(lines, start=1):
        if line.code not in unknown:
            of_day = days.setdefault(line.day or day, _Day(line.day or day, {}))
            of_day.lines.setdefault(line.code, []).append((number, line))
    return list(days.values())


def _pairs(told: _Told, of_day: _Day, setting: Setting | None, decider: Decider) -> None:
    """Add-on codes beside the other codes of the day, then every two lines of different codes by the PTP edits."""
    codes = [code for code in of_day.lines if not decider.statuses.is_gone(code, of_day.day)]
    for code in codes:
        pairing = decider.pairing(code, of_day.day, [other for other in codes if other != code])
        if pairing.rows or pairing.fee_row:
            told.add(tell_add_on(pairing), of_day.numbers(code))
    for one, other in combinations(codes[:_MOST_PAIRED], 2):
        for first in dict.fromkeys(line.modifiers for _, line in of_day.lines[one]):
            for second in dict.fromkeys(line.modifiers for _, line in of_day.lines[other]):
                for verdict in decider.ptp(Line(one, first), Line(other, second), of_day.day, setting):
                    if len(of_day.lines) > _FEW and verdict.stance is Stance.SILENT:
                        continue
                    told.add(verdict, _paired(of_day, verdict, {one: first, other: second}))


def _paired(of_day: _Day, verdict: Verdict, modifiers: dict[ProcedureCode, tuple[object, ...]]) -> list[int]:
    """The lines that a PTP verdict is told at: those of column 2 with these modifiers, else both."""
    return [
        number
        for code, on_line in modifiers.items()
        if not verdict.told_at or code in verdict.told_at
        for number, line in of_day.lines[code]
        if line.modifiers == on_line
    ]


def _units(told: _Told, of_day: _Day, setting: Setting | None, decider: Decider) -> None:
    for code, lines in of_day.lines.items():
        for verdict in decider.mue(code, [line.units for _, line in lines], of_day.day, setting):
            if verdict.finding is not MueFinding.OVER_LINE or verdict.row is None:
                told.add(tell_mue(verdict), of_day.numbers(code))
                continue
            over = [number for number, line in lines if line.units > verdict.row.value]
            told.add(tell_mue(verdict), over)
            if within := [(number, line) for number, line in lines if number not in over]:
                others = [line.units for _, line in within]
                for other in decider.mue(code, others, of_day.day, verdict.setting):
                    told.add(tell_mue(other), [number for number, _ in within])


def _of_diagnoses(codes: Sequence[Code], day: date, decider: Decider) -> Iterator[Verdict]:
    diagnoses = [code for code in codes if isinstance(code, Icd10CmCode)]
    loaded = decider.diagnoses(diagnoses)
    yield from (decider.billable(code, day) for code in diagnoses)
    yield from (tell_pair(verdict) for verdict in conflicts(diagnoses, loaded, day))
    if diagnoses and (order := sequencing(diagnoses, loaded, day)).finding in _WRONG_ORDER:
        yield tell_sequencing(order)


def _is_of_the_fee_schedule(said: Circumstances) -> bool:
    """Whether Medicare's fee schedule decides: not for another payer, a hospital's own bill or a supplier."""
    return not another_payer(said) and said.setting in (None, Setting.PRACTITIONER)


def _of_the_day(verdict: Verdict) -> Verdict:
    """A yes, or a silence, of an edition that does not reach the day is, for a claim, a table that is not loaded.

    So is what a code list says under a condition: that it does not reach the day is the condition.
    """
    if verdict.basis.edition is None or verdict.basis.covers or verdict.basis.table is GUIDANCE:
        return verdict
    # That no indicator is about a modifier holds for every year.
    silent = verdict.stance is Stance.SILENT and verdict.rule != "modifier"
    waved_through = verdict.stance is Stance.AFFIRMS or silent
    as_listed = verdict.rule in _CODE_LISTS and verdict.stance is Stance.CONDITIONS
    return replace(verdict, stance=Stance.NOT_LOADED) if waved_through or as_listed else verdict


def claim_passage(claim: ClaimText, day: date) -> str:
    """The claim as it was read, line by line: what a reader compares with what was pasted."""
    lines = [f"Date of service {day}."]
    for number, line in enumerate(claim.lines, start=1):
        own = f", on {line.day}" if line.day and line.day != day else ""
        place = f", place of service {line.place}" if line.place else ""
        charge = f", ${line.charge}" if line.charge is not None else ""
        units = f"{line.units} {'unit' if line.units == 1 else 'units'}"
        lines.append(f"Line {number}: {line.text}, {units}{own}{place}{charge}.")
    if claim.remittance is not None:
        lines += _remitted(claim.remittance)
    if claim.diagnoses:
        lines.append(f"Diagnoses in order: {', '.join(map(str, claim.diagnoses))}.")
    lines += [f"{number.kind}: {number.value}" for number in claim.numbers]
    lines += claim.notes
    lines += [f"Not read: {text}" for text in claim.unread]
    lines += [f"Not taken for a service: {text}" for text in claim.not_services]
    lines += [f"Asked beside it: {text}" for text in claim.asked]
    return "\n".join(lines)


def _remitted(remittance: Remittance) -> Iterator[str]:
    """What the payer decided, line by line."""
    if remittance.status:
        yield f"The claim was {remittance.status}."
    yield f"The patient's share is {money(remittance.patients_share)}."
    for line in (remittance.claim, *remittance.lines):
        name = "The claim" if line is remittance.claim else f"Line {line.line}" if line.line else "No code"
        unpaid = ", unpaid" if line.billed > 0 and line.paid <= 0 else ""
        adjusted = line.adjusted or "not adjusted"
        yield f"{name}{unpaid}: billed {money(line.billed)}, paid {money(line.paid)}; {adjusted}."
