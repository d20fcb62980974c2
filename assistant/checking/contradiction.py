"""Does a drafted sentence agree with the verdicts by rule? Pure; never raises.

A verdict is decided from a table's row; a model only words it. A sentence that speaks of a verdict's codes and says
otherwise is not shown: the verdict is shown in its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Check, CheckKind, Sentence
from assistant.checking.wording import wording
from assistant.rules.verdict import Ruling, Stance, Verdict
from corpus.codes import Code
from corpus.mentions import find_codes

_NUMBER = re.compile(r"(?<![\w.-])\d{1,3}(?![\w-]|\.\d)")
_CITATION = re.compile(r"\[\d+\]")


def agree(sentence: Sentence, rulings: Sequence[Ruling]) -> Sentence:
    """The sentence, or what is shown in its place because a verdict says otherwise."""
    ruling = contradicted(sentence.text, rulings)
    if ruling is None:
        return sentence
    check = Check(CheckKind.CONTRADICTED, ruling.verdict.key)
    text = f"{ruling.verdict.conclusion} [{ruling.number}]"
    return Sentence(text, sentence.lead, (ruling.number,), (check,))


def contradicted(text: str, rulings: Sequence[Ruling]) -> Ruling | None:
    """The verdict that a sentence contradicts, as far as its words tell; None when it agrees with all."""
    bare = _CITATION.sub("", text)
    if bare.rstrip().endswith("?"):
        return None
    named = {mention.code for mention in find_codes(bare)}
    for ruling in rulings:
        if _speaks_of(named, ruling, rulings) and _says_otherwise(bare, named, ruling):
            return ruling
    return None


def _speaks_of(named: set[Code], ruling: Ruling, rulings: Sequence[Ruling]) -> bool:
    about = ruling.about
    if named:
        # A verdict on a pair is spoken of by a sentence on the pair, one on a code by a sentence on it.
        return about <= named if len(about) != 1 else bool(about & named)
    return len(rulings) == 1  # "Yes, it can." is about the one thing that was asked


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
    match stance:
        case Stance.DENIES:
            return permits
        case Stance.CONDITIONS:
            return (permits or forbids) and not conditional
        case Stance.AFFIRMS:
            return forbids and not conditional
        case Stance.SILENT | Stance.NOT_LOADED:
            return (permits or forbids) and "absence" not in concepts
    return False


def _other_limit(text: str, telling: Verdict) -> bool:
    """True when the sentence states a number of units that the verdict does not have."""
    if "limit" not in wording(text).concepts:
        return False
    words = f"{telling.conclusion} {' '.join(telling.reasons)} {telling.row}"
    stated = set(_NUMBER.findall(words))
    return any(number not in stated for number in _NUMBER.findall(text))
