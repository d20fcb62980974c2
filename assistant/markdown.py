"""Text that the chat page shows as it is written. Pure.

The page reads ``:word`` as a directive and drops it, one ``~`` as strike-through, fetches images, and makes every
address a link.
"""

from __future__ import annotations

import re

# As CommonMark reads it: runs of the same length, the first not escaped.
_CODE_SPAN = re.compile(r"(?<![`\\])(?P<fence>`+)(?!`)[^`]*(?<!`)(?P=fence)(?!`)")
_LONE_BACKTICK = re.compile(r"(?<!\\)`")
# The page links addresses also where their signs are escaped; inside a code span they stay text that can be copied.
_ADDRESS = re.compile(
    r"(?:https?://|\bwww\.)[^\s<>()\[\]|`\"]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE
)
_LINK = re.compile(r"\](?=\()")
# A colon before a letter starts a directive; one after "]" at a line's start makes a link definition, which vanishes.
_COLON = re.compile(r"(?<!\\):(?=[A-Za-z])|(?<=\]):")
_LONE_TILDE = re.compile(r"(?<![~\\])~(?!~)")
_IMAGE = re.compile(r"!(?=\[)")


def as_markdown(text: str) -> str:
    """Markdown text that the page shows as written: no directive, image, link or accidental strike-through in it."""
    shown = ""
    position = 0
    for span in _CODE_SPAN.finditer(text):
        shown += _without_links(text[position : span.start()]) + span[0]
        position = span.end()
    return shown + _without_links(text[position:])


def _without_links(text: str) -> str:
    """Text outside of code spans: its addresses as code, the rest escaped."""
    shown = ""
    position = 0
    for address in _ADDRESS.finditer(text):
        shown += f"{_escaped(text[position : address.start()])}`{address[0]}`"
        position = address.end()
    return shown + _escaped(text[position:])


def _escaped(text: str) -> str:
    text = _LONE_BACKTICK.sub(r"\\`", text)
    text = _COLON.sub(r"\\:", text)
    text = _LONE_TILDE.sub(r"\\~", text)
    text = _LINK.sub(r"]\\", text)
    return _IMAGE.sub(r"!\\", text)
