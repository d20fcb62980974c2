"""Pasted text brings other dashes, spaces, quotes and digits: ``plain`` maps each to one ASCII character. Pure."""

from __future__ import annotations

_SAME = str.maketrans(
    {
        **{ord(dash): "-" for dash in "‐‑‒–—−"},
        **{ord(space): " " for space in "\u00a0\u2007\u2009\u202f"},
        **{ord(quote): "'" for quote in "‘’ʼ"},
        **{ord(quote): '"' for quote in "“”"},
        **{0xFF10 + digit: str(digit) for digit in range(10)},
        **{0xFF21 + letter: chr(ord("A") + letter) for letter in range(26)},
        **{0xFF41 + letter: chr(ord("a") + letter) for letter in range(26)},
        0x00D7: "x",
    }
)


def plain(text: str) -> str:
    """The text in plain ASCII signs where there are any, character for character, so that spans stay true."""
    return text.translate(_SAME)
