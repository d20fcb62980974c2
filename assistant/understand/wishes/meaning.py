"""What is asked for: the likely wishes of a message, those that its form allows, and whether the reading is a guess."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from assistant.understand.form.naming import Named
from assistant.understand.query import Query, Turn
from assistant.understand.wishes.phrases import by_phrases
from assistant.understand.wishes.wish import CODE_WISHES, OF_A_CASE, OF_SEVERAL, Wish
from assistant.understand.wishes.wording import has_pronoun, only_greets, replace_pronoun, topic_is_empty, words_in
from corpus.meaning import AGAIN, IntentModel, Placed, Reading, normalised, read_intents
from corpus.meaning.model import Encodes
from corpus.meaning.wording import placeholder_of

# A clause of several must be read this surely to be a wish of its own.
_SURE = 0.6
# A next reading is offered where it is this likely.
_LIKELY = 0.1
_MOST_NEXT = 2
_MOST_CLAUSES = 6
_LEAST_WORDS = 2
# "And" joins two questions in a short message; in a told case it goes on telling.
_MOST_JOINED = 30
# ICD-9-CM codes are in no table here: "272.4 in icd 10".
_OLDER_CODE = re.compile(r"\b[EV]?\d{2,3}\.\d{1,2}\b|\b\d{3}\b|\bicd-?\s?9\b", re.I)
_ASKS = r"(?:what(?:'?s)?|which|how|can|is|are|does|do|should|will|tell)\b"
_CLAUSE_ENDS = re.compile(rf"[?;]+\s+|\.\s+(?=[A-Za-z])|,\s+(?=(?:and\s+)?{_ASKS})", re.I)
_AND = rf",?\s+and\s+(?=(?:also\s+)?(?:{_ASKS}|its?\b|their\b))"
_JOINED = re.compile(rf"[?;]+\s+|\.\s+(?=[A-Za-z])|{_AND}|,\s+(?={_ASKS})", re.I)


@functools.cache
def _greeting_words() -> frozenset[str]:
    """The words of the examples of greetings."""
    return frozenset(word for example in read_intents()[Wish.GREETING].examples for word in words_in(example))


@functools.cache
def _crosswalk_words() -> frozenset[str]:
    """The words that stand in examples of crosswalks more than a third of the times that they stand in any."""
    counts = {wish: Counter(chain(*map(words_in, intent.examples))) for wish, intent in read_intents().items()}
    own, everywhere = counts[Wish.CROSSWALK], sum(counts.values(), Counter())
    return frozenset(word for word, count in own.items() if count * 3 > everywhere[word])


@dataclass(frozen=True, slots=True)
class AskedFor:
    """The readings of one message, likeliest first; ``again`` is the chance that it asks the question before again."""

    ranked: tuple[tuple[Wish, float], ...]
    again: bool = False
    guessed: bool = False
    further: tuple[Wish, ...] = ()
    text: str = ""

    @property
    def first(self) -> Wish:
        return self.ranked[0][0]

    def fitting(self, named: int, *, names: bool) -> Wish:
        """The likeliest wish that the form allows: two things for a difference, a code where one is needed."""
        return next((wish for wish, _ in self.ranked if self._fits(wish, named, names)), Wish.SEARCH)

    def _fits(self, wish: Wish, named: int, names: bool) -> bool:
        if only_greets(self.text):
            return wish is Wish.GREETING
        if wish is Wish.GREETING:
            # By likeness anything short and odd is nearest to a greeting: it must have a word of one.
            return not names and not _greeting_words().isdisjoint(words_in(self.text))
        if wish in OF_SEVERAL:
            return named > 1
        if wish is Wish.CROSSWALK:
            # By likeness whatever has two codes and no verb is near to one: it must have a word of one.
            told = names and not _crosswalk_words().isdisjoint(words_in(self.text))
            return told or bool(_OLDER_CODE.search(self.text))
        if names:
            return wish is not Wish.GUIDELINE or named > 0
        return wish not in CODE_WISHES or wish in OF_A_CASE

    def onto(self, query: Query) -> Query:
        """The query with what is known of the reading."""
        others = tuple(wish for wish, chance in self.ranked if chance >= _LIKELY and wish is not query.intent)[
            :_MOST_NEXT
        ]
        further = tuple(wish for wish in self.further if wish is not query.intent)
        guessed = self.guessed or (bool(self.ranked) and self.first is not query.intent and self.ranked[0][1] > 0)
        return replace(query, further=further, guessed=guessed, next_wishes=others if guessed else ())


@dataclass(frozen=True, slots=True)
class Meanings:
    """Reads what is wanted with the intent model, or by phrases without one."""

    model: IntentModel | None
    encoder: Encodes | None

    def read(self, text: str, named: Named, before: Turn | None) -> AskedFor:
        """The readings of a message whose codes are known; after ``before`` also with the codes talked about put in."""
        if self.model is None or self.encoder is None:
            return _by_phrases(text, named)
        clauses = list(_clauses(text))
        messages = [normalised(text, named.placed)]
        for begin, end in clauses if len(clauses) > 1 else []:
            inside = [one for one in named.placed if begin <= one.start < end]
            moved = [Placed(one.start - begin, min(one.end, end) - begin, one.placeholder) for one in inside]
            clause = normalised(text[begin:end], moved)
            # "... and can it be billed alone" asks of the code before it.
            messages.append(clause if begin == 0 or not named.placed else _put_in(clause, named.placed[0].placeholder))
        follows = before is not None
        if before is not None:
            alone = bool(named.codes) and not has_pronoun(text)
            messages.append(messages[0] if alone else _completed(messages[0], before))
        readings = self.model.read(messages, self.encoder, follows=follows)
        whole = _both(readings[0], readings[-1]) if follows else readings[0]
        parts = readings[1:-1] if follows else readings[1:]
        ranked = tuple((Wish(wish), chance) for wish, chance in whole.ranked if wish != AGAIN)
        further = _further(parts)
        if further and ranked[0][0] not in further and ranked[0][1] < _SURE:
            first = next((wish for wish in further if wish is not Wish.DESCRIBE), further[0])
            ranked = ((first, ranked[0][1]), *(one for one in ranked if one[0] is not first))
        return AskedFor(ranked, whole.wish == AGAIN, self.model.is_guess(whole), further, text)


# More codes than these say nothing more of what is asked.
_MOST_PUT_IN = 3


def _put_in(clause: str, placeholder: str) -> str:
    """A clause with a code in the place of its pronoun."""
    return replace_pronoun(clause, placeholder) if has_pronoun(clause) else clause


def _completed(message: str, before: Turn) -> str:
    """A normalised follow-up with the codes talked about in the place of "it", or before it."""
    codes = before.subjects or (before.query.codes if before.query else ())
    names = " and ".join(placeholder_of(code) for code in codes[:_MOST_PUT_IN])
    if not names:
        return message
    replaced = replace_pronoun(message, names)
    return replaced if replaced != message else f"{names} {message}"


def _both(bare: Reading, completed: Reading) -> Reading:
    """The mean of two readings of a follow-up; what only one of them allows has its half."""
    first, second = dict(bare.ranked), dict(completed.ranked)
    mean = {wish: (first[wish] + second[wish]) / 2 for wish in first}
    return Reading(tuple(sorted(mean.items(), key=lambda item: -item[1])))


def _further(parts: Sequence[Reading]) -> tuple[Wish, ...]:
    """The wishes of clauses, where each of several asks surely for something of its own."""
    sure = [Wish(one.wish) for one in parts if one.wish != AGAIN and _chance(one) >= _SURE]
    asked = tuple(dict.fromkeys(wish for wish in sure if wish not in (Wish.GREETING, Wish.SEARCH)))
    return asked if len(asked) > 1 else ()


# "Is it payable" is read as any of these: which one matters less than that it is asked.
_WHETHER_PAID = frozenset({Wish.PAYMENT, Wish.COVERAGE})


def _chance(part: Reading) -> float:
    """How sure a clause is read; wishes that are answered alike count together."""
    if Wish(part.wish) not in _WHETHER_PAID:
        return part.probability
    return sum(chance for wish, chance in part.ranked if wish in _WHETHER_PAID)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a message that may each ask something: sentences, and questions after a comma."""
    begin = 0
    ends_of = _JOINED if len(words_in(text)) <= _MOST_JOINED else _CLAUSE_ENDS
    ends = [*((match.start(), match.end()) for match in ends_of.finditer(text)), (len(text), len(text))]
    if len(ends) > _MOST_CLAUSES:
        return
    for end, following in ends:
        if len(words_in(text[begin:end])) >= _LEAST_WORDS:
            yield begin, end
        begin = following


def _by_phrases(text: str, named: Named) -> AskedFor:
    said = by_phrases(text, len(named.codes) or len(named.modifiers))
    if said is not None:
        return AskedFor(((said, 1.0),), text=text)
    if named.codes or named.modifiers:
        return AskedFor(((Wish.DESCRIBE, 0.0),), again=True, guessed=False, text=text)
    again = has_pronoun(text) or topic_is_empty(text)
    return AskedFor(((Wish.SEARCH, 0.0),), again=again, text=text)
