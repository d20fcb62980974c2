"""A verdict: what one rule or procedure decided, as data, with the words that say it. Pure.

A rule's ``words.py`` makes it: ``tell_...(finding) -> Verdict``. No module finds codes or rules in its sentences: what
it is about, what it denies and what it may name stand beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.rules.basis import GUIDANCE, Basis
from corpus.codes import Code, Modifier


class Stance(StrEnum):
    """What a verdict lets an answer say of its codes. An answer that says otherwise is corrected."""

    AFFIRMS = "affirms"  # yes: billable, within the limit, listed with its primary; or these codes
    CONDITIONS = "conditions"  # only with something: a modifier, a primary code, the payer's consent, records
    DENIES = "denies"  # no
    SILENT = "silent"  # the table has nothing on it, which is neither yes nor no
    NOT_LOADED = "not_loaded"  # the table that would say is not here


@dataclass(frozen=True, slots=True)
class Billed:
    """One claim line that a verdict concludes: a code with its modifiers and units."""

    code: Code
    units: int = 1
    modifiers: tuple[Modifier, ...] = ()

    def __str__(self) -> str:
        name = "-".join((str(self.code), *map(str, self.modifiers)))
        return name if self.units == 1 else f"{name} x{self.units}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict in plain sentences, without citations: the conclusion first, then why, then the row.

    ``key`` tells it from the other verdicts of one answer ("ptp:20610/99213"); its first part is the rule. ``title``
    heads its evidence. ``conclusion`` is at most two sentences. ``row`` names the table row or the published guidance,
    its edition and dates; where nothing was found it names what was searched. ``locator`` is the place in the edition.

    ``about`` are the codes it decides on, ``denies`` those of them that it turns down, ``told_at`` those at whose line
    of a claim it is told (all of ``about`` where it is empty), ``mentions`` all codes that its words name. ``billed``
    are the lines it concludes, in order. ``missing`` are the facts it would need, by name.
    ``checked`` says in a few words what was looked at where nothing is objected to ("1 unit within the MUE of 4").
    ``bare`` says what decides without its yes or no, for a question that asks the other way round. ``mend`` is what
    would mend a claim line that it denies or holds under a condition, as a clause without bold and full stop; empty
    where nothing does.
    ``rests_on`` are the places (start, end) of the question that it used: of several verdicts the one that accounts for
    most of what was told leads.
    """

    key: str
    title: str
    stance: Stance
    conclusion: str
    reasons: tuple[str, ...]
    row: str
    mentions: frozenset[Code]
    basis: Basis
    locator: str
    about: frozenset[Code] = frozenset()
    denies: frozenset[Code] = frozenset()
    told_at: frozenset[Code] = frozenset()
    billed: tuple[Billed, ...] = ()
    missing: tuple[str, ...] = ()
    bare: str = ""
    mend: str = ""
    checked: str = ""
    rests_on: tuple[tuple[int, int], ...] = field(default=(), compare=False)

    @property
    def rule(self) -> str:
        """The rule or procedure that decided: "ptp", "add-on", "lesions" ..."""
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict shown in this answer, with its evidence number."""

    verdict: Verdict
    number: int

    @property
    def about(self) -> frozenset[Code]:
        """The codes the verdict decides on, not all that its words may name."""
        return self.verdict.about

    @property
    def rule(self) -> str:
        return self.verdict.rule


def bold(code: Code) -> str:
    """A code as words show it."""
    return f"**{code}**"


def either(options: Iterable[object], most: int = 8) -> str:
    """Options in a row: "A, B or C"; past ``most`` the number of the others, "A, B or one of 4 more"."""
    names = [str(option) for option in options]
    shown, rest = names[:most], len(names) - most
    if rest > 0:
        return f"{', '.join(shown)} or one of {rest} more"
    return f"{', '.join(shown[:-1])} or {shown[-1]}" if len(shown) > 1 else "".join(shown)


def edition_title(basis: Basis) -> str:
    """The edition by name, or the table where none is loaded."""
    return basis.edition.title if basis.edition else str(basis.table)


def edition_phrase(basis: Basis) -> str:
    """How a verdict names its edition: "NCCI PTP edits, practitioner, 2026 Q3", and that it does not cover the day."""
    if basis.edition is None:
        return f"{basis.table}: no edition is loaded"
    if basis.covers:
        return basis.edition.title
    begins, ends = basis.edition.effective_from, basis.edition.effective_to
    if begins and basis.day < begins:
        return f"{basis.edition.title}, which begins on {begins}, after the date of service {basis.day}"
    if ends and ends < basis.day:
        return f"{basis.edition.title}, which ended on {ends}, before the date of service {basis.day}"
    return basis.edition.title


_YES_OR_NO = re.compile(r"(?:\*\*)?(?P<answer>Yes|No)\b(?:\*\*)?(?P<stop>[.:] )?")


def as_of(said: str, basis: Basis) -> str:
    """What a verdict says, with the day it is true of where no edition of the date of service is loaded.

    "As of 2026-09-30: yes; no edition for 2026-11-30 is loaded. ..." Never a bare yes; guidance has no end of its own.
    """
    edition = basis.edition
    if edition is None or basis.covers or basis.table is GUIDANCE:
        return said
    ended = edition.effective_to if edition.effective_to and edition.effective_to < basis.day else None
    answer = _YES_OR_NO.match(said)
    if ended is None:
        lead = f"No edition for {basis.day} is loaded; as of {edition.effective_from}"
        return f"{lead}: {said[:1].lower() + said[1:] if answer else said}"
    if answer and answer["stop"]:
        rest = said[answer.end() :]
        return f"As of {ended}: {answer['answer'].lower()}; no edition for {basis.day} is loaded. {rest}"
    if answer:
        return f"As of {ended}, with no edition for {basis.day} loaded: {said[:1].lower() + said[1:]}"
    return f"As of {ended}: {said}"
