"""A claim and what was decided of it, line by line: what a screen, a file or a program shows of a check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.rules.claim.decide import ClaimCheck, LineResult
from assistant.rules.verdict import Verdict
from assistant.understand.claims.text import ClaimText
from corpus.editions import Edition


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """``day`` is the date of the lines without their own; ``verdicts`` are all, in the order of the check.

    ``amounts`` are what Medicare's fee schedule allows for each line where a place was told; else empty.
    """

    claim: ClaimText
    day: date
    check: ClaimCheck
    verdicts: tuple[Verdict, ...]
    amounts: tuple[Verdict | None, ...] = ()


def editions_of(checked: Iterable[CheckedClaim]) -> tuple[Edition, ...]:
    """The editions that the verdicts rest on, each once, by name."""
    found = {verdict.basis.edition for claim in checked for verdict in claim.verdicts if verdict.basis.edition}
    return tuple(sorted(found, key=lambda edition: edition.title))


def counts_of(checked: Iterable[CheckedClaim]) -> dict[LineResult, int]:
    """How many lines and diagnoses have which result, every result named, the worst first."""
    counted = Counter(item.result for claim in checked for item in claim.check.checks)
    return {result: counted[result] for result in LineResult}
