"""Which of the codes talked about give way to those that a follow-up names. Pure."""

from __future__ import annotations

from assistant.understand.conversation.carried import most_alike
from corpus.codes import Code


def kept_beside(focus: tuple[Code, ...], asked_of: Code, new: tuple[Code, ...]) -> tuple[Code, ...]:
    """ "Swap the injection for G0008": the visits and the code that is asked about stay, the rest gives way."""
    kept = [code for code in focus if code == asked_of or str(code).startswith("99")]
    return tuple(dict.fromkeys((*kept, *new)))


def in_place(focus: tuple[Code, ...], named: tuple[Code, ...]) -> tuple[Code, ...]:
    """The codes talked about after "62323 instead of 64483" or "use 99214 instead"; empty where nothing is replaced."""
    new = [code for code in named if code not in focus]
    old = [code for code in named if code in focus]
    if len(new) != 1:
        return ()
    replaced = old[0] if old else most_alike(focus, new[0])
    return tuple(new[0] if code == replaced else code for code in focus) if replaced else ()
