"""Does the cited evidence say what a sentence claims? Pure; never raises.

A word-level check, not an understanding one: it finds codes, numbers, subjects and denials that the cited evidence
does not have. What it lets pass is not thereby proved; what it marks deserves a look at the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answering.evidence import Evidence
from assistant.answering.passages import OWN_WORDING
from assistant.checking.unknown_codes import is_known
from assistant.understand.form.dates.meaning import MONTHS
from assistant.understand.story.numbers import ONES, TENS
from corpus.codes import Code
from corpus.mentions import find_codes

# Of a sentence's content words this share must stand in the evidence it cites. Honest paraphrase keeps the field's
# nouns and shares half or more; the table in tests/unit/test_grounding.py has invented claims below a third.
LEAST_SHARED_WORDS = 0.4
# To be given a citation that its writer did not give, a sentence must share more.
CLEARLY_SHARED_WORDS = 0.7
# Shorter sentences ("Yes.", "It needs a primary code.") have too few words for a share to mean anything.
FEWEST_WORDS = 4
# Two clauses that share this much of their words say the same thing, so that one denying it is a contradiction.
SAME_CLAUSE = 0.6
# A denial reaches about this many words ahead: "is not to be reported or billed alone".
_REACH_OF_NO = 6

_LIST_MARK = re.compile(r"^\s*\d{1,2}[.)]\s+", re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w.-])(?:-?\$?|[x×])(\d[\d,]*(?:\.\d+)?)|(?<=\w-)(\d+(?:\.\d+)?)")
_NAMES_WITH_NUMBERS = re.compile(r"\b(?:ICD|CPT|COVID)-?\s?\d{1,2}\b", re.IGNORECASE)
_PLACE_OR_QUARTER = re.compile(
    r"\b(?:chapter|section|sec\.|page|row|line|table|sheet|column|part|§)\s*[\d.]+|\bQ[1-4]\b", re.IGNORECASE
)
# "March 3", "Sept. 30": whether the word is a month, the table says.
_BEFORE_A_NUMBER = re.compile(r"\b([a-z]{3,9})\.?\s+(?=\d)", re.IGNORECASE)
_LETTERS = re.compile(r"[a-z]+", re.IGNORECASE | re.ASCII)
_ORDINALS = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "twice": 2}
_SPELLED = ONES | TENS | _ORDINALS
_TEN = 10
# "one" is a number only before what is counted; elsewhere it is a pronoun.
_COUNTED = frozenset("unit units minute minutes hour hours day days".split())

_WORD = re.compile(r"[a-z][a-z0-9'-]+")
_COMMON = frozenset(
    "a an and are as at be been but by can could do does each for from has have if in into is it its may must no "
    "not of on or other should so than that the their them then there these they this those to under was were "
    "when which while will with would you your also any both such only yes never without cannot neither nor".split()
)
# Said of a code these are one word.
_BILLING = frozenset({"report", "submit", "claim", "charg"})
# Words so common in every passage here that sharing them ties nothing together.
_EVERYWHERE = frozenset({"cpt", "hcpc", "code", "medicar", "bill"})

# Every sentence of an answer is held against the same passages, clause by clause: reading them again each time was half
# of an answer's time. So many texts of a few hundred letters are a megabyte or two.
_REMEMBERED = 4_096
_REMEMBERED_WORDS = 16_384

_NEGATIONS = frozenset("no not never cannot neither nor none without".split())
_SPOKEN = re.compile(r"\w+(?:['’]t\b)?")
_ALONE = re.compile(
    r"""\b(?:by\s+(?:itself|themselves)|on\s+(?:its|their)\s+own|stand(?:s|ing)?[- ]?alone|independently|solo
    |without\s+(?:a|an|the|its|their|any)?\s*(?:(?:base|parent)\s+(?:code|procedure|service)|primary(?:\s+(?:code|procedure|service))?))\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What a rule is about to say yes or no to. Two sentences that disagree on one of these contradict each other.
_RULINGS = {
    "alone": re.compile(r"\balone\b", re.IGNORECASE),
    "add-on": re.compile(r"\badd-?\s?on\b", re.IGNORECASE),
    "separately": re.compile(r"\bseparate(?:ly)?\b", re.IGNORECASE),
    "together": re.compile(r"\btogether\b", re.IGNORECASE),
    "billable": re.compile(r"\bbillable\b", re.IGNORECASE),
    "payable": re.compile(r"\bpayable\b|\bpaid\b", re.IGNORECASE),
    "covered": re.compile(r"\bcovered\b", re.IGNORECASE),
}


