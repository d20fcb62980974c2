"""A message that was read by itself, and may yet go on with the case before it. Pure."""

from __future__ import annotations

from assistant.understand.conversation.changes import Changes
from assistant.understand.conversation.references import CODE_WORDS, Referred, forgets
from assistant.understand.form.naming import Named
from assistant.understand.query import Conversation, Query
from assistant.understand.wishes import wording
from assistant.understand.wishes.wish import Wish

# Asked of a code by name these are of that code alone, whatever was told before.
_OF_A_NAMED_CODE = frozenset(
    {Wish.PAYMENT, Wish.UNITS, Wish.FACTS, Wish.DESCRIBE, Wish.ADD_ONS_OF, Wish.PRIMARY_OF, Wish.ALONE, Wish.NOTES}
    | {Wish.ADD_ON_STATUS, Wish.BILLABLE, Wish.COVERAGE, Wish.DIFFERENCE, Wish.CROSSWALK, Wish.DOCUMENTATION}
)


def may_lean(query: Query, changes: Changes) -> bool:
    """Whether a message that was read by itself may go on with the case before it, if that case then decides anew."""
    if "story" in query.carried or query.claim or query.listing or query.changes or query.outside or query.figures:
        return False
    if query.intent in (Wish.GREETING, Wish.LIST) or forgets(query.text) or wording.only_greets(query.text):
        return False
    points = changes.goes_on or changes.corrects or changes.adds or changes.instead or changes.asks_again
    points = points or wording.is_elliptic(query.text) or wording.has_pronoun(query.text)
    if query.codes:
        return points or query.intent not in _OF_A_NAMED_CODE
    return points or CODE_WORDS.isdisjoint(wording.words_in(query.text))


_FEWEST_WORDS = 3
_TAKEN = 2  # the story, and the codes or the wish with it


def may_stand_alone(query: Query, changes: Changes) -> bool:
    """Whether a message that was read as going on may as well tell a case of its own: several words, no code."""
    taken = {"story", "codes", "wish"}.intersection(query.carried)
    if len(taken) < _TAKEN or "story" not in taken or query.of_answer or query.claim or query.listing or query.outside:
        return False
    if changes.adds or changes.corrects or changes.instead or changes.takes_away or changes.asks_again:
        return False
    words = wording.words_in(query.text)
    named = [code for code in query.codes if any(begin >= query.begins - 1 for begin, _ in query.places.get(code, ()))]
    leans = wording.is_elliptic(query.text) or wording.has_pronoun(query.text) or named
    return len(words) >= _FEWEST_WORDS and not leans


def leaning(conversation: Conversation, named: Named) -> Referred | None:
    """The message as one that goes on with the case before it."""
    last = conversation.last
    if last is None:
        return None
    return Referred(() if named.codes else last.subjects or (last.query.codes if last.query else ()), again=True)
