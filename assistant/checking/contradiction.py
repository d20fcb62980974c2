"""Does a drafted sentence agree with the verdicts by rule? Never raises.

A verdict is decided from a table's row; a model only words it. What a sentence asserts of a verdict's codes is read as
typed claims: figures and places by their form, what is billed by the words around each code, and the position on the
verdict's question by vocabulary and by likeness to examples. A draft with a sentence that says otherwise is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.checking.claims import Thing, differs
from assistant.checking.likeness import Likeness
from assistant.checking.wording import Wording, wording
from assistant.rules.verdict import Ruling, Stance, Verdict
from corpus.codes import Code, Modifier
from corpus.mentions import find_codes

# A number of units: no dose, share or time.
_NUMBER = re.compile(r"(?<![\w.-])\d{1,3}(?![\w-]|\.\d|\s?(?:m?g|mcg|ml|percent|%|minutes?|days?)\b)", re.IGNORECASE)
_CITATION = re.compile(r"\[\d+\]")

# What is turned down only without another code is billed with it.
_ON_TERMS = frozenset({"alone", "company"})

# A sentence that begins so and names no code is about what was asked.
_LEANING = frozenset("yes it this that these they both either neither".split())
_NO = re.compile(r"\W*no[.,:;]", re.IGNORECASE)  # not "No 26 or TC"

# The question that a rule's verdict answers (positions.yaml).
_QUESTIONS = {
    "add-on": "add-on",
    "primaries": "add-on",
    "ptp": "pair",
    "ptp-summary": "pair",
    "icd10cm-pair": "pair",
    "icd10cm": "valid",
    "validity": "valid",
}
# Positions that contradict a verdict of that stance.
_AGAINST: dict[tuple[str, Stance], frozenset[str]] = {
    ("add-on", Stance.DENIES): frozenset({"alone"}),
    ("add-on", Stance.AFFIRMS): frozenset({"alone"}),  # "the primary code of ... is ..."
    ("add-on", Stance.CONDITIONS): frozenset({"alone"}),
    ("pair", Stance.DENIES): frozenset({"together", "with a modifier"}),
    ("pair", Stance.CONDITIONS): frozenset({"together", "never"}),
    ("pair", Stance.SILENT): frozenset({"together", "never"}),
    ("pair", Stance.NOT_LOADED): frozenset({"together", "never", "with a modifier"}),
    ("valid", Stance.DENIES): frozenset({"valid"}),
    ("valid", Stance.AFFIRMS): frozenset({"not valid"}),
}


def contradicted(text: str, rulings: Sequence[Ruling], likeness: Likeness | None = None) -> Ruling | None:
    """The verdict that a sentence contradicts, as far as its words tell; None when it agrees with all."""
    bare = _CITATION.sub("", text)
    if bare.rstrip().endswith("?"):
        return None
    named = {mention.code for mention in find_codes(bare)}
    leans = wording(bare).first in _LEANING or _NO.match(bare) is not None
    words = set(bare.split())
    for ruling in rulings:
        named |= {code for code in ruling.about if isinstance(code, Modifier) and str(code) in words}
        if not _speaks_of(named, leans, ruling, rulings):
            # "Medicare takes 33" names no code, and says itself what it is about.
            if differs(bare, ruling.verdict, only=Thing.PAYER):
                return ruling
            continue
        if (
            _says_otherwise(bare, named, ruling)
            or differs(bare, ruling.verdict)
            or (ruling.rule not in _QUESTIONS and _bills_what_is_denied(bare, ruling.verdict))
            or _needs_no_modifier(bare, ruling.verdict)
            or (likeness is not None and _takes_another_position(bare, ruling, likeness))
        ):
            return ruling
    return None


def _speaks_of(named: set[Code], leans: bool, ruling: Ruling, rulings: Sequence[Ruling]) -> bool:
    about = ruling.about
    codes = {code for code in named if not isinstance(code, Modifier)}
    if codes:
        # A verdict on a pair is spoken of by a sentence on the pair, or on one of it and nothing else.
        if len(about) == 1 or len(rulings) == 1:
            return bool(about & codes)
        return about <= named or (bool(about & codes) and codes <= about and bool(ruling.verdict.denies & codes))
    # "Yes, it can." is about the one thing that was asked; a rule in general words is not.
    return bool(about & named) or (len(rulings) == 1 and leans)


def _says_otherwise(text: str, named: set[Code], ruling: Ruling) -> bool:
    said = wording(text)
    concepts = said.concepts
    permits = "permits" in concepts or said.first == "yes"
    forbids = "forbids" in concepts or (said.first == "no" and "no_such" not in said.begins)
    if forbids and permits and said.first not in ("yes", "no"):
        permits = False  # "cannot be billed" holds a "be billed"; the denial is what is said
    conditional = "condition" in concepts and "absolute" not in concepts
    stance = ruling.verdict.stance
    if ruling.rule == "mue":
        return _other_limit(text, ruling.verdict)
    if ruling.rule == "add-on":
        others = named - ruling.about
        alone = "alone" in concepts or not (others or conditional or "company" in concepts)
        return permits and alone and stance in (Stance.DENIES, Stance.CONDITIONS, Stance.NOT_LOADED)
    if len(ruling.about) > 1 and not ruling.about <= named and said.first not in ("yes", "no"):
        return False  # on one of the pair
    match stance:
        case Stance.DENIES:
            return permits and not ((conditional or "company" in concepts) and _has_terms(ruling))
        case Stance.CONDITIONS:
            return (permits or forbids) and not conditional and ruling.rule in _QUESTIONS
        case Stance.AFFIRMS:
            return forbids and not conditional and _QUESTIONS.get(ruling.rule) in ("pair", "valid")
        case Stance.SILENT | Stance.NOT_LOADED:
            return (permits or forbids) and "absence" not in concepts and ruling.rule in _QUESTIONS
    return False


def _has_terms(ruling: Ruling) -> bool:
    """Whether a denial itself says when it does not hold; one by an edit that no modifier opens does not."""
    terms = wording(ruling.verdict.conclusion).concepts & {"condition", *_ON_TERMS}
    return ruling.rule not in _QUESTIONS and bool(terms)


def _takes_another_position(text: str, ruling: Ruling, likeness: Likeness) -> bool:
    question = _QUESTIONS.get(ruling.rule)
    against = _AGAINST.get((question or "", ruling.verdict.stance))
    if question is None or against is None:
        return False
    concepts = wording(text).concepts
    if "absence" in concepts or (ruling.verdict.stance is Stance.CONDITIONS and "condition" in concepts):
        return False
    return likeness.position(question, text) in against


# --- what is billed -------------------------------------------------------------------------------------------------

_CLAUSE = re.compile(r"[,;:()]|\b(?:because|but|so|since|although|unless|if|when|whereas|instead of|rather than)\b")


def _bills_what_is_denied(text: str, verdict: Verdict) -> bool:
    """Whether a clause bills a code, or puts on a modifier, that the verdict turns down."""
    if not verdict.denies or not _ON_TERMS.isdisjoint(wording(verdict.conclusion).concepts):
        return False
    for clause in _CLAUSE.split(text):
        said = wording(clause)
        if "condition" in said.concepts or "forbids" in said.concepts or "refuses" in said.concepts:
            continue
        mentions = find_codes(clause)
        for mention in mentions:
            if mention.code in verdict.denies and _is_billed(clause, mention.start, said):
                return True
            if verdict.denies.intersection(mention.modifiers) and mention.code in verdict.about:
                return True
    return False


def _is_billed(clause: str, place: int, said: Wording) -> bool:
    """Whether the code at a place of a clause is what is billed: "... is 99496", "bill 99496", "99496 is paid"."""
    ahead = wording(clause[:place]).concepts
    return "bills" in ahead or ("permits" in said.concepts and not clause[:place].strip())


def _needs_no_modifier(text: str, verdict: Verdict) -> bool:
    """Whether a sentence says that no modifier is needed where the verdict concludes one on that code."""
    if "without_modifier" not in wording(text).concepts:
        return False
    with_modifiers = {mention.code for mention in find_codes(verdict.conclusion) if mention.modifiers}
    with_modifiers |= {line.code for line in verdict.billed if line.modifiers}
    on_condition = verdict.stance is Stance.CONDITIONS and any(
        isinstance(mention.code, Modifier) for mention in find_codes(verdict.conclusion)
    )
    named = {mention.code for mention in find_codes(text)}
    return bool(named & with_modifiers) or (on_condition and bool(named & verdict.about))


def _other_limit(text: str, telling: Verdict) -> bool:
    """True when the sentence states a number of units that the verdict does not have."""
    if "limit" not in wording(text).concepts:
        return False
    words = f"{telling.conclusion} {' '.join(telling.reasons)} {telling.row}"
    stated = set(_NUMBER.findall(words))
    return any(number not in stated for number in _NUMBER.findall(text))