def unsupported(text: str, cited: Sequence[Evidence], allowed: frozenset[Code]) -> str:
    """Why the cited evidence does not carry a sentence (without its citations); empty as far as this can tell."""
    text = _LIST_MARK.sub("", text)
    said = frozenset[Code]().union(*(item.codes for item in cited))
    for mention in find_codes(text):
        if not is_known(mention, said | allowed) and mention.certain:
            return f"{mention.text} is not in the cited source"
    codeless = without_codes(text)
    if lacking := _lacking_number(codeless, text, cited):
        return lacking
    everything = " ".join(f"{item.title} {item.text} {item.edition} {item.locator}" for item in cited)
    words, sources = content_words(codeless), content_words(everything)
    if len(words) >= FEWEST_WORDS and len(words & sources) / len(words) < LEAST_SHARED_WORDS:
        return "the cited source says something else"
    # The marking of our own wording denies nothing about the code it stands beside.
    plain = [item.text.replace(f" ({OWN_WORDING})", "") for item in cited]
    sources_flat = [_flat(source) for source in plain]
    clauses = [clause for source in plain for clause in clauses_of(source)]
    own = [clause for clause in clauses_of(text) if not any(_flat(clause) in source for source in sources_flat)]
    if any(_near_equal_denied(without_codes(clause), clauses) or _ruling_differs(clause, clauses) for clause in own):
        return "the cited source says the opposite"
    return ""


def supporting(text: str, evidence: Sequence[Evidence], allowed: frozenset[Code]) -> Evidence | None:
    """The passage that carries a sentence which cites none, or the wrong one; None where none clearly does."""
    words = content_words(without_codes(text))
    if len(words) < FEWEST_WORDS:
        return None
    named = code_words(text)

    def shared(item: Evidence) -> float:
        if not named <= frozenset(map(str, item.codes)) or unsupported(text, [item], allowed):
            return 0
        return len(words & content_words(f"{item.title} {item.text}")) / len(words)

    best = max(evidence, key=shared, default=None)
    return best if best is not None and shared(best) >= CLEARLY_SHARED_WORDS else None


def adds_to(text: str, said: Sequence[str]) -> bool:
    """Whether a sentence says something that no single one of those before it says: a word, a code or a number."""
    own = content_words(without_codes(text)) | code_words(text) | _numbers(without_codes(text))
    return not any(
        own <= content_words(without_codes(before)) | code_words(before) | _numbers(without_codes(before))
        for before in said
    )


def _lacking_number(codeless: str, text: str, cited: Sequence[Evidence]) -> str:
    """Why a number of the sentence is not carried: it is nowhere in the evidence, or said of something else there."""
    # "chapter 12" and "2026 Q2" may rest on edition and locator; an amount may not: "2" is in every "2026 Q2".
    places = " ".join(f"{item.edition} {item.locator}" for item in cited)
    years = {number for number in _numbers(places) if len(number) >= 4}
    spoken = _numbers(_PLACE_OR_QUARTER.sub(" ", codeless))
    stated = frozenset[str]().union(*(_digits(f"{item.title}\n{item.text}") for item in cited))
    for number in sorted((spoken - years - stated) | (_numbers(codeless) - _digits(places) - stated)):
        return f"{number} is not in the cited source"
    subject = (content_words(codeless) - _EVERYWHERE) | code_words(text)
    if not content_words(codeless) - _EVERYWHERE:
        return ""
    # A clause that is the source's own says its numbers of what the source says them of.
    told = {_flat(clause) for item in cited for clause in clauses_of(item.text)}
    own = " ".join(clause for clause in clauses_of(text) if _flat(clause) not in told)
    spoken &= _numbers(_PLACE_OR_QUARTER.sub(" ", without_codes(own)))
    for number in sorted(number for number in spoken - years if len(number) < 4):
        if not any(
            subject & (content_words(f"{item.title} {clause}") | code_words(clause))
            for item in cited
            for clause in (*clauses_of(item.text), item.title)
            if number in _digits(clause)
        ):
            return f"the cited source says {number} of something else"
    return ""


def without_codes(text: str) -> str:
    """A text without its codes; units written on one stay."""
    for mention in reversed(find_codes(text)):
        units = re.search(r"(?<=[xX×])\d{1,2}$", mention.text)  # "64484x4" read as one
        text = text[: mention.start] + (f" {units[0]} " if units else " ") + text[mention.end :]
    return text


@lru_cache(maxsize=_REMEMBERED)
def code_words(text: str) -> frozenset[str]:
    """The codes that a text names, as they are written."""
    return frozenset(str(mention.code) for mention in find_codes(text))


@lru_cache(maxsize=_REMEMBERED)
def _digits(text: str) -> frozenset[str]:
    """Every number a passage has, however it is embedded (dates, "0.5mL")."""
    return _numbers(text) | {run.lstrip("0") or "0" for run in re.findall(r"\d+", text)}


