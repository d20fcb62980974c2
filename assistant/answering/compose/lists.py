"""Whole lists and their lengths."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import AnswerKind, Part
from assistant.answering.compose.draft import Block, Draft, cite
from assistant.answering.compose.topics import found_codes
from assistant.answering.findings import Findings
from assistant.answering.gather.tallies import Tally
from assistant.rules.verdict import bold

NO_SUCH_LIST = (
    "I don't have that as a list. What can be listed: the codes of a category or range, add-on codes and their "
    "primaries, and what changed in a code set."
)
# Up to this many, each code has a line with its words; longer lists run on.
_A_LINE_EACH = 200
# Of those lines so many are in sight.
_IN_SIGHT = 30


def compose_list(findings: Findings) -> Draft:
    """The lists, each complete; an abstention where no table is loaded."""
    blocks = tuple(block for tally, number in findings.tallies for block in _blocks(tally, number))
    kind = AnswerKind.ANSWER if any(tally.loaded for tally, _ in findings.tallies) else AnswerKind.ABSTENTION
    listed = tuple(member.code for tally, _ in findings.tallies for member in tally.members)
    if findings.found:  # nothing of the subject changed: what there is of it is near all the same
        blocks += (Block("The nearest codes there are:", claim=False), *found_codes(findings))
    return Draft(kind, tuple(sorted(blocks, key=lambda block: block.part is Part.DETAILS)), listed=listed)


def _blocks(tally: Tally, number: int) -> Iterator[Block]:
    if not tally.loaded:
        yield Block(tally.headline, claim=False)
        return
    yield Block(cite(tally.headline, number), verdict=True, stated=True)
    for index, line in enumerate(tally.lines):
        yield Block(cite(line, number), "\n\n- " if index == 0 else "\n- ", verdict=True, stated=True)
    worded = len(tally.members) <= _A_LINE_EACH and any(member.words for member in tally.members)
    if worded:
        for index, member in enumerate(tally.members):
            text = f"{bold(member.code)}: {member.words}" if member.words else bold(member.code)
            seen = Part.BODY if index < _IN_SIGHT else Part.DETAILS
            lead = "\n\n- " if index in (0, _IN_SIGHT) else "\n- "
            yield Block(cite(text, number), lead, verdict=True, stated=True, part=seen)
        if (more := len(tally.members) - _IN_SIGHT) > 0:
            yield Block(f"The other {more:,} are in the details.", claim=False, verdict=True)
    elif tally.members:
        named = ", ".join(str(member.code) for member in tally.members)
        yield Block(cite(named, number), verdict=True, stated=True)
    if tally.left:
        yield Block(f"And {tally.left:,} more: ask for a narrower list to see them.", claim=False, verdict=True)
