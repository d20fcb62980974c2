"""A whole claim: what the verdicts on its lines, pairs and diagnoses come to, line by line. Pure.

in no loaded edition, or any verdict denies     -> DENIED
else any that holds only under a condition      -> ATTENTION
else any whose table is not loaded, or unread   -> NOT_FULLY_CHECKED
else                                            -> NO_OBJECTION, which is not a promise of payment
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from assistant.rules.verdict import Stance, Verdict, either
from assistant.understand.claims.line import ClaimLine
from corpus.codes import Code, Icd10CmCode


class LineResult(StrEnum):
    """What the loaded tables come to for one line."""

    DENIED = "denied"
    ATTENTION = "attention"
    NOT_FULLY_CHECKED = "not_fully_checked"
    NO_OBJECTION = "no_objection"


@dataclass(frozen=True, slots=True)
class LineCheck:
    """One line of the result. ``number`` counts service lines from 1 and is 0 for a diagnosis.

    ``tellings`` are the verdicts that speak of it, those that decide the result first. ``near`` is None for a code that
    a loaded edition has; for one that none has it holds the codes of nearly the same number.
    """

    number: int
    line: ClaimLine | None
    diagnosis: Icd10CmCode | None
    result: LineResult
    tellings: tuple[Verdict, ...]
    near: tuple[Code, ...] | None = None

    @property
    def asking(self) -> tuple[Verdict, ...]:
        """The verdicts that ask for something to be done, those that deny first."""
        return tuple(telling for telling in self.tellings if telling.stance in _ASKING)

    @property
    def mends(self) -> tuple[str, ...]:
        """What would mend it, as clauses, each once."""
        if self.near is not None:
            meant = f": {either(self.near)} may be meant" if self.near else ""
            return (f"check the number of {self.code}{meant}",)
        return tuple(dict.fromkeys(telling.mend for telling in self.asking if telling.mend))

    @property
    def code(self) -> Code:
        code = self.line.code if self.line else self.diagnosis
        assert code is not None  # a check is of a line or of a diagnosis
        return code


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """The whole claim as it was read and decided.

    ``unread`` came to no field, ``not_services`` has the form of a code and came to no line, ``asked`` are questions
    beside the claim, ``notes`` what was read otherwise than it is written. ``whole`` is False where any of this hides
    what may be a service.
    """

    lines: tuple[LineCheck, ...]
    diagnoses: tuple[LineCheck, ...]
    unread: tuple[str, ...] = ()
    not_services: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    whole: bool = True

    @property
    def checks(self) -> tuple[LineCheck, ...]:
        return self.lines + self.diagnoses

    @property
    def result(self) -> LineResult:
        """The worst of all lines; at best not fully checked where not everything was read."""
        results = [check.result for check in self.checks]
        if self.unread or not self.whole:
            results.append(LineResult.NOT_FULLY_CHECKED)
        return min(results, key=list(LineResult).index, default=LineResult.NOT_FULLY_CHECKED)


# What decides comes first; an affirmation or a silence explains nothing that needs doing.
_WEIGHT = [Stance.DENIES, Stance.CONDITIONS, Stance.NOT_LOADED, Stance.AFFIRMS, Stance.SILENT]
_ASKING = (Stance.DENIES, Stance.CONDITIONS, Stance.NOT_LOADED)
_RESULTS = {
    Stance.DENIES: LineResult.DENIED,
    Stance.CONDITIONS: LineResult.ATTENTION,
    Stance.NOT_LOADED: LineResult.NOT_FULLY_CHECKED,
}


def check_claim(
    lines: Sequence[ClaimLine],
    diagnoses: Sequence[Icd10CmCode],
    tellings: Iterable[Verdict],
    concerns: Callable[[Verdict], frozenset[Code]],
    unread: Sequence[str] = (),
    at: Callable[[Verdict], frozenset[int]] | None = None,
    unknown: Mapping[Code, tuple[Code, ...]] = MappingProxyType({}),
) -> ClaimCheck:
    """Puts every verdict beside the lines it is about. ``concerns`` gives the codes that a verdict decides on.

    ``at`` gives the numbers of the lines that it is told at, where two lines of one code differ; none for a diagnosis.
    ``unknown`` are the codes that no loaded edition has, each with those of nearly the same number.
    """
    about = [(telling, concerns(telling), at(telling) if at else None) for telling in tellings]

    def of(code: Code, number: int = 0) -> tuple[Verdict, ...]:
        found = [
            telling for telling, codes, numbers in about if (number in numbers if number and numbers else code in codes)
        ]
        return tuple(sorted(found, key=lambda telling: _WEIGHT.index(telling.stance)))

    def result(code: Code, decided: LineResult) -> LineResult:
        return LineResult.DENIED if code in unknown else decided

    of_lines = []
    for number, line in enumerate(lines, start=1):
        told = of(line.code, number)
        decided = result(line.code, _of_line(line, told))
        of_lines.append(LineCheck(number, line, None, decided, told, unknown.get(line.code)))
    of_diagnoses = []
    for code in dict.fromkeys(diagnoses):
        told = of(code)
        of_diagnoses.append(LineCheck(0, None, code, result(code, result_of(told)), told, unknown.get(code)))
    return ClaimCheck(tuple(of_lines), tuple(of_diagnoses), tuple(unread))


def _of_line(line: ClaimLine, tellings: Sequence[Verdict]) -> LineResult:
    """What the verdicts on a line come to; a line of which a piece was not read is not fully checked."""
    result = result_of(tellings)
    return LineResult.NOT_FULLY_CHECKED if line.unread and result is LineResult.NO_OBJECTION else result


def result_of(tellings: Sequence[Verdict]) -> LineResult:
    """What the verdicts on one line come to; a line that no rule speaks of was not checked."""
    if not tellings:
        return LineResult.NOT_FULLY_CHECKED
    worst = min((telling.stance for telling in tellings), key=_WEIGHT.index)
    return _RESULTS.get(worst, LineResult.NO_OBJECTION)
