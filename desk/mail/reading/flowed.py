"""Text of ``format=flowed`` (RFC 3676) with its paragraphs whole again, quoted lines with their signs before them."""

from __future__ import annotations

from collections.abc import Iterable

_SIGNATURE = "-- "


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """``delete_space`` is the parameter DelSp=yes: the space that breaks a line is none of the text."""
    return "\n".join(_paragraphs(text.splitlines(), delete_space))


def _paragraphs(lines: Iterable[str], delete_space: bool) -> Iterable[str]:
    begun: str | None = None
    begun_depth = 0
    for line in lines:
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:]
        words = words[1:] if words.startswith(" ") else words  # stuffed, so that it begins with no sign by chance
        if begun is not None and (depth != begun_depth or words == _SIGNATURE):
            yield _quoted(begun, begun_depth)  # a soft break at the end of a quote breaks all the same
            begun = None
        whole = words if begun is None else begun + words
        if words.endswith(" ") and words != _SIGNATURE:
            begun, begun_depth = whole[:-1] if delete_space else whole, depth
        else:
            begun = None
            yield _quoted(whole, depth)
    if begun is not None:
        yield _quoted(begun, begun_depth)


def _quoted(words: str, depth: int) -> str:
    return f"{'>' * depth} {words}" if depth else words
