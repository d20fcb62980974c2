"""A message that leans on the one before: what it asks, of which codes, and its case with what is kept. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.understand.circumstances import minutes_told
from assistant.understand.conversation import carried
from assistant.understand.conversation.carried import (
    circumstances_kept,
    codes_replaced,
    day_later,
    offset_of,
    story_kept,
)
from assistant.understand.conversation.changes import is_bare_number
from assistant.understand.conversation.references import OF_A_PAIR, Referred, leads, only_relates, relation_in
from assistant.understand.conversation.renewed import as_measured
from assistant.understand.conversation.replacing import without_told
from assistant.understand.conversation.things import given_way, without_stretches
from assistant.understand.message import Message, count_told
from assistant.understand.query import Conversation, Line, Query, Relation, Span, Turn
from assistant.understand.story import Kind, Story
from assistant.understand.wishes import wording
from assistant.understand.wishes.figures import figure_named
from assistant.understand.wishes.meaning import AskedFor
from assistant.understand.wishes.wish import OF_SEVERAL, TOPIC_WISHES, Wish
from corpus.codes import Code, CodeSystem, Modifier
from corpus.relations import ProcedureCode


def follow_up(conversation: Conversation, message: Message, asked: AskedFor, referred: Referred) -> Query:
    """A message that leans on the one before: about its codes, or of the same wish."""
    last = conversation.last
    assert last is not None  # the caller found what is referred to
    named, text = message.named, message.text
    asked_now = asked.fitting(
        len(referred.codes) + len(named.codes) + len(named.modifiers), names=bool(referred.codes or named.codes)
    )
    if referred.again and referred.codes and (figure := figure_named(message)):
        referred, asked_now = replace(referred, again=False), figure  # "and the MUE of each": nothing is asked again
    if asked_now is Wish.NOTES and referred.codes and all(isinstance(one, Modifier) for one in referred.codes):
        referred = replace(referred, again=True)  # "it's an excluded item": no modifier has Excludes notes
    wish = _wish_again(last, bool(referred.codes or named.codes)) if referred.again else asked_now
    codes = _codes(last, message, referred, wish)
    fewer = message.changes.takes_away and not named.codes and len(codes) < len(referred.codes)
    again = referred.again or fewer
    wish = _of_the_change(last.intent if fewer else wish, codes, message, again=again)
    system = last.system if referred.again and not codes else None
    if message.changes.asks_diagnosis and not codes:
        system = CodeSystem.ICD10CM
    topic = wording.topic_of(" ".join(message.plain.split()))
    if not codes and last.topic:
        topic = f"{wording.contrast_only(message.plain) or topic or message.plain} {last.topic}".strip()
    standalone = _standalone(text, codes) if codes and not named.codes else topic if not codes else text
    query = Query(
        text,
        standalone,
        wish,
        codes,
        named.modifiers,
        _step(message, referred, again=again) or relation_in(message.plain, wish),
        system,
        topic,
        choices=codes if referred.ambiguous else (),
        lines=tuple(Line(code) for code in codes if isinstance(code, ProcedureCode)),
        led=last.led if again else "",
        carried=(*(("codes",) if referred.codes else ()), *(("wish",) if again else ())),
    )
    return query if again else asked.onto(query)


def _step(message: Message, referred: Referred, *, again: bool) -> Relation | None:
    """The neighbour that is meant of what was talked about: "and the level above?"; none by "a second one" of two."""
    step = message.changes.neighbour
    if message.named.codes or not referred.codes:
        return None
    return None if step is Relation.FURTHER and not (again and len(referred.codes) == 1) else step


def _wish_again(last: Turn, names: bool) -> Wish:
    """The wish before; of a topic it is asked of a code no more."""
    topical = last.intent in TOPIC_WISHES and last.intent is not Wish.LIST
    return Wish.DESCRIBE if topical and names else last.intent


def _codes(last: Turn, message: Message, referred: Referred, wish: Wish) -> tuple[Code, ...]:
    named = message.named
    if not named.codes:
        if message.changes.takes_away and not named.modifiers and last.query is not None:
            return without_told(referred.codes, last.query, message.story)
        return referred.codes or (last.subjects if named.modifiers else ())
    if referred.settled:
        return referred.codes
    if referred.codes:
        return tuple(dict.fromkeys((*referred.codes, *named.codes)))
    return codes_replaced(last.subjects, named.codes, paired=wish in OF_A_PAIR, leads=leads(last))


def _of_the_change(wish: Wish, codes: tuple[Code, ...], message: Message, *, again: bool) -> Wish:
    """The wish that the change itself asks for, where it asks for one."""
    changes, named = message.changes, message.named
    if changes.asks_diagnosis:
        return Wish.COVERAGE if any(isinstance(code, ProcedureCode) for code in codes) else Wish.WHICH_CODE
    if changes.asks_alone and not named.codes:
        return Wish.ALONE
    if not again and only_relates(message.plain):  # "its add-on?", "and the primary?"
        primary = relation_in(message.plain, Wish.DESCRIBE) is Relation.PRIMARY
        return Wish.PRIMARY_OF if primary else Wish.ADD_ONS_OF
    if named.modifiers and not named.codes and changes.asks and wish in _ANSWERED_BY_A_MODIFIER:
        return Wish.MODIFIER  # "is XU better?"
    if again and wish in OF_SEVERAL and len(codes) == 1:
        return Wish.ALONE if wish is Wish.TOGETHER else Wish.DESCRIBE  # "and without 45381?" of two
    return wish


_ANSWERED_BY_A_MODIFIER = frozenset({Wish.TOGETHER, Wish.DENIED, Wish.DESCRIBE, Wish.RIGHT})


def continued(query: Query, before: Query, message: Message) -> Query:
    """The query with what of the case before still holds; as it is where nothing was taken from the conversation."""
    if "codes" not in query.carried and "wish" not in query.carried:
        return query
    kept, names = circumstances_kept(before.circumstances, query.circumstances)
    heard = as_measured(before.story, message.story)
    count = count_told(heard)
    timed = query.minutes is None and before.minutes is not None
    if count is not None and timed and (not count.noun or is_bare_number(message.plain)):
        kept = replace(kept, minutes=int(count.value))  # "and if it was 52?"
    told = carried.Told(
        message.named.lines,
        message.named.modifiers,
        int(count.value) if count else None,
        takes_away=message.changes.takes_away,
        side=carried.side_told(message.story),
    )
    was, heard = _without_what_gave_way(before, query, heard, message)
    story = story_kept(was, heard, message.changes, message.things)
    if _minutes_of(story) != _minutes_of(before.story) and query.minutes is None:
        kept = replace(kept, minutes=minutes_told(story.amounts))  # "35 not 40"
    places = _places(query, before)
    if "wish" in query.carried and not query.lists and before.lists:  # "and Z79.4?", asked of the same list
        asked = replace(before.foreign, former=(), categories=())
        query = replace(query, lists=before.lists, foreign=asked)
    return replace(
        query,
        table=query.table or (before.table if query.intent is Wish.TABLE else None),
        date_of_service=message.day or day_later(before.date_of_service, message.story) or before.date_of_service,
        circumstances=kept,
        modifiers=carried.modifiers_kept(before, query, told),
        lines=carried.lines_kept(before, query.codes, told),
        story=story,
        places=places,
        carried=(*query.carried, *names, *(("story",) if before.story.tokens else ())),
    )


def _places(query: Query, before: Query) -> dict[Code, tuple[Span, ...]]:
    """Where the codes stand in the joined story: those of this message behind the case before it."""
    offset = offset_of(before.story)
    moved = {
        code: tuple((start + offset, end + offset) for start, end in spans) for code, spans in query.places.items()
    }
    return {
        code: (*before.places.get(code, ()), *moved.get(code, ())) for code in dict.fromkeys((*moved, *before.places))
    }


def _without_what_gave_way(before: Query, query: Query, heard: Story, message: Message) -> tuple[Story, Story]:
    """Both stories without what was told of codes that gave way to others, and of the words for them."""
    gone = [code for code in before.codes if code not in query.codes]
    restated = any(token.word == "only" for token in heard.tokens)  # "and 99214-25 with G0008 only"
    if message.changes.instead and not gone:
        stretches = given_way(heard.tokens)
        named = {one.concept for one in heard.mentions if any(b <= one.start < e for b, e in stretches)}
        named -= message.things  # a drug brings amounts of its own, which go with it
        return without_stretches(before.story, (), named), without_stretches(heard, (), named)
    if gone and all(isinstance(code, Modifier) for code in (*before.codes, *query.codes)):
        return Story(), heard  # "and modifier 59?" asks of another one, and nothing of a case was told
    if not (message.changes.instead or message.changes.takes_away or restated) or not gone:
        return before.story, heard
    places = [span for code in gone for span in before.places.get(code, ())]
    here = [span for code in gone for span in query.places.get(code, ())]  # "forget 45380" tells nothing of it
    stretches = (*given_way(heard.tokens), *here)
    at_codes = {one.concept for one in before.story.mentions if any(b <= one.start < e for b, e in places)}
    of_words = {one.concept for one in heard.mentions if any(b <= one.start < e for b, e in stretches)}
    left = without_stretches(before.story, places, at_codes | of_words)
    return left, without_stretches(heard, stretches, ())


def _minutes_of(story: Story) -> list[Decimal]:
    return [one.value for one in story.amounts if one.kind is Kind.MINUTES]


def _standalone(text: str, codes: Sequence[Code]) -> str:
    names = " and ".join(map(str, codes))
    replaced = wording.replace_pronoun(text, names)
    return replaced if replaced != text else f"{text} ({names})"
