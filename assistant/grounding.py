"""Every sentence, code and citation checked against the evidence before it is shown. Pure; never raises on any text.

Four things can happen to a sentence: a code in neither evidence nor question is struck out; a citation to no evidence
is removed; a claim without a citation is marked; a sentence that its cited evidence does not say is marked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from assistant.answer import Check, CheckKind, Sentence
from assistant.evidence import Evidence
from assistant.prompts import ABSTENTION
from assistant.sentences import SentenceStream, split_sentences
from corpus.codes import Code
from corpus.mentions import CodeMention, find_codes

__all__ = ["SentenceStream", "ground", "ground_draft"]

STRUCK = "[code removed]"

# Of a sentence's content words this share must stand in the evidence it cites. Honest paraphrase keeps the field's
# nouns and shares half or more; the table in tests/unit/test_grounding.py has invented claims below a third.
LEAST_SHARED_WORDS = 0.4
# Shorter sentences ("Yes.", "It needs a primary code.") have too few words for a share to mean anything.
_FEWEST_WORDS = 4

_CITATION = re.compile(
    r"[\[【(]\s*\^?\s*(?:E(?=\d))?(?P<numbers>\d{1,3}(?:\s*,\s*E?\d{1,3})*)\s*[\]】)](?!\()", re.IGNORECASE
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
# A code broken up so that it reads as one to a person only: "0790 T", "9 9 2 1 3", "J-1885", "99 213".
_BROKEN = re.compile(
    r"(?<![\w$.,/-])(?:\d(?:[ .-]\d){4}|\d{4}[ -][FTUM]|\d{2}[ ]\d{3}|\d{3}[ ]\d{2}|[A-V][ -]\d{4})(?![\w%])"
)
_HEDGE = re.compile(
    r"""^\W*(?:i\s+(?:do\s+not|don't|don’t|cannot|can't|can’t|could\s+not)\b|none\s+of\s+the\s+(?:loaded|given)
    |(?:please|verify|check|confirm|consult|ask)\b|(?:hi|hello|thanks?|thank\s+you)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"(?<![\w.])\$?\d[\d,]*(?:\.\d+)?(?![\w])")
_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_WORD = re.compile(r"[a-z][a-z0-9'-]+")
_COMMON = frozenset(
    "a an and are as at be been but by can could do does each for from has have if in into is it its may must no "
    "not of on or other should so than that the their them then there these they this those to under was were "
    "when which while will with would you your also any both such only".split()
)
_NEGATION = re.compile(
    r"\b(?:no|not|never|cannot|can't|don't|doesn't|isn't|aren't|without|neither|nor|none)\b|n’t\b", re.IGNORECASE
)


def ground(lead: str, text: str, evidence: Sequence[Evidence], allowed: frozenset[Code]) -> Sentence:
    """One sentence, checked. ``allowed`` are the codes of the question, which may be repeated but not described."""
    text = _INVISIBLE.sub("", text)
    numbers = {item.number for item in evidence}
    text, citations, checks = _citations(text, numbers)
    known = frozenset[Code]().union(allowed, *(item.codes for item in evidence))
    text, struck = _strike(text, known)
    checks += struck
    cited = [item for item in evidence if item.number in citations]
    if _is_claim(text):
        if not citations:
            checks.append(Check(CheckKind.UNCITED))
        elif reason := _unsupported(text, cited, allowed):
            checks.append(Check(CheckKind.UNSUPPORTED, reason))
    return Sentence(text, lead, tuple(citations), tuple(checks))


def ground_draft(text: str, evidence: Sequence[Evidence], allowed: frozenset[Code]) -> list[Sentence]:
    """A whole draft, sentence by sentence."""
    return [ground(lead, sentence, evidence, allowed) for lead, sentence in split_sentences(text)]


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


def _strike(text: str, known: frozenset[Code]) -> tuple[str, list[Check]]:
    """The text with every code struck that is not known, however it was written."""
    spans: list[tuple[int, int, str]] = []
    plain = unicodedata.normalize("NFKC", text)
    if plain != text and len(plain) != len(text):
        text = plain  # ligatures and the like: the spans below must be of what is shown
    for mention in find_codes(text):
        if not _is_known(mention, known) and (mention.certain or mention.alternatives):
            spans.append((mention.start, mention.end, mention.text))
        if mention.through is not None and mention.through not in known:
            start = text.find(str(mention.through)[-2:], mention.end)
            spans.append(
                (mention.end, start + 2, str(mention.through)) if start >= 0 else (mention.end, mention.end, "")
            )
        spans += [
            (position, position + 2, str(modifier))
            for modifier in mention.modifiers
            if modifier not in known and (position := text.upper().find(str(modifier), mention.end)) >= 0
        ]
    for broken in _BROKEN.finditer(text):
        joined = re.sub(r"[ .-]", "", broken[0])
        if any(not _is_known(mention, known) for mention in find_codes(joined)):
            spans.append((*broken.span(), broken[0]))
    checks: list[Check] = []
    for start, end, written in sorted(spans, reverse=True):
        if end > len(text) or STRUCK in text[start:end]:
            continue
        text = text[:start] + STRUCK + text[end:]
        checks.insert(0, Check(CheckKind.CODE_STRUCK, written))
    return text, checks


