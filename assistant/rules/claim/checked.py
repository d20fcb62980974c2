"""A claim and what was decided of it, line by line: what a screen, a file or a program shows of a check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from assistant.rules.claim.decide import ClaimCheck, LineResult
from assistant.rules.verdict import Verdict
from assistant.understand.circumstances.payers import Payer
from assistant.understand.claims.text import ClaimText
from corpus.editions import Edition
from corpus.relations import Setting


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


@dataclass(frozen=True, slots=True)
class Told:
    """What is said once of all claims of a file: it counts where a claim does not say it itself; None says nothing."""

    day: date | None = None
    setting: Setting | None = None
    payer: Payer | None = None
    payer_name: str = ""
    state: str | None = None
    locality: str | None = None
    zip_code: str | None = None

    def of(self, claim: ClaimText) -> ClaimText:
        """The claim with this beside what it says."""
        own = claim.circumstances
        said = replace(own, setting=own.setting or self.setting)
        if not (own.state or own.zip_code):
            said = replace(said, state=self.state, locality=self.locality, zip_code=self.zip_code)
        if own.payer is None:
            said = replace(said, payer=self.payer, payer_name=self.payer_name)
        return replace(claim, day=claim.day or self.day, circumstances=said)


def editions_of(checked: Iterable[CheckedClaim]) -> tuple[Edition, ...]:
    """The editions that the verdicts rest on, each once, by name."""
    found = {verdict.basis.edition for claim in checked for verdict in claim.verdicts if verdict.basis.edition}
    return tuple(sorted(found, key=lambda edition: edition.title))


def counts_of(checked: Iterable[CheckedClaim]) -> dict[LineResult, int]:
    """How many lines and diagnoses have which result, every result named, the worst first."""
    counted = Counter(item.result for claim in checked for item in claim.check.checks)
    return {result: counted[result] for result in LineResult}
