"""Several cases told in one message: "(1) ... (2) ...", "A. ... B. ...", "... Different patient: ...". Pure, linear.

Each is read and answered by itself, so that the minutes of one patient are not added to another's. A problem list
("1. HTN 2. DM") and the numbered lines of a claim are one case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_CASES = 5
_FEWEST_WORDS = 2
_LONGEST_HEAD = 8  # words before the first mark that belong to every case: "Medicare, two charts:"

_MARK = re.compile(
    r"(?:(?<=\s)|^)(?P<open>\()?(?:(?P<word>q|question|case|pt|patient|claim|chart|#)[ .#]?)?"
    r"(?P<label>[1-9]|[a-eA-E])(?P<close>[).:])(?=\s)",
    re.IGNORECASE,
)
# What begins another case in the middle of a message, or a message that leaves the case before behind.
ANOTHER = (
    r"(?:(?:an)?other|diff?(?:erent)?|next|second|separate)\s+(?:pt|patient|chart|case|claim|encounter)\b"
    r"|new\s+(?:chart|case|claim)\b"  # "new patient" is a kind of visit
    r"|(?:next|last)\s+one\s*[.:,]|(?:unrelated|separate\s+question|(?:different|new|next)\s+question)\s*[.:,]"
)
_BETWEEN = re.compile(rf"(?:(?<=[.?!;])|(?<=\n))[ \t]*(?:(?:and|also|ok|now|then)[ ,]+)?(?={ANOTHER})", re.IGNORECASE)
_SAME = re.compile(r"\bsame\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:charts|pts|patients|cases|claims|encounters|scenarios|questions|things|x ?[2-5])\b"
    r"|\b(?:two|three|four|[2-4])\s+(?:[a-z]+\s+)?(?:lines|items|services|visits|denials|pairs)\b",
    re.I,
)
_CODE = re.compile(r"\b(?:\d{4}[0-9A-Z]|[A-V]\d{4}|[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)\b")
_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class ToldCase:
    """One case of a message: its text, and the label that the asker gave it ("2", "B"; its place where none)."""

    label: str
    text: str


def cases_in(text: str) -> tuple[ToldCase, ...]:
    """The cases of one message in order; the whole message as one where it does not plainly tell several."""
    marks = _marks(text)
    if marks:
        head = text[: marks[0].start()].strip()
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        told = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
        if _are_cases(head, told):
            common = f"{head} " if head and len(head.split()) <= _LONGEST_HEAD else ""
            labels = [mark["label"].upper() for mark in marks]
            return tuple(ToldCase(label, common + each) for label, each in zip(labels, told, strict=True))
    cuts = [match.end() for match in _BETWEEN.finditer(text) if match.end()]
    parts = [text[begin:end].strip() for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    if 1 < len(parts) <= MOST_CASES and all(_tells(part) for part in parts) and not _SAME.search(" ".join(parts[1:])):
        return tuple(ToldCase(str(number), part) for number, part in enumerate(parts, 1))
    return (ToldCase("1", text),)


def _marks(text: str) -> list[re.Match[str]]:
    """Marks that count on from 1 or A in one style; empty for fewer than two."""
    found: list[re.Match[str]] = []
    for match in _MARK.finditer(text):
        expected = "1aA" if not found else chr(ord(found[-1]["label"]) + 1)
        style = found[0]["close"] == match["close"] if found else True
        if match["label"] in expected and style:
            found.append(match)
    return found if 1 < len(found) <= MOST_CASES else []


def _are_cases(head: str, told: Sequence[str]) -> bool:
    if not all(_tells(part) for part in told):
        return False
    return bool(_SEVERAL.search(head)) or all("?" in part or _CODE.search(part) for part in told)


def _tells(part: str) -> bool:
    """False for a line of a claim or a mere heading."""
    return len(_WORD.findall(part)) >= _FEWEST_WORDS
