"""The newest words of a mail: what its writer typed now, without what is quoted, signed or put there by machines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from desk.mail.reading.heads import Head, head_at
from desk.mail.reading.wording import begins_with, words

_MOST_SIGNED_LINES = 12
_LOOKED_AT = 3 * _MOST_SIGNED_LINES  # lines after a greeting, blank ones among them
# As RFC 3676 has it without its space, which many programs take away, and as people draw it.
_DELIMITERS = ("--", "—", "__")
_LONGEST_NAME_WORDS = 8
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]|\bwww\.|https?://|(?<!\d)(?:\(\d{3}\)|\d{3})[ .-]?\d{3}[ .-]\d{4}(?!\d)"
    r"|\b[A-Z]{2},? \d{5}(?:-\d{4})?\b"
)
_DOTS = re.compile(r"[\s.,!~-]+")


@dataclass(frozen=True, slots=True)
class Newest:
    """``words`` is what was typed now, ``whole`` all of the text without what machines put there."""

    words: str
    whole: str


def newest(text: str, *, reply: bool, forward: bool) -> Newest:
    """``reply`` and ``forward`` are told by the other headers. Where nothing is left, ``words`` is empty."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    lines = _without_banners(lines)
    typed = _unsigned(_without_quotes(lines, reply, forward))
    return Newest(_joined(_without_disclaimers(typed)), _joined(_without_disclaimers(lines)))


def _without_quotes(lines: Sequence[str], reply: bool, forward: bool) -> list[str]:
    kept: list[str] = []
    position = 0
    quotes = reply or _has_quote(lines)
    while position < len(lines):
        head = head_at(lines, position, forwards=forward) if lines[position].strip() else None
        if head is not None and head.forwarded:
            position = head.end
        elif head is not None:
            after = _after_quote(lines, head)
            if after is None:  # not marked line by line: all that follows is the other mail
                return kept
            position = after
        elif quotes and lines[position].startswith(">"):
            position += 1
        else:
            kept.append(lines[position])
            position += 1
    return kept


def _has_quote(lines: Sequence[str]) -> bool:
    """Whether two lines in a row are quoted: one alone may be a sign that somebody typed ("> 30 minutes")."""
    return any(first.startswith(">") and second.startswith(">") for first, second in pairwise(lines))


def _after_quote(lines: Sequence[str], head: Head) -> int | None:
    """The line after the quoted lines under a head; None where what is under it has no signs before its lines."""
    position = head.end
    while position < len(lines) and not lines[position].strip():
        position += 1
    if position == len(lines):
        return position
    return position if lines[position].startswith(">") else None


def _unsigned(lines: Sequence[str]) -> list[str]:
    """Without a signature, with or without the line that should stand before it."""
    for position, line in enumerate(lines):
        if line.strip() in _DELIMITERS and len(lines) - position <= 2 * _MOST_SIGNED_LINES:
            return list(lines[:position])
        if begins_with(line, "from_a_device"):
            return list(lines[:position])
        if _signs_off(line) and _is_signature(lines[position + 1 : position + 1 + _LOOKED_AT]):
            return list(lines[:position])
    return _without_contact_block(lines)


def _signs_off(line: str) -> bool:
    return " ".join(_DOTS.sub(" ", line).split()).casefold() in words("sign_offs")


def _is_signature(lines: Sequence[str]) -> bool:
    """Whether these lines under a greeting are a name and what belongs to it, or nothing."""
    told = [line.strip() for line in lines if line.strip()]
    if not told:
        return True
    short = len(told) <= _MOST_SIGNED_LINES or any(begins_with(line, "disclaimers") for line in told)
    return short and _is_name(told[0]) and not any(line.endswith("?") for line in told)


def _is_name(line: str) -> bool:
    """A name as people sign with it: few words, the first with a capital, no digit."""
    return len(line.split()) <= _LONGEST_NAME_WORDS and line[0].isupper() and not any(map(str.isdigit, line))


def _without_contact_block(lines: Sequence[str]) -> list[str]:
    """Without a last paragraph that begins with a name and has a telephone number, an address or a site in it."""
    told = list(lines)
    while told and not told[-1].strip():
        told.pop()
    start = len(told)
    while start and told[start - 1].strip():
        start -= 1
    block = told[start:]
    signs = start and 2 <= len(block) <= _MOST_SIGNED_LINES and _is_name(block[0].strip())
    if signs and any(map(_CONTACT.search, block)) and not any(line.endswith("?") for line in block):
        return told[:start]
    return told


def _without_banners(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if not begins_with(line, "banners")]


def _without_disclaimers(lines: Sequence[str]) -> list[str]:
    """Without the paragraphs that organisations put under a mail; a heading of one takes the next with it."""
    kept: list[str] = []
    dropping = headed = False
    for position, line in enumerate(lines):
        begins = not position or not lines[position - 1].strip()
        if not line.strip():
            if dropping and headed:
                headed = False  # the paragraph under the heading goes too
            else:
                dropping = False
        elif (begins and not dropping) or (dropping and begins_with(line, "disclaimers")):
            dropping = begins_with(line, "disclaimers")
            headed = dropping and line.strip().endswith(":")
        if not dropping:
            kept.append(line)
    return kept


def _joined(lines: Sequence[str]) -> str:
    """Lines as one text, runs of blank lines as one."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1]):
            kept.append(line if line.strip() else "")
    return "\n".join(kept).strip()
