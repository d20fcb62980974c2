"""What a follow-up refers to: the codes that "it" or "the first one" stand for, or the question itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understand.conversation.changes import Changes, names_only
from assistant.understand.conversation.replacing import in_place, kept_beside
from assistant.understand.conversation.several import ANOTHER
from assistant.understand.form.naming import Named, spans_of
from assistant.understand.query import Conversation, Relation, Turn
from assistant.understand.wishes import kinds, wording
from assistant.understand.wishes.meaning import AskedFor
from assistant.understand.wishes.wish import CODE_WISHES, OF_A_CASE, OF_SEVERAL, TOPIC_WISHES, Wish
from corpus.codes import Code, Modifier
from corpus.relations import ProcedureCode

_FORGETS = re.compile(
    r"^\W*(?:(?:ok|and|now|then)[ ,]+)?"
    rf"(?:(?:new|different|another|unrelated|next)\s+(?:topic|question|subject)\b|{ANOTHER})",
    re.IGNORECASE,
)
_SAME = re.compile(r"\b(?:same|too|also|as well)\b", re.IGNORECASE)
_RELATED = re.compile(r"\b(?:its|the|that|their)\s+(?:(?P<primary>primary|parent|base)|add-?\s?ons?)\b", re.IGNORECASE)
_LEADING = re.compile(r"^\W*(?:(?:ok|and|so|but|then)\b\W*)*(?:(?:what|how)\s+about\s+)?", re.IGNORECASE)
_MOST_WORDS = 9
_EARLY = 3  # words at the head of a message
_OF_A_CASE_THE_SAME = frozenset(
    "day date visit session encounter physician doctor provider surgeon group practice specialty time site side lesion "
    "polyp wound joint year month week".split()
)


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


def only_relates(text: str) -> bool:
    """ "And its primary?", "what about the add-on": nothing but a relation."""
    leading = _LEADING.match(text)
    match = _RELATED.match(text, leading.end() if leading else 0)
    return match is not None and not any(map(str.isalnum, text[match.end() :]))


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
_SURE_OF_A_VARIANT = 0.85  # "and each additional half hour?" may be read as asking for add-on codes
_FEW_WORDS = 5
_ONLY_TELLS = 3
# With a modifier these are asked once more: "and the TC?" after a payment.
_FIGURED = frozenset({Wish.PAYMENT, Wish.FACTS, Wish.UNITS, Wish.COVERAGE, Wish.BILLABLE, Wish.TOGETHER})
_DECIDING = frozenset("need needs should can do does add use would help which required allowed".split())
CODE_WORDS = frozenset("icd cpt hcpcs code codes dx".split())
_PAIR = 2
_FEW_LEFT = 2
_MOST_OF_A_STEP = 7
_OF_BOTH = frozenset("together both".split())
# A code named after these stands beside the ones before: "is R42 ok?" after "what supports 93880".
_WITH_OTHERS = frozenset({Wish.COVERAGE, Wish.ORDER})
_OF_ONE = (Wish.BILLABLE, Wish.RIGHT, Wish.DESCRIBE, Wish.NOTES, Wish.TOGETHER)
_FACTS_OF_A_CASE = 2

# What figures alone may be taken for, without a word that asks it.
_OF_FIGURES = frozenset({Wish.COUNT, Wish.TIME, Wish.UNITS, Wish.MODIFIER, Wish.DESCRIBE, Wish.GREETING, *TOPIC_WISHES})
# After these "and its primary?" asks which it is; after others it asks the same of it.
_OF_ITSELF = frozenset({Wish.DESCRIBE, Wish.PRIMARY_OF, Wish.ADD_ONS_OF, Wish.ADD_ON_STATUS, Wish.ALONE, Wish.NOTES})


def _asks_again(last: Turn, text: str, asked: AskedFor, changes: Changes, tells: bool) -> bool:
    """Whether a message that names no code asks the question before once more, with what it changes."""
    words = wording.words_in(text)
    unsure = asked.ranked[0][1] < _SURE
    greets = asked.first is Wish.GREETING
    if asked.again or greets or (tells and unsure and len(words) <= _FEW_WORDS):
        return True
    if only_relates(text):
        return last.intent not in _OF_ITSELF
    if changes.asks_diagnosis:
        return True
    if changes.asks_alone:
        return False
    if last.intent is Wish.WHICH_CODE and tells and not changes.asks and wording.names_a_variant(text):
        return True  # "right ear?"
    if changes.only_tells and (tells or changes.asks_again or changes.takes_away):
        return unsure or asked.first in _OF_FIGURES or asked.first is last.intent
    if changes.asks_again and not changes.asks:
        return True
    if asked.first is Wish.LIST and last.intent is Wish.LIST and len(words) <= _FEW_WORDS:
        return True
    plainly = asked.first not in CODE_WISHES or asked.first in (Wish.COUNT, Wish.TIME)
    return tells and len(words) <= _ONLY_TELLS and plainly


def _is_complete(text: str, asked: AskedFor, changes: Changes, facts: int) -> bool:
    """Whether a message without codes is a case of its own: it asks, tells several facts, and leans on nothing."""
    leans = wording.is_elliptic(text) or wording.has_pronoun(text) or changes.adds or changes.corrects
    leans = leans or changes.goes_on or changes.asks_again or changes.instead
    leans = leans or len(wording.words_in(text)) < _FEW_WORDS
    own = asked.first in OF_A_CASE or asked.first is Wish.WHICH_CODE
    return not leans and own and not asked.again and facts >= _FACTS_OF_A_CASE


def refers(
    conversation: Conversation, text: str, named: Named, asked: AskedFor, changes: Changes, facts: int
) -> Referred | None:
    """What a message refers to; None for one that stands by itself. ``facts``: how many it tells of the case."""
    tells = facts > 0
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
    of_one = len(subjects) == 1 == len(conversation.subjects_in_order()) and isinstance(subjects[0], ProcedureCode)
    if of_one and changes.neighbour is Relation.FURTHER and not named.codes and len(words) <= _MOST_OF_A_STEP:
        return Referred(subjects, again=True)  # "and a second one?" is no second of two codes
    if (ordinal := wording.ordinal_in(text)) is not None and not named.codes:
        choices = last.listed if len(last.listed) > 1 else subjects if len(subjects) > 1 else ()
        choices = choices or conversation.subjects_in_order()
        if choices:
            one = choices[-1] if ordinal >= len(choices) else choices[ordinal]
            return Referred((one,), again=asked.again or greets)
    focus = subjects or last.listed[:1]
    if last.intent is Wish.LIST and not subjects and not wording.has_pronoun(text):
        focus = ()  # "only the face ones" narrows the list
    if changes.asks_alone and not named.codes and focus:
        return Referred((focus[0],) if leads(last) else focus)
    # "Can that be billed alone?" behind "which add-on goes with 64483?" is asked of the add-on.
    that = last.intent in (Wish.ADD_ONS_OF, Wish.PRIMARY_OF) and "that" in words
    if len(last.listed) == 1 and (that or wording.points_at_last_answer(text)):
        focus = last.listed
    ladder = bool(focus) and isinstance(focus[-1], ProcedureCode) and not named.codes
    if changes.neighbour in (Relation.ABOVE, Relation.BELOW) and ladder and len(words) <= _FEW_WORDS:
        return Referred(focus[-1:], again=True)
    if named.modifiers and not named.codes and focus and all(isinstance(code, Modifier) for code in focus):
        return Referred(tuple(named.modifiers), again=True)  # "and 78?" after "when do I use modifier 58"
    if wording.contrast_only(text):
        return None if focus or not last.topic else Referred((), again=True)
    before = conversation.subjects_in_order()
    if not named.codes and len(focus) < _PAIR <= len(before) and not _OF_BOTH.isdisjoint(words):
        return Referred(before[-_PAIR:])
    if named.codes:
        return _with_codes(last, text, named, focus, asked, changes)
    if len(focus) >= _PAIR and changes.takes_away and not changes.asks and len(changes.left) <= _FEW_LEFT:
        return Referred(focus, again=True)  # "leave out the injection"
    if focus and _says_the_same(words):
        return Referred(focus, again=True)
    if _is_complete(text, asked, changes, facts):
        return None
    unsure = asked.ranked[0][1] < _SURE
    again = _asks_again(last, text, asked, changes, tells)
    if not again and not (CODE_WORDS.isdisjoint(words) or wording.has_pronoun(text) or wording.topic_is_empty(text)):
        return None  # "icd for gout" names a subject of its own
    again = again or (bool(named.modifiers) and last.intent in _FIGURED and _DECIDING.isdisjoint(words))
    again = again or (bool(named.modifiers) and changes.takes_away and not changes.asks)
    if not focus:
        topical = last.topic or last.query is not None
        return Referred((), again=True) if again and topical and not last.awaiting else None
    empty = wording.topic_is_empty(text)
    points = wording.has_pronoun(text)
    varies = wording.is_elliptic(text) or wording.names_a_variant(text) or len(words) <= _FEW_WORDS
    doubtful = unsure or (varies and asked.ranked[0][1] < _SURE_OF_A_VARIANT)
    if last.intent is Wish.DESCRIBE and not (points or empty or named.modifiers) and (again or doubtful):
        # "And with contrast?" after "what is 70450" names another code by words alone.
        return None if varies else Referred(focus, again=again)
    if again:
        return Referred(focus, again=True)
    single = len(focus) > 1 and wording.is_singular(text) and ordinal is None and not tells
    few = len(words) <= _MOST_WORDS
    if points and (empty or few):
        return Referred(focus, ambiguous=single and asked.first in CODE_WISHES and asked.first not in OF_A_CASE)
    if asked.first in CODE_WISHES and (empty or (few and (asked.first is not Wish.COUNT or tells))):
        return Referred(focus)
    return None


# What is asked of all the codes of a case at once, so that one more stands beside them.
OF_A_PAIR = frozenset(
    {*OF_SEVERAL, Wish.ORDER, Wish.MODIFIER, Wish.TIME, Wish.DENIED, Wish.COVERAGE, Wish.ALONE, Wish.RIGHT, Wish.COUNT}
)
_LISTING = frozenset("and & , / + or vs versus".split())


def leads(last: Turn) -> bool:
    """Whether the first of two codes is what was asked about: "can 29826 be billed with 29827", not "A and B"."""
    query = last.query
    if query is None or len(query.codes) < _PAIR:
        return False
    first, second = (query.places.get(code, ((0, 0),))[-1] for code in query.codes[:_PAIR])
    between = {token.word for token in query.story.tokens if first[1] <= token.start < second[0]}
    return bool(between) and _LISTING.isdisjoint(between)


def _says_the_same(words: Sequence[str]) -> bool:
    """ "Same 72 min but Medicare", "ok same thing": the case before, and not "same day", "same physician"."""
    at = next((place for place, word in enumerate(words[:_EARLY]) if word == "same"), None)
    return at is not None and not _OF_A_CASE_THE_SAME.intersection(words[at + 1 : at + 2])


def _with_codes(
    last: Turn, text: str, named: Named, focus: tuple[Code, ...], asked: AskedFor, changes: Changes
) -> Referred | None:
    """A message that names codes itself: the same question of them, or the codes talked about together with them."""
    words = wording.words_in(text)
    few = len(words) <= _MOST_WORDS
    asked_of = _asked_of(last) if focus else None
    if asked_of is not None and asked_of not in named.codes and changes.instead:
        return Referred(kept_beside(focus, asked_of, named.codes), again=True, settled=True)
    if focus and changes.instead and (settled := in_place(focus, named.codes)):
        return Referred(settled, again=True, settled=True)
    if (
        changes.corrects
        and few
        and not set(named.codes).isdisjoint(focus)
        and (settled := in_place(focus, named.codes))
    ):
        return Referred(settled, again=True, settled=True)  # "I meant 29874, not 29870": the code beside it stays
    if changes.takes_away and few and set(named.codes) < set(focus):
        return Referred(tuple(code for code in focus if code not in named.codes), again=True, settled=True)
    on_a_line = changes.only_tells or (bool(named.modifiers) and not changes.asks)
    if on_a_line and few and set(named.codes) < set(focus):
        return Referred(focus, again=True, settled=True)  # "if the 20610 is on the other side", "put LT on the 20550"
    leans = last.awaiting or asked.again or wording.is_elliptic(text) or len(words) == 1
    changed = changes.adds or changes.corrects or changes.instead or changes.asks_again
    own = [code for code in named.codes if isinstance(code, ProcedureCode)]
    if not (leans or changed) and len(own) >= _PAIR and set(own).isdisjoint(focus):
        return None  # "11102 and 11104 same visit?" after a claim of others
    bare = names_only(text, spans_of(list(named.mentions)))
    if focus and bare and changes.adds:
        beside = last.intent in OF_A_PAIR and last.intent is not Wish.ALONE  # "22842 also?" is asked alone as well
        return Referred(focus if beside else (), again=True)
    if bare and (changes.corrects or changes.asks_again) and not changes.asks:
        return Referred((), again=True)
    points = wording.has_pronoun(text)
    restates = few and wording.is_elliptic(text) and not set(named.codes).isdisjoint(focus)
    if asked_of is not None and asked_of not in named.codes and restates:
        return Referred(tuple(dict.fromkeys((*named.codes, asked_of))), again=True, settled=True)
    new_kind = not any(type(code) is type(other) for code in named.codes for other in focus)
    of_the_old = asked.first is last.intent and last.intent in (Wish.COVERAGE, Wish.ORDER, Wish.TOGETHER)
    listed_with = last.intent in _WITH_OTHERS and asked.first in (last.intent, *_OF_ONE) and not asked.again
    if focus and listed_with and few and (new_kind or last.intent is Wish.ORDER):
        return Referred(focus, again=True)
    if focus and listed_with and few and not kinds.asks_what(text):
        return Referred((), again=True)  # "would E03.9 work?" after "is 84443 covered for R53.83"
    joins = words[:1] in (["with"], ["without"], ["w/o"]) or words[:2] == ["and", "with"]
    joins = joins or (last.intent is Wish.ALONE and "if" in words)
    # A difference or an order is one among all that are named: "and 11106?" is one more of them.
    among = last.intent in (Wish.DIFFERENCE, Wish.ORDER) and words[:1] == ["and"] and bare
    if focus and (joins or among) and few:
        return Referred(focus, again=asked.again or among)
    beside = changes.adds or (new_kind and (asked.again or of_the_old))
    if focus and beside and (leans or of_the_old or few):
        return Referred(focus, again=asked.again or asked.first in (Wish.DESCRIBE, Wish.SEARCH, Wish.NOTES))
    compares = asked.first in (*OF_SEVERAL, Wish.ORDER) and len(named.codes) == 1
    supports = new_kind and asked.first is Wish.COVERAGE
    if focus and not asked.again and (compares or supports) and few:
        return Referred(focus)
    plain = asked.again or asked.first in (Wish.DESCRIBE, Wish.SEARCH)
    if leans and not (points and wording.is_plural(text)) and (plain or wording.topic_is_empty(text)):
        return Referred((), again=plain)
    if points and focus and few:
        return Referred(focus)
    return None


def _asked_of(last: Turn) -> Code | None:
    """The code that a question is about, named again behind the claim: "99214-25, 20610, G2211. is G2211 paid?"."""
    query = last.query
    if query is None or len(query.codes) <= _PAIR:
        return None
    twice = [code for code in query.codes if len(query.places.get(code, ())) > 1]
    return twice[0] if len(twice) == 1 else None
