"""Does a drafted sentence agree with the verdicts by rule? Pure; never raises.

A verdict is decided from a table's row; a model only words it. A sentence that speaks of a verdict's codes and says
otherwise is not shown: the verdict is shown in its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Check, CheckKind, Sentence
from assistant.rules.verdict import Ruling, Stance, Verdict
from corpus.codes import Code
from corpus.mentions import find_codes

_BILLED = r"(?:billed|reported|coded|used|submitted|claimed|charged|paid|reimbursed|billable|reportable|payable)"
_ALLOWED = r"(?:allowed|permitted|acceptable|permissible|appropriate|valid|fine|okay|ok|correct)"

_PERMITS = re.compile(
    rf"""^\W*yes\b
    |\b(?:can|may|could)\s+(?:(?:also|both|all|always|now|simply|certainly|generally|be|you|we|it|they)\s+)*
        (?:{_BILLED}|bill|report|code|use|submit|claim|stand)\b
    |\b(?:is|are)\s+(?:(?:always|generally|separately|both|also|perfectly)\s+)*(?:{_BILLED}|{_ALLOWED})\b
    |\bno\s+(?:ncci\s+|ptp\s+)?(?:edits?|bundling|restrictions?|conflicts?|limits?)\b
    |\b(?:not|never|n[’']t)\s+bundled\b|\bno\s+modifier\s+(?:is\s+)?(?:needed|required|necessary)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FORBIDS = re.compile(
    rf"""^\W*no\b(?!\s+(?:ncci|ptp|edit|mue|row|table|conflict|restriction|limit|modifier))
    |\b(?:cannot|can\s?not|can[’']t|may\s+not|must\s+not|should\s+not|shouldn[’']t|must\s+never|may\s+never|can\s+never)\b
    |\b(?:is|are)\s+(?:not|never)\s+(?:(?:separately|ever)\s+)*(?:{_BILLED}|{_ALLOWED})\b
    |\b(?:isn[’']t|aren[’']t)\s+(?:(?:separately|ever)\s+)*(?:{_BILLED}|{_ALLOWED})\b
    |\b(?:is|are|always)\s+(?:(?:always|never)\s+)?(?:bundled|denied|prohibited|forbidden)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Says under what condition: then a yes or no is half of the truth at most, and not a contradiction of a condition.
_CONDITION = re.compile(
    r"""\b(?:if|unless|only|provided|when|requires?|needs?|as\s+long\s+as|depend\w*|modifiers?|documentation|documented
    |supports?|except|payer|appeal)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# For an add-on code company is the condition; for a pair it is the question.
_COMPANY = re.compile(r"\b(?:with|together|alongside|primary|in\s+addition)\b", re.IGNORECASE)
_ABSOLUTE = re.compile(
    r"\b(?:never|under\s+no\s+circumstances?|regardless|always|in\s+any\s+case|even\s+with)\b", re.IGNORECASE
)
_ABSENCE = re.compile(
    r"\b(?:not\s+loaded|isn[’']t\s+loaded|not\s+listed|no\s+row|i\s+(?:do\s+not|don[’']t|cannot|can[’']t)|not\s+the\s+same)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\b(?:alone|by\s+(?:itself|themselves)|on\s+(?:its|their)\s+own|stand-?\s?alone|independently|without)\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(r"\b(?:mues?|units?|maximum|at\s+most|up\s+to|limit(?:ed)?|per\s+day|times)\b", re.IGNORECASE)
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
    permits, forbids = bool(_PERMITS.search(text)), bool(_FORBIDS.search(text))
    if forbids and permits and not re.match(r"\W*(?:yes|no)\b", text, re.IGNORECASE):
        permits = False  # "cannot be billed" holds a "be billed"; the denial is what is said
    conditional = bool(_CONDITION.search(text)) and not _ABSOLUTE.search(text)
    stance = ruling.verdict.stance
    if ruling.rule == "mue":
        return _other_limit(text, ruling.verdict)
    if ruling.rule == "add-on":
        others = named - ruling.about
        alone = bool(_ALONE.search(text)) or not (others or conditional or _COMPANY.search(text))
        return permits and alone and stance in (Stance.DENIES, Stance.CONDITIONS, Stance.NOT_LOADED)
    match stance:
        case Stance.DENIES:
            return permits
        case Stance.CONDITIONS:
            return (permits or forbids) and not conditional
        case Stance.AFFIRMS:
            return forbids and not conditional
        case Stance.SILENT | Stance.NOT_LOADED:
            return (permits or forbids) and not _ABSENCE.search(text)
    return False


def _other_limit(text: str, telling: Verdict) -> bool:
    """True when the sentence states a number of units that the verdict does not have."""
    if not _LIMIT.search(text):
        return False
    words = f"{telling.conclusion} {' '.join(telling.reasons)} {telling.row}"
    stated = set(_NUMBER.findall(words))
    return any(number not in stated for number in _NUMBER.findall(text))
