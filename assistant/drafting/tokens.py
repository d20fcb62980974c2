"""How many tokens a text has for a model whose tokenizer is not at hand: an estimate that errs on the high side. Pure.

Tokenizers of the last years read digits one by one, codes therefore in five, and words in pieces of about four letters.
"""

from __future__ import annotations

import re

_PIECE = re.compile(r"\d|[^\W\d_]+|[^\w\s]|_|\n")
_LETTERS_OF_A_PIECE = 5
# What a chat template puts around each message.
OF_A_MESSAGE = 8


def estimated_tokens(text: str) -> int:
    """Tokens of a text; measured on real prompts it was never below what two small models' tokenizers counted."""
    pieces = _PIECE.findall(text)
    return sum(-(-len(piece) // _LETTERS_OF_A_PIECE) if piece.isascii() else len(piece) for piece in pieces)
