"""Which rules a question asks for, in the order its answer gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from assistant.deciding import Decider
from assistant.question import Line, Question
from assistant.rules.pairing import AddOnListing, PairingVerdict
from assistant.verdicts import Telling
from assistant.verdicts.pairing import tell_add_on, tell_add_ons, tell_primaries
from assistant.wording import Intent
from corpus.codes import Code
from corpus.records import CodeRecord
from corpus.relations import ProcedureCode


def verdicts_for(
    question: Question,
    subjects: Sequence[Code],
    records: Mapping[Code, CodeRecord],
    pairings: Mapping[Code, PairingVerdict],
    add_ons: Mapping[Code, AddOnListing],
    day: date,
    decider: Decider,
) -> Iterator[Telling]:
    """The verdicts that answer a question about codes; none where it asks for no rule."""
    procedures = [code for code in subjects if isinstance(code, ProcedureCode)]
    match question.intent:
        case Intent.ALONE | Intent.ADD_ON_STATUS:
            yield from (tell_add_on(pairings[code]) for code in procedures if code in pairings)
        case Intent.PRIMARY_OF:
            yield from (tell_primaries(pairings[code]) for code in procedures if code in pairings)
        case Intent.ADD_ONS_OF:
            yield from (tell_add_ons(add_ons[code]) for code in procedures if code in add_ons)
        case Intent.TOGETHER:
            yield from decider.together(_lines(question, procedures), day, question.setting)


def relations_of(
    subjects: Sequence[Code], pairings: Mapping[Code, PairingVerdict], add_ons: Mapping[Code, AddOnListing]
) -> Iterator[Telling]:
    """What a description tells of add-on and primary codes: only where a table speaks."""
    for code in subjects:
        if code in pairings and pairings[code].rows:
            yield tell_primaries(pairings[code])
        if code in add_ons and add_ons[code].rows:
            yield tell_add_ons(add_ons[code])


def _lines(question: Question, procedures: Sequence[ProcedureCode]) -> list[Line]:
    """The codes as they were written: with the modifiers and units on each."""
    written = {line.code: line for line in question.lines}
    return [written.get(code, Line(code)) for code in procedures]