@lru_cache(maxsize=_REMEMBERED)
def _numbers(text: str) -> frozenset[str]:
    """The numbers a text states, digits, words or months of dates, without separators, signs and leading zeros."""
    text = _NAMES_WITH_NUMBERS.sub(" ", text)
    found = {match[1] or match[2] for match in _NUMBER.finditer(text)}
    months = (MONTHS.get(match[1].lower()) for match in _BEFORE_A_NUMBER.finditer(text))
    found |= {str(month) for month in months if month}
    return frozenset(_plain(number) for number in (*found, *_spelled(text)))


def _spelled(text: str) -> Iterator[str]:
    """The numbers that a text has in words: "eighty-two", "fifth", "one unit"."""
    words = [(match[0].lower(), *match.span()) for match in _LETTERS.finditer(text)]
    taken = -1
    for at, (word, start, end) in enumerate(words):
        if word not in _SPELLED or at == taken or text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
            continue
        value = _SPELLED[word]
        following, begin, _ = words[at + 1] if at + 1 < len(words) else ("", 0, 0)
        if word in TENS and 0 < ONES.get(following, 0) < _TEN and text[end:begin] in ("-", " "):
            value, taken = value + ONES[following], at + 1
        if value > 1 or (following in _COUNTED and text[end:begin].isspace()):
            yield str(value)


def denies(text: str) -> bool:
    """Whether a text has a word that denies."""
    return any(word in _NEGATIONS or word.endswith(("n't", "n’t")) for word in _SPOKEN.findall(text.lower()))


def _plain(number: str) -> str:
    number = number.replace(",", "")
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return number.lstrip("0") or "0"


@lru_cache(maxsize=_REMEMBERED)
def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, without endings."""
    words = _WORD.findall(_ALONE.sub("alone", text).lower())
    stems = {_stem(word) for word in words if word not in _COMMON and len(word) > 2}
    return frozenset("bill" if stem in _BILLING else stem for stem in stems)


@lru_cache(maxsize=_REMEMBERED_WORDS)
def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ing", "ies", "ied", "ed", "es", "s", "ly", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=_REMEMBERED)
def _flat(text: str) -> str:
    """The text without its Markdown, case and line breaks, to be looked for word for word in another."""
    return " ".join(re.sub(r"[*_`]|^\s*-\s", " ", text, flags=re.MULTILINE).split()).lower().rstrip(" .;")


@lru_cache(maxsize=_REMEMBERED)
def clauses_of(text: str) -> tuple[str, ...]:
    """The sentences and lines of a passage."""
    return tuple(clause for clause in re.split(r"(?<=[.;!?])\s+|\n", text) if clause.strip())


def _near_equal_denied(text: str, clauses: Sequence[str]) -> bool:
    """True when the clause nearest in words says no where the sentence says yes, or the other way round.

    Only near-equal clauses are compared: across a paraphrase a count of negations means nothing.
    """
    words = content_words(text)
    if len(words) < 3 or not clauses:
        return False
    nearest = max(
        clauses, key=lambda clause: len(words & content_words(clause)) / (len(words | content_words(clause)) or 1)
    )
    theirs = content_words(nearest)
    shared = len(words & theirs)
    if shared < 3 or shared / len(words | theirs) < SAME_CLAUSE:
        return False
    return denies(text) != denies(nearest)


def _ruling_differs(text: str, clauses: Sequence[str]) -> bool:
    """True when the sentence rules on something ("alone", "separately") and every clause on it rules otherwise."""
    for ruling in _RULINGS:
        if not (ours := _denials(ruling, text)):
            continue
        theirs = frozenset[bool]().union(*(_denials(ruling, clause) for clause in clauses))
        if theirs and not ours & theirs:
            return True
    return False


@lru_cache(maxsize=_REMEMBERED)
def _denials(ruling: str, text: str) -> frozenset[bool]:
    """Whether each mention of what is ruled on is denied (True) or affirmed (False)."""
    text = _ALONE.sub("alone", text)
    found: set[bool] = set()
    for match in _RULINGS[ruling].finditer(text):
        before = re.split(r"[.;:!?()]", text[: match.start()])[-1]
        after = re.split(r"[.;:!?]", text[match.end() :])[0]
        reach = " ".join(before.split()[-_REACH_OF_NO:])
        forbidden = re.match(r"\s*(?:is|are)\s+(?:not|never|incorrect|wrong|denied|improper)\b", after, re.IGNORECASE)
        found.add(denies(reach) != bool(forbidden))
    return frozenset(found)
