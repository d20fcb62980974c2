"""Which of the codes talked about give way to those that a follow-up names. Pure."""

from __future__ import annotations

from assistant.understand.conversation.carried import most_alike
from assistant.understand.query import Query
from assistant.understand.story import Story
from corpus.codes import Code


def kept_beside(focus: tuple[Code, ...], asked_of: Code, new: tuple[Code, ...]) -> tuple[Code, ...]:
    """ "Swap the injection for G0008": the visits and the code that is asked about stay, the rest gives way."""
    kept = [code for code in focus if code == asked_of or str(code).startswith("99")]
    return tuple(dict.fromkeys((*kept, *new)))


# Concepts that a word and a code must have in common: "visit" and 99213 have more, other pairs one or two.
_FEWEST_SHARED = 3


def without_told(codes: tuple[Code, ...], before: Query, now: Story) -> tuple[Code, ...]:
    """The codes without the one that a message takes away by words: "without the visit", "leave out the biopsy".

    Codes are told by the concepts at their places; the words must have most in common with just one of them.
    """
    taken = {one.concept for one in now.mentions}
    shared = {code: len(taken & _concepts_at(code, before)) for code in codes}
    most = max(shared.values(), default=0)
    meant = [code for code, count in shared.items() if count == most]
    if most < _FEWEST_SHARED or len(meant) != 1 or len(codes) < 2:
        return codes
    return tuple(code for code in codes if code not in meant)


def _concepts_at(code: Code, before: Query) -> set[str]:
    places = before.places.get(code, ())
    return {one.concept for one in before.story.mentions if any(begin <= one.start < end for begin, end in places)}


def in_place(focus: tuple[Code, ...], named: tuple[Code, ...]) -> tuple[Code, ...]:
    """The codes talked about after "62323 instead of 64483" or "use 99214 instead"; empty where nothing is replaced."""
    new = [code for code in named if code not in focus]
    old = [code for code in named if code in focus]
    if len(new) != 1:
        return ()
    replaced = old[0] if old else most_alike(focus, new[0])
    return tuple(new[0] if code == replaced else code for code in focus) if replaced else ()
