"""How a conclusion begins: with yes or no where the question asks for one and the verdict does not say it itself; with
the reason, the source or the code that is meant where the answer before is asked about. Pure.

"can we bill G0506 with 99490?"            the codes are concluded             Yes: ...
"99454 ok?"                                99454 is turned down                No: ...
"we were told that X cannot be billed,     X may be billed: the statement      No, that is not right: ...
 is that right?"                           is wrong
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answer import Part
from assistant.answering.compose.draft import PARAGRAPH, Block, stated
from assistant.answering.findings import Findings
from assistant.rules.ptp.modifiers import is_visit
from assistant.rules.verdict import Ruling, Stance, Verdict, as_of, bold
from assistant.understand.query import AboutAnswer, Query
from assistant.understand.story import Mention
from corpus.codes import Code, Modifier
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
    if turned := _turned(question, verdict):
        return turned
    if not _asks_whether(question) or _ANSWERED.match(said):
        return said
    denied = verdict.stance is Stance.DENIES or bool(verdict.denies & set(question.codes))
    if denied or _proposed_otherwise(question, verdict):
        return f"No: {said}"
    billed = {line.code for line in verdict.billed}
    modifiers = {modifier for line in verdict.billed for modifier in line.modifiers} | billed
    if not modifiers.issuperset(question.modifiers):
        return said  # what is asked of a modifier that is not concluded is not simply yes
    named = {code for code in question.codes if isinstance(code, ProcedureCode)}
    if verdict.stance is Stance.AFFIRMS and named & (billed | verdict.about) and _asks_whether(question, now=True):
        return f"Yes: {said}"
    return said


# These words ask only where nothing but a sign follows: "is that right?", not "right knee" or "ok same visit".
_AT_THE_END = frozenset({"ok", "okay", "right", "correct"})
_OF_A_PERSON = frozenset({"who", "whos", "who's", "whose", "which", "what", "whats", "what's", "make"})


def _asks_whether(question: Query, *, now: bool = False) -> bool:
    """True where the question asks for a yes or no; ``now``: in the message itself, not in one that it goes on with."""
    tokens = question.story.tokens
    begins = question.begins if now else 0
    places = {token.start: index for index, token in enumerate(tokens)}
    for mention in question.story.within("common").mentions("asks_whether"):
        at = places.get(mention.start)
        if mention.negated or at is None or mention.start < begins - 1:
            continue
        if tokens[at].word not in _AT_THE_END or mention.end > tokens[at].end:
            return True
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        ends = following is None or following.is_sign or following.sentence != tokens[at].sentence
        if ends and at and not _OF_A_PERSON.intersection(token.word for token in tokens[max(0, at - 2) : at]):
            return True
    return False


def _proposed_otherwise(question: Query, verdict: Verdict) -> bool:
    """True where a code is concluded with other units than the question proposes for it: "11042 x2, right?"."""
    billed = {line.code: line.units for line in verdict.billed}
    return any(line.units is not None and billed.get(line.code, line.units) != line.units for line in question.lines)


_OUTER_FIRST, _INNER_FIRST, _DENIED = "includes_it", "included_in", "would_deny"


def _turned(question: Query, verdict: Verdict) -> str:
    """What an edit says where a question asks for the inclusion or the denial itself; "" for any other question.

    "Is 11104 included in 11102?" with 11102 as the code that is denied: no, the other way round.
    """
    if verdict.rule != "ptp" or not verdict.bare or len(verdict.told_at) != 1 or len(verdict.about) != 2:
        return ""
    (inner,) = verdict.told_at
    (outer,) = verdict.about - verdict.told_at
    told = question.story.within("rules")
    open_to = ", unless a modifier fits" if verdict.stance is Stance.CONDITIONS else ""
    for concept in (_INNER_FIRST, _OUTER_FIRST, _DENIED):
        mention = told.first(concept)
        named = _asked_of(question, mention, verdict, behind=concept == _OUTER_FIRST) if mention else None
        if named is None:
            continue
        if concept == _DENIED:
            said = f"Yes, {bold(inner)} is denied beside {bold(outer)}{open_to}"
            other = f"No, {bold(inner)} is the one that is denied{open_to}"
        else:
            said = f"Yes, {bold(inner)} is included in {bold(outer)}{open_to}"
            other = f"No, the other way round: {bold(inner)} is included in {bold(outer)}{open_to}"
        return f"{said if named == inner else other}. {verdict.bare}"
    return ""


def _asked_of(question: Query, mention: Mention, verdict: Verdict, *, behind: bool) -> Code | None:
    """The code of the pair that stands nearest before the words that ask, or ``behind`` them."""
    places = [(span, code) for code in verdict.about for span in question.places.get(code, ())]
    if behind:
        after = [(span[0], code) for span, code in places if span[0] >= mention.end]
        return min(after, key=lambda each: each[0])[1] if after else None
    before = [(span[1], code) for span, code in places if span[1] <= mention.start + 1]
    inside = [(span[0], code) for span, code in places if mention.start <= span[0] < mention.end]
    found = before or inside
    return max(found, key=lambda each: each[0])[1] if found else None


def without_answer(said: str) -> str:
    """ "No: the edit ..." behind "that is right" would read as its opposite."""
    match = _OWN_ANSWER.match(said)
    rest = said[match.end() :] if match else said
    return rest[:1].upper() + rest[1:]


# --- asked of the answer before ---------------------------------------------------------------------------------------

_EDITS = frozenset({"ptp"})
_IN_FORCE = frozenset({Stance.DENIES, Stance.CONDITIONS})
_OF_A_VISIT = Modifier("25")
# The preventive visit beside a problem visit takes no modifier 25.
_PREVENTIVE = ("9938", "9939")


def said_of_answer(question: Query, findings: Findings, lead: Ruling) -> list[Block]:
    """What leads the answer where its answer is asked about; empty where nothing is, or nothing can be said."""
    match question.of_answer:
        case AboutAnswer.SOURCE:
            return [_block(f"From {_row(lead.verdict)}", lead)]
        case AboutAnswer.SURE:
            return [_block(f"It stands on {_row(lead.verdict)}", lead)]
        case AboutAnswer.WHY:
            return [_block(_why(lead.verdict), lead), _block(f"From {_row(lead.verdict)}", lead)]
        case AboutAnswer.WHICH:
            return [_block(said, ruling) for said, ruling in _which(question, findings.rulings, lead)][:2]
        case _:
            return []


def _block(said: str, ruling: Ruling) -> Block:
    return stated(said, ruling, PARAGRAPH, Part.CONCLUSION)


def _row(verdict: Verdict) -> str:
    """The edition and the row, as a clause that ends the sentence."""
    row = verdict.row.strip()
    return row if row.endswith(".") else f"{row}."


def _why(verdict: Verdict) -> str:
    """What decides, without its yes or no, and the first reason."""
    said = as_of(verdict.bare or without_answer(verdict.conclusion), verdict.basis)
    return " ".join((said, *verdict.reasons[:1]))


def _which(question: Query, rulings: Sequence[Ruling], lead: Ruling) -> Iterator[tuple[str, Ruling]]:
    """The code of an edit that is paid and the one that takes the modifier; else the visit that takes 25."""
    edits = [one for one in rulings if one.rule in _EDITS and one.verdict.stance in _IN_FORCE]
    for ruling in edits:
        verdict = ruling.verdict
        if len(verdict.told_at) == 1 and len(verdict.about) == 2:
            (second,) = verdict.told_at
            (first,) = verdict.about - verdict.told_at
            mend = f" To have both: {verdict.mend}." if verdict.stance is Stance.CONDITIONS and verdict.mend else ""
            said = f"{bold(first)} is the one that is paid, {bold(second)} the one that is denied.{mend}"
            yield as_of(said, verdict.basis), ruling
    if not edits and _OF_A_VISIT in lead.verdict.mentions and len(visits := _problem_visits(question.codes)) == 1:
        yield f"{bold(visits[0])}: the modifier, {bold(_OF_A_VISIT)}, goes on the problem visit.", lead


def _problem_visits(codes: Sequence[Code]) -> list[Code]:
    visits = [code for code in codes if isinstance(code, ProcedureCode) and is_visit(code)]
    return [code for code in visits if not str(code).startswith(_PREVENTIVE)]
