"""Policies of invented payers as blocks, with the exact text and cells that a reader must give. Drawn by a seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

PAYERS = ("Larkfield Health Plan", "Ostermoor Mutual", "Tidewell Care Network", "Brackenridge Benefit Trust")
SUBJECTS = ("Telehealth", "Joint Injection", "Sleep Study", "Infusion", "Bilateral Surgery", "Vaccine", "Imaging")
CODES = ("99213", "20610", "95810", "96360", "27447", "90471", "72148", "64483", "97110", "97140", "G0399", "J3301")
SETTINGS = ("Office", "Hospital outpatient", "Surgical centre", "Home", "Nursing facility")
ANSWERS = ("Required", "Not required", "Covered", "Not covered", "", "By report")
SENTENCES = (
    "The plan does not pay {a} on the same day as {b} unless the record shows two separate sites.",
    "Claims for {a} must carry modifier {m} when the service is given beside {b}.",
    "Prior authorization is not needed for {a}, but it is needed for {b} after the third visit of a year.",
    "A provider may ask for review of a denied {a} within {n} days of the notice.",
    "The limit of {a} is {n} units for each member and year, counted over all providers.",
    "Records for {b} must name the clinician, the time spent and the reason for the service.",
    "{a} is paid at the contracted rate and never at the facility rate when done at home.",
    "Modifier {m} on {b} is accepted only from providers who enrolled before the date of service.",
)


@dataclass(frozen=True, slots=True)
class Head:
    """A heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. ``gone`` stands in the file at ``at`` words, as struck or deleted text, and must not be read."""

    text: str
    gone: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """A paragraph in which a note mark stands directly behind a code: "90714¹"."""

    before: str
    mark: str
    after: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A table: names of columns (``over`` names several at once), rows in full. ``down`` are cells merged with those above."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    over: tuple[tuple[str, int], ...] = ()
    down: frozenset[tuple[int, int]] = frozenset()

    def names(self) -> list[str]:
        """The full name of each column."""
        if not self.over:
            return list(self.headers)
        above = [label for label, width in self.over for _ in range(width)]
        return [
            f"{top} / {name}" if top and top != name else name for top, name in zip(above, self.headers, strict=True)
        ]


Block = Head | Para | Marked | Tab


@dataclass(slots=True)
class Policy:
    """One document as it should be read."""

    title: str
    blocks: list[Block] = field(default_factory=list)

    def words(self) -> list[str]:
        """The words of its running text in order, tables aside."""
        return [word for block in self.blocks for word in _words(block)]

    def cells(self) -> Counter[tuple[str, str, str]]:
        """(first cell of the row, name of the column, value) of every cell."""
        found: Counter[tuple[str, str, str]] = Counter()
        for block in self.blocks:
            if isinstance(block, Tab):
                names = block.names()
                for row in block.rows:
                    found.update((row[0], name, value or "(blank)") for name, value in zip(names, row, strict=True))
        return found


def _words(block: Block) -> list[str]:
    match block:
        case Head(text) | Para(text):
            return text.split()
        case Marked(before, mark, after):
            return [*before.split(), "(note", f"{mark})", *after.split()]
        case _:
            return []


class Author:
    """Writes policies; the same seed writes the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def policy(self, sections: int = 3) -> Policy:
        """A policy of a few headed sections, each with paragraphs and now and then a table."""
        pick = self.random
        payer = pick.choice(PAYERS)
        made = Policy(f"{payer.split()[0]} {pick.choice(SUBJECTS)} Policy {pick.randint(2, 98)}")
        made.blocks += [Head(made.title), Para(f"{payer} publishes this policy for its participating providers.")]
        for number in range(1, sections + 1):
            made.blocks.append(Head(f"Part {number} {pick.choice(('Payment', 'Limits', 'Records', 'Review'))}"))
            made.blocks += [Para(self.paragraph()) for _ in range(pick.randint(1, 3))]
            if pick.random() < 0.7:
                made.blocks.append(self.table())
        return made

    def sentence(self) -> str:
        first, second = self.random.sample(CODES, 2)
        values = {
            "a": first,
            "b": second,
            "m": self.random.choice(("25", "59", "50", "LT")),
            "n": self.random.randint(2, 90),
        }
        return self.random.choice(SENTENCES).format(**values)

    def paragraph(self, most: int = 4) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(2, most)))

    def table(self, rows: int | None = None) -> Tab:
        """A grid of codes by setting, a fee table, or codes with a sentence each."""
        pick = self.random
        codes = pick.sample(CODES, rows or pick.randint(3, 7)) if (rows or 0) <= len(CODES) else self._many(rows or 0)
        kind = pick.choice(("grid", "fees", "texts"))
        if kind == "grid":
            settings = pick.sample(SETTINGS, 3)
            return Tab(("Code", *settings), tuple((c, *(pick.choice(ANSWERS) for _ in settings)) for c in codes))
        if kind == "fees":
            rates = tuple(
                (c, *(f"{pick.uniform(9, 900):.2f}" for _ in range(3)), str(pick.randint(1, 9))) for c in codes
            )
            return Tab(("Code", "Office rate", "Facility rate", "Home rate", "Units"), rates)
        return Tab(("Code", "Requirement"), tuple((c, self.sentence()) for c in codes))

    def merged(self) -> Tab:
        """A table with a place that holds for several rows, and a name over two columns."""
        pick = self.random
        rows: list[tuple[str, ...]] = []
        down: set[tuple[int, int]] = set()
        for place in pick.sample(SETTINGS, 2):
            for number, code in enumerate(pick.sample(CODES, pick.randint(2, 3))):
                if number:
                    down.add((len(rows), 0))
                rows.append((place, code, pick.choice(ANSWERS), str(pick.randint(1, 9))))
        over = (("Place", 1), ("Code", 1), ("Rule of the plan", 2))
        return Tab(("Place", "Code", "Authorization", "Units"), tuple(rows), over, frozenset(down))

    def marked(self) -> Marked:
        code = self.random.choice(CODES)
        return Marked(f"The first dose of {code}", str(self.random.randint(1, 3)), "is limited to one a year.")

    def _many(self, count: int) -> list[str]:
        return [str(97000 + number) for number in range(count)]


def paragraphs_of(policy: Policy) -> Iterator[str]:
    """The texts of a policy's paragraphs and headings."""
    return (block.text for block in policy.blocks if isinstance(block, (Head, Para)))
