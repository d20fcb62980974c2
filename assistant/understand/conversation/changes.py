"""What a follow-up does to the case before it: adds, takes away, corrects, supposes, or only asks again. Pure.

changes = changes_in(text)
changes.adds, changes.only_tells       # "also 45381"; "she turned 19 last month"
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.understand.query import AboutAnswer, Relation
from assistant.understand.story.lexicon import Lexicon, read_vocabularies
from assistant.understand.story.tokens import tokens_of

_VOCABULARY = Path(__file__).with_name("changes.yaml")
_FAMILY = "changes"
# More words than these tell a case of their own.
_MOST_WORDS = 16
# Unless one of these begins it: "actually he was directing three rooms, and this one had a CRNA ...".
_PUTS_RIGHT = frozenset(("actually", "oops", "oop", "sorry", "wait", "correction", "scratch"))
_MOST_OF_A_CORRECTION = 40


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that ask wherever they stand, and those that ask only where they begin.
_ASKING = _set("what which who how when where why can could should would will may might must need list show tell")
_WHETHER = _set("is are does do did has have was were am")
# What begins a message that goes on about somebody or something known.
_KNOWN = _set(
    "the it she he they pt patient this that those these her his its their both my our we all so but and no ok"
)
_EARLY = 3
_LEADING_IN = _set("and but ok so or what even now")
# What is asked of an answer, by the kind of change: the first that is named is meant.
_ABOUT_ANSWER = {
    "asks_which": AboutAnswer.WHICH,
    "asks_source": AboutAnswer.SOURCE,
    "asks_why": AboutAnswer.WHY,
    "asks_sure": AboutAnswer.SURE,
}
# Words that an answer is spoken of with.
_OF_AN_ANSWER = _set(
    "answer rule edit source paid denied pay pays deny gets get takes take needs need modifier modifiers 25 59 column "
    "two both them these those not then ok wait me your you give got where from say says line goes go first second 1 2"
)
# Words that say nothing beside a code: "no wait, 20611", "they also did 96372".
_BESIDE_A_CODE = _set(
    "they we i you it he she the a an and or but then so did do done was were is are be been bill billed billing with "
    "for on of to no yes ok okay code codes one as well just only what about how if that this there too in now please "
    "use used using try say said really add plus also instead sorry meant mean wait same day actually or just does "
    "it's she's he's her his pt patient"
)


@dataclass(frozen=True, slots=True)
class Changes:
    """The kinds of change that a message names, and what else of its words there is."""

    kinds: frozenset[str] = frozenset()
    asks: bool = False  # a question of its own stands beside the change
    goes_on: bool = False  # begins with somebody or something known: "she ...", "the knee ..."
    few: bool = False
    bare: bool = False  # nothing but small words stands beside the change
    left: tuple[str, ...] = ()  # what stands beside the change and the small words
    of_it: bool = False  # nothing but words of an answer stands beside the change: "which of the two is paid?"

    @property
    def adds(self) -> bool:
        return "adds" in self.kinds

    @property
    def takes_away(self) -> bool:
        return "takes_away" in self.kinds

    @property
    def instead(self) -> bool:
        return "instead" in self.kinds

    @property
    def corrects(self) -> bool:
        return bool(self.kinds & {"corrects", "supposes"})

    @property
    def asks_again(self) -> bool:
        return bool(self.kinds & {"asks_again", *_ABOUT_ANSWER})

    @property
    def of_answer(self) -> AboutAnswer | None:
        """What is asked of the answer itself, in a few words: "why?", "says who", "which of the two takes it?"."""
        if not self.of_it:
            return None
        return next((part for kind, part in _ABOUT_ANSWER.items() if kind in self.kinds), None)

    @property
    def asks_diagnosis(self) -> bool:
        """ "Ok and the diagnosis?": asked for what was talked about."""
        return "asks_diagnosis" in self.kinds and self.bare

    @property
    def asks_alone(self) -> bool:
        return "asks_alone" in self.kinds and self.bare

    @property
    def neighbour(self) -> Relation | None:
        """The next one on a ladder of levels or sizes, "and the level above?", or what each more of the same is."""
        if "each_more" in self.kinds:
            return Relation.FURTHER
        if "level_above" in self.kinds:
            return Relation.ABOVE
        return Relation.BELOW if "level_below" in self.kinds else None

    @property
    def only_tells(self) -> bool:
        """The message asks nothing of its own and goes on with the case before it."""
        return self.few and not self.asks and (self.goes_on or self.corrects or self.adds or self.asks_again)


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(read_vocabularies({_FAMILY: _VOCABULARY}))


@functools.lru_cache(maxsize=16)
def changes_in(text: str) -> Changes:
    """What a message changes of the case before it; nothing for a long one, which is a case of its own."""
    tokens = tokens_of(text)
    words = [token for token in tokens if not token.is_sign]
    if not words:
        return Changes()
    if len(words) > _MOST_WORDS:
        begins = words[0].text.lower() in _PUTS_RIGHT
        return Changes(frozenset({"corrects"})) if begins and len(words) <= _MOST_OF_A_CORRECTION else Changes()
    mentions = _lexicon().mentions(tokens)
    kinds = frozenset(mention.concept.removeprefix(f"{_FAMILY}.") for mention in mentions)
    # "Change that, another surgeon assisted": one is put in the place of the other, not beside it.
    if "corrects" in kinds and not any(
        mention.concept == f"{_FAMILY}.adds" and text[mention.start : mention.end].lower() != "another"
        for mention in mentions
    ):
        kinds -= {"adds"}
    rest = [
        token.text.lower()
        for token in words
        if not any(mention.start <= token.start < mention.end for mention in mentions)
    ]
    first = words[0].text.lower()
    if "if" in [word for word in (token.text.lower() for token in words[:_EARLY]) if word not in _LEADING_IN][:1]:
        kinds |= {"supposes"}
    asks = not _ASKING.isdisjoint(rest) or (rest[:1] == [first] and first in _WHETHER)
    left = tuple(word for word in rest if word not in _BESIDE_A_CODE)
    of_it = _OF_AN_ANSWER.issuperset(left)
    return Changes(kinds, asks, first in _KNOWN, few=True, bare=not left, left=left, of_it=of_it)


def is_bare_number(text: str) -> bool:
    """ "And 50?", "22": nothing but a number and small words."""
    words = [token.text.lower() for token in tokens_of(text) if not token.is_sign]
    numbers = [word for word in words if word.isdigit()]
    return len(numbers) == 1 and all(word.isdigit() or word in _BESIDE_A_CODE for word in words)


def names_only(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """True where nothing but small words and changes stands beside the codes at ``spans``: "they also did 96372"."""
    tokens = tokens_of(text)
    words = [token for token in tokens if not token.is_sign]
    if len(words) > _MOST_WORDS:
        return False
    taken = [*spans, *((mention.start, mention.end) for mention in _lexicon().mentions(tokens))]
    return all(
        token.text.lower() in _BESIDE_A_CODE or any(start <= token.start < end for start, end in taken)
        for token in words
    )
