"""What is asked of the answer itself: why, from where, whether it stands, which of two codes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import Part
from assistant.answering.compose.draft import Block, cite
from assistant.answering.compose.polarity import without_answer
from assistant.answering.findings import Findings
from assistant.rules.ptp.modifiers import is_visit
from assistant.rules.verdict import Ruling, Stance, Verdict, as_of, bold
from assistant.understand.query import AboutAnswer, Query
from corpus.codes import Code, Modifier
from corpus.relations import ProcedureCode

_EDITS = frozenset({"ptp"})
_IN_FORCE = frozenset({Stance.DENIES, Stance.CONDITIONS})
_OF_A_VISIT = Modifier("25")
# The preventive visit beside a problem visit takes no modifier 25.
_PREVENTIVE = ("9938", "9939")


def said_of_answer(question: Query, findings: Findings, lead: Ruling) -> list[Block]:
    """What leads the answer where its answer is asked about; empty where nothing is, or nothing can be said."""
    match question.of_answer:
        case AboutAnswer.SOURCE:
            return [_block(f"From {_row(lead.verdict)}", lead)]
        case AboutAnswer.SURE:
            return [_block(f"It stands on {_row(lead.verdict)}", lead)]
        case AboutAnswer.WHY:
            return [_block(_why(lead.verdict), lead), _block(f"From {_row(lead.verdict)}", lead)]
        case AboutAnswer.WHICH:
            return [_block(said, ruling) for said, ruling in _which(question, findings.rulings, lead)][:2]
        case _:
            return []


def _block(said: str, ruling: Ruling) -> Block:
    return Block(cite(said, ruling.number), "\n\n", verdict=True, part=Part.CONCLUSION, stated=True)


def _row(verdict: Verdict) -> str:
    """The edition and the row, as a clause that ends the sentence."""
    row = verdict.row.strip()
    return row if row.endswith(".") else f"{row}."


def _why(verdict: Verdict) -> str:
    """What decides, without its yes or no, and the first reason."""
    said = as_of(verdict.bare or without_answer(verdict.conclusion), verdict.basis)
    return " ".join((said, *verdict.reasons[:1]))


def _which(question: Query, rulings: Sequence[Ruling], lead: Ruling) -> Iterator[tuple[str, Ruling]]:
    """The code of an edit that is paid and the one that takes the modifier; else the visit that takes 25."""
    edits = [one for one in rulings if one.rule in _EDITS and one.verdict.stance in _IN_FORCE]
    for ruling in edits:
        verdict = ruling.verdict
        if len(verdict.told_at) == 1 and len(verdict.about) == 2:
            (second,) = verdict.told_at
            (first,) = verdict.about - verdict.told_at
            mend = f" To have both: {verdict.mend}." if verdict.stance is Stance.CONDITIONS and verdict.mend else ""
            said = f"{bold(first)} is the one that is paid, {bold(second)} the one that is denied.{mend}"
            yield as_of(said, verdict.basis), ruling
    if not edits and _OF_A_VISIT in lead.verdict.mentions and len(visits := _problem_visits(question.codes)) == 1:
        yield f"{bold(visits[0])}: the modifier, {bold(_OF_A_VISIT)}, goes on the problem visit.", lead


def _problem_visits(codes: Sequence[Code]) -> list[Code]:
    visits = [code for code in codes if isinstance(code, ProcedureCode) and is_visit(code)]
    return [code for code in visits if not str(code).startswith(_PREVENTIVE)]
