"""Quoted text in a prompt: fenced by a mark that no document can know, and cleaned of marks that look like ours. Pure.

What a document, a note or a question says is data. It may contain a passage number, one of our headings, a chat
template's token or an order to the model; none of these may be read as ours.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence

# Drawn anew in every process. A fence is made from it and the texts, so that a prompt asked again is the same prompt.
_SECRET = secrets.token_bytes(16)
_FENCE_LENGTH = 8

HEADINGS = ("EVIDENCE", "DECIDED", "QUESTION", "RULES")

_CITATION = re.compile(r"\[(?=\s*[\^E]?\s*\d{1,3}\s*[\],;])|【")
_TEMPLATE = re.compile(
    r"<\|[^|<>\n]{0,40}\|>|</?(?:s|bos|eos|start_of_turn|end_of_turn|think|tool_call)>|\[/?INST\]|<</?SYS>>",
    re.IGNORECASE,
)
_HEADING = re.compile(rf"^[ \t#*>=<-]*(?P<name>{'|'.join(HEADINGS)})\b", re.MULTILINE)
_ROLE = re.compile(r"^[ \t#*>]*(?P<role>system|assistant|user|developer|tool)\s*:", re.IGNORECASE | re.MULTILINE)
_RUN_OF_MARKS = re.compile(r"([<>=#])\1{1,}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


def fence_for(texts: Sequence[str]) -> str:
    """The mark around these texts: the same for the same texts in one process, and in none of them."""
    digest = hmac.new(_SECRET, "\0".join(texts).encode("utf-8", "replace"), hashlib.sha256)
    while True:
        mark = digest.hexdigest()[:_FENCE_LENGTH]
        if not any(mark in text for text in texts):
            return mark
        digest.update(b"again")


def fenced(mark: str, head: str, text: str) -> str:
    """One quoted passage under its head, which is one line."""
    return f"<<{mark} {head}>>\n{text}\n<<{mark} end>>"


def cleaned(text: str) -> str:
    """Quoted text without anything that could be taken for a mark of ours or of a chat template."""
    text = _TEMPLATE.sub(" ", _INVISIBLE.sub("", text))
    text = _CITATION.sub("(", text).replace("】", ")")
    text = _HEADING.sub(lambda match: match["name"].capitalize(), text)
    text = _ROLE.sub(lambda match: f"{match['role']} -", text)
    return _RUN_OF_MARKS.sub(r"\1", text)


def on_one_line(text: str) -> str:
    """Cleaned text on one line in quotation marks: a question, a title."""
    flat = " ".join(cleaned(text).split())
    return '"' + flat.replace('"', "'").replace("[", "(").replace("]", ")") + '"'
