"""Whether a message asks what one place of service code is: its two digits, and no more of a story. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.procedures.case import Span
from assistant.understand.story.tokens import Token

_DIGITS = re.compile(r"\d{2}")
_NAMES = (("pos",), ("place", "of", "service"), ("place", "of", "svc"))
# All that may stand around the code where nothing but the code is asked of.
_ASKING = frozenset(
    "what what's is are does the a an mean meaning stand for definition of define explain code codes pos place service "
    "svc number list tell me about facility non nonfacility rate paid or it at in use used when do we".split()
)


def place_asked(tokens: Sequence[Token]) -> tuple[str, tuple[Span, ...]] | None:
    """The code, and where it is named; None where there is none, or more is told."""
    words = [token for token in tokens if not token.is_sign]
    codes = [token for token in words if _DIGITS.fullmatch(token.word)]
    others = [token.word for token in words if token not in codes]
    named = any(others[at : at + len(name)] == list(name) for name in _NAMES for at in range(len(others)))
    if len(codes) != 1 or not named or not _ASKING.issuperset(others):
        return None
    return codes[0].word, ((words[0].start, words[-1].end),)
