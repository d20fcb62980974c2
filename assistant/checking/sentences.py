"""Markdown prose into sentences, as it streams (pure).

Leads and sentences put together again give the text exactly, whatever the chunks it came in.
"""

from __future__ import annotations

import re

Piece = tuple[str, str]  # what stands before a sentence (white space, a list mark), and the sentence

# A full stop after one of these does not end a sentence. "Yes." and "No." go with the reason that follows them: a
# verdict by itself has nothing to be checked against.
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|yes|vs|dr|mr|mrs|ms|no|st|etc|approx|incl|fig|sec|ch|pt|dept|inc|al|min|max|hr|cf)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_LEAD = re.compile(r"\s*(?:(?:[-*+•]|\d{1,2}[.)]|\#{1,6}|>)\s+)*")
# A sentence ends at its mark with closing quotes, and takes the citations that trail it: "It is. [1][2]".
_END = re.compile(r"[.!?]+[\"'”’)*_]*(?P<citations>(?:\s?(?:\[[^\]\n]{1,12}\]|【[^】\n]{1,12}】))*)(?=\s)")


class SentenceStream:
    """Collects streamed text and gives each sentence as soon as it is whole."""

    def __init__(self) -> None:
        self._buffer = ""

    def feed(self, delta: str) -> list[Piece]:
        """Takes more text; gives the sentences it completed."""
        self._buffer += delta
        pieces: list[Piece] = []
        while (piece := self._next()) is not None:
            pieces.append(piece)
        return pieces

    def finish(self) -> list[Piece]:
        """The rest, when the text has ended."""
        self._buffer += "\n"
        pieces = self.feed("")
        rest, self._buffer = self._buffer, ""
        if rest.endswith("\n"):
            rest = rest[:-1]
        elif pieces:
            lead, text = pieces[-1]
            pieces[-1] = (lead, text.removesuffix("\n"))
        if rest:
            lead = _lead_of(rest)
            pieces.append((lead, rest[len(lead) :]))
        return pieces

    def _next(self) -> Piece | None:
        lead = _lead_of(self._buffer)
        start = len(lead)
        if start == len(self._buffer):
            return None
        end = _sentence_end(self._buffer, start)
        if end is None:
            return None
        piece = (lead, self._buffer[start:end])
        self._buffer = self._buffer[end:]
        return piece


def split_sentences(text: str) -> list[Piece]:
    """The sentences of a whole text."""
    stream = SentenceStream()
    return stream.feed(text) + stream.finish()


def _lead_of(text: str) -> str:
    match = _LEAD.match(text)
    return match[0] if match else ""


def _sentence_end(text: str, start: int) -> int | None:
    """Where the sentence that begins at ``start`` ends; None while that cannot be known yet."""
    line_end = text.find("\n", start)
    limit = len(text) if line_end < 0 else line_end
    if not text.startswith("|", start):  # a table row is one unit
        for match in _END.finditer(text, start):
            if match.start() >= limit:
                break
            if _ABBREVIATION.search(text[start : match.start() + 1]) and not match["citations"]:
                continue
            if _more_citations_may_come(text, match.end(), limit):
                return None if line_end < 0 else _after_citations(text, match.end(), limit)
            return match.end()
    return line_end if line_end >= 0 else None


def _more_citations_may_come(text: str, end: int, limit: int) -> bool:
    rest = text[end:limit]
    return not rest.strip() or rest.lstrip().startswith(("[", "【"))


_CITATIONS = re.compile(r"(?:\s?(?:\[[^\]\n]{1,12}\]|【[^】\n]{1,12}】))+")


def _after_citations(text: str, end: int, limit: int) -> int:
    match = _CITATIONS.match(text, end, limit)
    return match.end() if match else end