def _is_known(mention: CodeMention, known: frozenset[Code]) -> bool:
    return any(reading in known for reading in (mention.code, *mention.alternatives))


def _is_claim(text: str) -> bool:
    """False for headings, questions, lead-ins, hedges and what has no words."""
    bare = _CITATION.sub("", text).strip().strip("*_ ")
    if not re.search(r"[A-Za-z]{2}", bare.replace(STRUCK, "")):
        return False
    if bare.endswith((":", "?")) or ABSTENTION.rstrip(".") in bare or _HEDGE.match(bare):
        return False
    is_table_rule = bare.startswith("|") and not re.search(r"[a-z]{3}", bare)
    is_heading = text.strip().startswith("**") and text.strip().endswith("**") and "." not in bare
    return not (is_table_rule or is_heading)


def _unsupported(text: str, cited: Sequence[Evidence], allowed: frozenset[Code]) -> str:
    """Why the cited evidence does not carry the sentence; empty when it does as far as this can tell."""
    bare = _CITATION.sub("", text).replace(STRUCK, "")
    said = frozenset[Code]().union(*(item.codes for item in cited))
    for mention in find_codes(bare):
        if not _is_known(mention, said | allowed) and mention.certain:
            return f"{mention.text} is not in the cited source"
    everything = " ".join(f"{item.title} {item.text} {item.edition} {item.locator}" for item in cited)
    if _flat(bare) in _flat(everything):
        return ""  # the source's own words
    codeless = _without_codes(bare)
    lacking = _numbers(codeless) - _numbers(everything) - _numbers(" ".join(re.findall(r"\d+", everything)))
    if lacking:
        return f"{sorted(lacking)[0]} is not in the cited source"
    words, sources = _content(codeless), _content(everything)
    if len(words) >= _FEWEST_WORDS and len(words & sources) / len(words) < LEAST_SHARED_WORDS:
        return "the cited source says something else"
    if _polarity_differs(codeless, everything):
        return "the cited source says the opposite"
    return ""


def _flat(text: str) -> str:
    """The text without its Markdown and line breaks, to be looked for in another."""
    return " ".join(re.sub(r"[*_`]|^\s*-\s", " ", text, flags=re.MULTILINE).split()).lower().rstrip(".")


def _without_codes(text: str) -> str:
    for mention in reversed(find_codes(text)):
        text = text[: mention.start] + " " + text[mention.end :]
    return text


def _numbers(text: str) -> set[str]:
    """The numbers of a text, digits or words, without thousands separators and currency signs."""
    digits = {number.replace(",", "").lstrip("$") for number in _NUMBER.findall(text)}
    words = {_NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _NUMBER_WORDS}
    return {number.lstrip("0") or "0" for number in digits | words - {"1", "0"}}


def _content(text: str) -> set[str]:
    """The words that carry meaning, without endings."""
    return {_stem(word) for word in _WORD.findall(text.lower()) if word not in _COMMON and len(word) > 2}


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ing", "ies", "ied", "ed", "es", "s", "ly", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _polarity_differs(text: str, source: str) -> bool:
    """True when the source sentence nearest in words says no where the text says yes, or the other way round.

    Only near-equal sentences are compared: across a paraphrase a count of negations means nothing.
    """
    words = _content(text)
    if len(words) < 3:
        return False
    nearest = max(_clauses(source), key=lambda clause: len(words & _content(clause)) / (len(_content(clause)) or 1))
    theirs = _content(nearest)
    shared = len(words & theirs)
    if shared < 3 or shared / len(words | theirs) < 0.6:
        return False
    return bool(_NEGATION.search(text)) != bool(_NEGATION.search(nearest))


def _clauses(source: str) -> Iterable[str]:
    return [clause for clause in re.split(r"(?<=[.;:!?])\s+|\n", source) if clause.strip()] or [source]
