"""The composer's output and the few phrases its parts share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import AnswerKind, Part
from assistant.rules.verdict import Ruling
from corpus.codes import Code

PARAGRAPH = "\n\n"
BULLET = "\n- "


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that is grounded and shown as one: ``lead`` stands before it.

    ``claim`` is False for what says nothing about coding ("Which one do you mean?"), which needs no citation.
    ``verdict`` marks what a rule decided: it is shown also where a model drafts the rest. ``part`` is where it stands.
    ``stated`` is what the evidence it cites was made of, a verdict or the rows of a list: nothing can be struck in it.
    """

    text: str
    lead: str = PARAGRAPH
    claim: bool = True
    verdict: bool = False
    part: Part = Part.BODY
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed answer. ``listed`` are the codes it offers, in order, for "the first one" to point at."""

    kind: AnswerKind
    blocks: tuple[Block, ...]
    listed: tuple[Code, ...] = ()
    warnings: tuple[str, ...] = ()

    def verdicts(self) -> tuple[Block, ...]:
        """What was decided by rule, as far as it is in sight."""
        return tuple(block for block in self.blocks if block.verdict and block.part is not Part.DETAILS)

    def seen(self) -> tuple[Block, ...]:
        """What is in sight."""
        return tuple(block for block in self.blocks if block.part is not Part.DETAILS)

    def details(self) -> tuple[Block, ...]:
        """What is under the fold."""
        return tuple(block for block in self.blocks if block.part is Part.DETAILS)


def cite(text: str, *numbers: int) -> str:
    """The text with its citations: ``cite("A.", 1, 2) == "A. [1][2]"``."""
    return f"{text} {''.join(f'[{number}]' for number in dict.fromkeys(numbers))}"


def stated(text: str, ruling: Ruling, lead: str, part: Part) -> Block:
    """What a verdict says, cited."""
    return Block(cite(text, ruling.number), lead, verdict=True, part=part, stated=True)


def join_codes(codes: Iterable[Code], last: str = "and") -> str:
    """ "A", "A and B", "A, B and C"."""
    names = [str(code) for code in codes]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def bullets(items: Sequence[str]) -> Iterator[Block]:
    """A bullet list; the first bullet is set off by a paragraph."""
    for index, item in enumerate(items):
        yield Block(item, "\n\n- " if index == 0 else BULLET)
