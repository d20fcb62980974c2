"""Raw pages of documents, as they may be quoted: without what a manual prints around its sentences. Pure.

Transmittal numbers ("Rev. 13774; Issued: ...") have the form of procedure codes and are none.
"""

from __future__ import annotations

import re
from functools import lru_cache

# The pages of one manual are found again and again.
_PAGES_KEPT = 512

# "(Rev. 179, Issued: 01-14-14, Effective: 01-07-14, Implementation: 01-07-14)": a note of the manual on itself.
_TRANSMITTAL = re.compile(r"\(\s*Rev\.[^()\n]{0,60}(?:\n?[^()\n]{0,160}){0,3}\)")
# Section numbers of the paper manuals, before 2003: "B3-2020.7, B3-8201, and".
_PAPER_MANUAL = re.compile(r"\b(?:A[1-3]|B3|HO|HHA|SNF|RHC|HOSP|PM)-\d[\w.-]{0,14}(?:,(?: and)?| and)?\s?")
# A line that is a page number, a running head or a line of a table of contents.
_FURNITURE = re.compile(
    r"[ \t]*(?:(?:page )?\d{1,4}(?: of \d{1,4})?|[ivxlc]{1,7}-\d{1,3}|revision date.{0,60})[ \t]*", re.IGNORECASE
)
_CONTENTS_LINE = re.compile(r"[ \t]*(?:\d+(?:\.\d+){0,5} - )?.{0,90}\.{4,}[ .]*\d{0,4}[ \t]*")
_LEADER = "...."
# "proce-" at the end of a line, "dure" on the next.
_BROKEN_WORD = re.compile(r"(?<=[a-z]{2})-\n(?=[a-z]{2})")


@lru_cache(maxsize=_PAGES_KEPT)
def cleaned(text: str) -> str:
    """The text of a page without transmittals, page numbers, running heads and broken words."""
    text = _PAPER_MANUAL.sub("", _TRANSMITTAL.sub("", _BROKEN_WORD.sub("", text)))
    return "\n".join("" if _is_furniture(line) else line for line in text.split("\n"))


def _is_furniture(line: str) -> bool:
    return bool(_FURNITURE.fullmatch(line) or (_LEADER in line and _CONTENTS_LINE.fullmatch(line)))
