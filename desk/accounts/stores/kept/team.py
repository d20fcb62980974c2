"""The team's notes on what an answer is about. They stand beside it: what answers never sees one."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answer import Answer
from corpus.codes import Code
from corpus.mentions import find_codes
from desk.accounts.stores.kept.notes import Note, Notes
from desk.accounts.stores.kept.things import Thing

# Beside an answer: more stand on the pages of its codes.
MOST_SHOWN = 5


def codes_of(answer: Answer) -> tuple[Code, ...]:
    """The codes that an answer is about, in its order: those it tells of, and those its text names."""
    return about((card.code for card in answer.codes), answer.text)


def about(told: Iterable[Code], text: str) -> tuple[Code, ...]:
    """The same of an answer that was kept."""
    return tuple(dict.fromkeys((*told, *(mention.code for mention in find_codes(text)))))


def on_codes(notes: Notes, codes: Iterable[Code], most: int = MOST_SHOWN) -> tuple[tuple[Code, Note], ...]:
    """The team's notes on these codes in their order, of each the newest first."""
    things = {Thing.of_code(code): code for code in codes}
    places = {thing: place for place, thing in enumerate(things)}
    found = sorted(notes.team(things), key=lambda note: places[note.thing])
    return tuple((things[note.thing], note) for note in found[:most])
