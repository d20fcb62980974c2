"""What a follow-up refers to: the codes that "it" or "the first one" stand for, or the question itself. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.understand.conversation.several import ANOTHER
from assistant.understand.form.naming import Named
from assistant.understand.query import Conversation, Relation, Turn
from assistant.understand.wishes import wording
from assistant.understand.wishes.meaning import AskedFor
from assistant.understand.wishes.wish import CODE_WISHES, OF_A_CASE, OF_SEVERAL, Wish
from corpus.codes import Code, Modifier

_FORGETS = re.compile(
    r"^\W*(?:(?:ok|and|now|then)[ ,]+)?"
    rf"(?:(?:new|different|another|unrelated|next)\s+(?:topic|question|subject)\b|{ANOTHER})",
    re.IGNORECASE,
)
_SAME = re.compile(r"\b(?:same|too|also|as well)\b", re.IGNORECASE)
_RELATED = re.compile(r"\b(?:its|the|that|their)\s+(?:(?P<primary>primary|parent|base)|add-?\s?ons?)\b", re.IGNORECASE)
_MOST_WORDS = 9


@dataclass(frozen=True, slots=True)
class Referred:
    """What of the conversation a message is about. ``again``: it asks the question before once more."""

    codes: tuple[Code, ...]
    again: bool = False
    ambiguous: bool = False
    settled: bool = False  # the codes are all that is meant


def forgets(text: str) -> bool:
    """ "New topic: ..." and "different patient: ..." leave the conversation behind, "next patient, same thing" not."""
    return bool(_FORGETS.match(text)) and not _SAME.search(text)


def relation_in(text: str, wish: Wish) -> Relation | None:
    """ "Can its primary be billed alone?" asks about the primary; "what is its primary?" asks which it is."""
    if wish in (Wish.PRIMARY_OF, Wish.ADD_ONS_OF):
        return None
    match = _RELATED.search(text)
    if match is None:
        return None
    return Relation.PRIMARY if match["primary"] else Relation.ADD_ON


# A greeting among questions must be surer than one that begins a conversation: "adult", "x3" are none.
_SURE_GREETING = 0.7
_SURE = 0.6
_FEW_WORDS = 5
_ONLY_TELLS = 3
# With a modifier these are asked once more: "and the TC?" after a payment.
_FIGURED = frozenset({Wish.PAYMENT, Wish.FACTS, Wish.UNITS, Wish.COVERAGE, Wish.BILLABLE, Wish.TOGETHER})
_DECIDING = frozenset("need needs should can do does add use would help which required allowed".split())
_CODE_WORDS = frozenset("icd cpt hcpcs code codes dx".split())
_PAIR = 2
_OF_BOTH = frozenset("together both".split())
# A code named after these stands beside the ones before: "is R42 ok?" after "what supports 93880".
_WITH_OTHERS = frozenset({Wish.COVERAGE, Wish.ORDER})
_OF_ONE = (Wish.BILLABLE, Wish.RIGHT, Wish.DESCRIBE, Wish.NOTES, Wish.TOGETHER)
_ADDING = frozenset("add too also plus".split())


def refers(conversation: Conversation, text: str, named: Named, asked: AskedFor, tells: bool) -> Referred | None:
    """What a message refers to; None for one that stands by itself. ``tells``: it changes something of the case."""
    last = conversation.last
    if last is None:
        return None
    words = wording.words_in(text)
    greets = asked.first is Wish.GREETING and not asked.again
    if wording.only_greets(text):
        return None
    if greets and asked.ranked[0][1] >= _SURE_GREETING and not tells:
        return None
    subjects = last.subjects or (last.query.codes if last.query else ())
    if (ordinal := wording.ordinal_in(text)) is not None and not named.codes:
        choices = last.listed if len(last.listed) > 1 else subjects if len(subjects) > 1 else ()
        choices = choices or conversation.subjects_in_order()
        if choices:
            one = choices[-1] if ordinal >= len(choices) else choices[ordinal]
            return Referred((one,), again=asked.again or greets)
    focus = subjects or last.listed[:1]
    if wording.points_at_last_answer(text) and len(last.listed) == 1:
        focus = last.listed
    if named.modifiers and not named.codes and focus and all(isinstance(code, Modifier) for code in focus):
        return Referred(tuple(named.modifiers), again=True)  # "and 78?" after "when do I use modifier 58"
    if wording.contrast_only(text):
        return None
    before = conversation.subjects_in_order()
    if not named.codes and len(focus) < _PAIR <= len(before) and not _OF_BOTH.isdisjoint(words):
        return Referred(before[-_PAIR:])
    if named.codes:
        return _with_codes(last, text, named, focus, asked)
    unsure = asked.ranked[0][1] < _SURE
    again = asked.again or greets or (tells and unsure and len(words) <= _FEW_WORDS)
    again = again or (asked.first is Wish.LIST and last.intent is Wish.LIST and len(words) <= _FEW_WORDS)
    plainly = asked.first not in CODE_WISHES or asked.first in (Wish.COUNT, Wish.TIME)
    again = again or (tells and len(words) <= _ONLY_TELLS and plainly)
    if not (_CODE_WORDS.isdisjoint(words) or wording.has_pronoun(text) or wording.topic_is_empty(text)):
        return None  # "icd for gout" names a subject of its own
    again = again or (bool(named.modifiers) and last.intent in _FIGURED and _DECIDING.isdisjoint(words))
    if not focus:
        topical = last.topic or last.query is not None
        return Referred((), again=True) if again and topical and not last.awaiting else None
    empty = wording.topic_is_empty(text)
    points = wording.has_pronoun(text)
    if last.intent is Wish.DESCRIBE and not (points or empty or named.modifiers) and (again or unsure):
        # "And with contrast?" after "what is 70450" names another code by words alone.
        varies = wording.is_elliptic(text) or wording.names_a_variant(text) or len(words) <= _FEW_WORDS
        return None if varies else Referred(focus, again=again)
    if again:
        return Referred(focus, again=True)
    single = len(focus) > 1 and wording.is_singular(text) and ordinal is None
    few = len(words) <= _MOST_WORDS
    if points and (empty or few):
        return Referred(focus, ambiguous=single and asked.first in CODE_WISHES and asked.first not in OF_A_CASE)
    if asked.first in CODE_WISHES and (empty or (few and (asked.first is not Wish.COUNT or tells))):
        return Referred(focus)
    return None


def _with_codes(last: Turn, text: str, named: Named, focus: tuple[Code, ...], asked: AskedFor) -> Referred | None:
    """A message that names codes itself: the same question of them, or the codes talked about together with them."""
    words = wording.words_in(text)
    leans = last.awaiting or asked.again or wording.is_elliptic(text) or len(words) == 1
    adds = not _ADDING.isdisjoint(words)
    points = wording.has_pronoun(text)
    new_kind = not any(type(code) is type(other) for code in named.codes for other in focus)
    of_the_old = asked.first is last.intent and last.intent in (Wish.COVERAGE, Wish.ORDER, Wish.TOGETHER)
    if "instead" in words and not set(focus).isdisjoint(named.codes) and len(named.codes) > 1:
        new = [code for code in named.codes if code not in focus]
        return Referred(tuple(new[0] if code in named.codes else code for code in focus), again=True, settled=bool(new))
    listed_with = last.intent in _WITH_OTHERS and asked.first in (last.intent, *_OF_ONE) and not asked.again
    if focus and listed_with and len(words) <= _MOST_WORDS and (new_kind or last.intent is Wish.ORDER):
        return Referred(focus, again=True)
    joins = words[:1] in (["with"], ["without"], ["w/o"]) or words[:2] == ["and", "with"]
    joins = joins or (last.intent is Wish.ALONE and "if" in words)
    if focus and joins and len(words) <= _MOST_WORDS:
        return Referred(focus, again=asked.again)
    if (
        focus
        and (adds or (new_kind and (asked.again or of_the_old)))
        and (leans or of_the_old or len(words) <= _MOST_WORDS)
    ):
        return Referred(focus, again=asked.again or asked.first in (Wish.DESCRIBE, Wish.SEARCH, Wish.NOTES))
    compares = asked.first in (*OF_SEVERAL, Wish.ORDER) and len(named.codes) == 1
    supports = new_kind and asked.first is Wish.COVERAGE
    if focus and not asked.again and (compares or supports) and len(words) <= _MOST_WORDS:
        return Referred(focus)
    plain = asked.again or asked.first in (Wish.DESCRIBE, Wish.SEARCH)
    if leans and not (points and wording.is_plural(text)) and (plain or wording.topic_is_empty(text)):
        return Referred((), again=plain)
    if points and focus and len(words) <= _MOST_WORDS:
        return Referred(focus)
    return None
