"""Every sentence, code and citation checked against the evidence before it is shown. Pure; never raises on any text.

Four things can happen to a sentence: a code in neither evidence nor question is struck out; a citation to no evidence
is removed; a claim without a citation is marked; a sentence that its cited evidence does not say is marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Check, CheckKind, Sentence
from assistant.answering.evidence import Evidence
from assistant.checking.sentences import SentenceStream, split_sentences
from assistant.checking.shadows import STRUCK
from assistant.checking.support import unsupported
from assistant.checking.unknown_codes import Established, strike
from assistant.checking.wording import wording
from assistant.drafting.prompts import ABSTENTION
from corpus.codes import Code
from corpus.mentions import find_codes

__all__ = ["STRUCK", "Grounds", "SentenceStream", "ground", "ground_draft", "is_claim", "without_citations"]

# [1], [1, 2], [E1], 【1】, [^1], (E2), and linked ones: [1](...) points to a page that nobody checked.
_CITATION = re.compile(
    r"[\[【(]\s*\^?\s*(?:E(?=\d))?(?P<numbers>\d{1,3}(?:\s*[,;]\s*E?\d{1,3})*)\s*[\]】)](?P<link>\([^()\s]*\))?",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")

_LONGEST_HEADING_WORDS = 10


class Grounds:
    """The evidence of one answer, against which its sentences are checked.

    ``allowed`` are the codes of the question, which may be repeated but not described.
    """

    def __init__(self, evidence: Sequence[Evidence], allowed: frozenset[Code]) -> None:
        self._evidence, self._allowed = evidence, allowed
        self._numbers = {item.number for item in evidence}
        self._established = Established(evidence, allowed)

    def ground(self, lead: str, text: str) -> Sentence:
        """One sentence, checked."""
        text = _INVISIBLE.sub("", text)
        text, citations, checks = _citations(text, self._numbers)
        cited = [item for item in self._evidence if item.number in citations]
        if _is_quoted(without_citations(text), cited):
            return Sentence(text, lead, tuple(citations), tuple(checks))
        text, struck = strike(text, self._established)
        checks += struck
        if is_claim(lead, text):
            if not citations:
                checks.append(Check(CheckKind.UNCITED))
            elif reason := unsupported(without_citations(text), cited, self._allowed):
                checks.append(Check(CheckKind.UNSUPPORTED, reason))
        return Sentence(text, lead, tuple(citations), tuple(checks))


def ground(lead: str, text: str, evidence: Sequence[Evidence], allowed: frozenset[Code]) -> Sentence:
    """One sentence, checked by itself (see ``Grounds``)."""
    return Grounds(evidence, allowed).ground(lead, text)


def ground_draft(text: str, evidence: Sequence[Evidence], allowed: frozenset[Code]) -> list[Sentence]:
    """A whole draft, sentence by sentence."""
    grounds = Grounds(evidence, allowed)
    return [grounds.ground(lead, sentence) for lead, sentence in split_sentences(text)]


def _is_quoted(text: str, cited: Sequence[Evidence]) -> bool:
    """Whether a text is one or more whole sentences of a passage it cites, word for word: nothing is left to check.

    A part of a sentence may say the opposite of the whole.
    """
    quoted = text.replace("**", "").strip()
    return any(_stands_whole(quoted, item.text.replace("**", "")) for item in cited) if quoted else False


def _stands_whole(quoted: str, passage: str) -> bool:
    start = passage.find(quoted)
    end = start + len(quoted)
    begins = start == 0 or passage[:start].endswith(("\n", ". ", "; "))
    ends = (quoted[-1:] in ".;" and passage[end : end + 1].isspace()) or passage[end : end + 1] in ("", "\n")
    return start >= 0 and begins and ends


def _citations(text: str, numbers: set[int]) -> tuple[str, list[int], list[Check]]:
    """The text with citations in the one form [1][2], those that point to nothing removed."""
    kept: list[int] = []
    checks: list[Check] = []

    def replace(match: re.Match[str]) -> str:
        found = [int(number) for number in re.findall(r"\d+", match["numbers"])]
        if match[0][0] == "(" and "E" not in match[0].upper():
            return match[0]  # "(2)" is a number in brackets; only "(E2)" cites
        shown = ""
        for number in found:
            if number in numbers:
                kept.append(number)
                shown += f"[{number}]"
            else:
                checks.append(Check(CheckKind.CITATION_REMOVED, f"[{number}]"))
        return shown

    replaced = _CITATION.sub(replace, text)
    if checks:
        replaced = re.sub(r" +(?=[.,;:!?]|$)", "", replaced)
    return replaced, list(dict.fromkeys(kept)), checks


def is_claim(lead: str, text: str) -> bool:
    """False for headings, questions, lead-ins, hedges and what has no words."""
    bare = without_citations(text).strip().strip("*_ ")
    if not re.search(r"[A-Za-z]{2}", bare):
        return False
    if bare.rstrip(".").casefold() == ABSTENTION.rstrip(".").casefold() or bare.endswith("?"):
        return False
    said = wording(bare)
    # "Check the policy" asks the reader; "Checks of the wound" is a claim.
    if "hedge" in said.begins and (said.first == "thanks" or not said.first.endswith("s")):
        return "goes_on" in said.concepts or bool(re.search(r"[\d;—]", bare))
    names_only = len(bare.split()) <= _LONGEST_HEADING_WORDS and "says_something" not in said.concepts
    if bare.endswith(":"):
        return not (names_only or re.search(r"\b(?:are|is)(?:\s+\w+){0,3}:$", bare))
    if bare.startswith("|"):
        return bool(find_codes(bare) or re.search(r"\d", bare) or not names_only)
    is_heading = "#" in lead or (text.strip().startswith("**") and text.strip().endswith("**") and "." not in bare)
    return not (is_heading and names_only)


def without_citations(text: str) -> str:
    """A sentence without its citations and without the marks of what was struck."""
    return _CITATION.sub("", text).replace(STRUCK, "")
