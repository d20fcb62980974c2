"""Yes or no in front of a conclusion, where the question asks for one and the verdict does not say it itself. Pure.

"can we bill G0506 with 99490?"            the codes are concluded             Yes: ...
"99454 ok?"                                99454 is turned down                No: ...
"we were told that X cannot be billed,     X may be billed: the statement      No, that is not right: ...
 is that right?"                           is wrong
"""

from __future__ import annotations

import re

from assistant.rules.verdict import Stance, Verdict
from assistant.understand.query import Query
from corpus.relations import ProcedureCode

_ANSWERED = re.compile(r"\W*(?:yes|no|not|only|neither|never|either|both|it depends|right|wrong)\b", re.IGNORECASE)
_OWN_ANSWER = re.compile(r"(?:\*\*)?(?:Yes|No)\b(?:, \w+)?(?:\*\*)?[:.,]\s*")


def with_yes_or_no(question: Query, verdict: Verdict) -> str:
    """The conclusion as it is said: with its yes or no, turned round where a denial is asked about."""
    said = verdict.conclusion
    told = question.story.within("common")
    if told.has("asks_truth") and told.has("denial_reported"):
        if verdict.stance is Stance.AFFIRMS and not verdict.denies:
            return f"No, that is not right. {without_answer(said)}"
        if verdict.stance is Stance.DENIES:
            return f"Yes, that is right. {without_answer(said)}"
        return said
    if not told.has("asks_whether") or _ANSWERED.match(said):
        return said
    if verdict.denies & set(question.codes) or verdict.stance is Stance.DENIES:
        return f"No: {said}"
    billed = {line.code for line in verdict.billed}
    modifiers = {modifier for line in verdict.billed for modifier in line.modifiers} | billed
    if not modifiers.issuperset(question.modifiers):
        return said  # what is asked of a modifier that is not concluded is not simply yes
    named = {code for code in question.codes if isinstance(code, ProcedureCode)}
    if verdict.stance is Stance.AFFIRMS and named & (billed | verdict.about):
        return f"Yes: {said}"
    return said


def without_answer(said: str) -> str:
    """ "No: the edit ..." behind "that is right" would read as its opposite."""
    match = _OWN_ANSWER.match(said)
    rest = said[match.end() :] if match else said
    return rest[:1].upper() + rest[1:]
