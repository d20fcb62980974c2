"""What may be asked: turns whatever was typed or pasted into a question, or says why it cannot. Pure."""

from __future__ import annotations

import unicodedata

from assistant.understand.claims.files.segments import is_x12
from corpus.errors import CasePilotError

# Several pages of a chart note; beyond it a question is a document, which retrieval is not made for.
LONGEST_QUESTION = 8_000

# Pasted text may carry a stray control character; with more than this share it is the inside of a file, not text.
_MOST_UNREADABLE = 0.1

_KEPT_CONTROLS = "\n\t"
# Controls, lone surrogates, private use and unassigned code points: nothing a reader could see.
_UNREADABLE_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn"})
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Invisible marks that can make one code look like another or reorder what is shown.
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class QuestionError(CasePilotError):
    """A text that cannot be taken as a question: empty, too long or not text."""


def read_question(raw: str) -> str:
    """The question in a typed or pasted text: line ends made one kind, unreadable characters left out.

    Raises QuestionError for a text that is empty, longer than LONGEST_QUESTION characters, or binary, and for a file of
    claims that a message cannot hold.
    """
    if is_x12(raw) and (len(raw) > LONGEST_QUESTION or any(map(_is_unreadable, raw.replace("\r", "")))):
        raise QuestionError(
            f"A message holds an 837 or 835 of up to {LONGEST_QUESTION:,} characters with separators that can be "
            "typed; read this one from its file: python -m assistant claim FILE."
        )
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    unreadable = sum(map(_is_unreadable, text))
    if unreadable > _MOST_UNREADABLE * len(text):
        raise QuestionError(
            "That looks like the inside of a file and not like text; copy the readable text from it and send that."
        )
    readable = "".join(letter for letter in text if not _is_unreadable(letter) and letter not in _INVISIBLE).strip()
    if not readable:
        raise QuestionError("There was nothing to read in that message; type a question, such as: What is 0709T?")
    if len(readable) > LONGEST_QUESTION:
        raise QuestionError(
            f"That message has {len(readable):,} characters and CasePilot reads up to {LONGEST_QUESTION:,} at a time; "
            "your text is still above, so copy the part that matters and send that."
        )
    return readable


def _is_unreadable(letter: str) -> bool:
    if letter in _KEPT_CONTROLS:
        return False
    return letter == _REPLACEMENT or unicodedata.category(letter) in _UNREADABLE_CATEGORIES
