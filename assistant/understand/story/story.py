"""The told case: what its words express, which amounts it tells, and which belongs to which. Pure; never raises."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.understand.story.amount import Amount, Kind, Role
from assistant.understand.story.amounts import read_amounts
from assistant.understand.story.lexicon import COMMON, Lexicon, Mention, place_of
from assistant.understand.story.tokens import Token, tokens_of

Span = tuple[int, int]

_OF_THE_CASE = (Role.TOLD, Role.TOTAL)
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Story:
    """Tokens, amounts and concepts of one text."""

    tokens: tuple[Token, ...] = ()
    amounts: tuple[Amount, ...] = ()
    mentions: tuple[Mention, ...] = ()

    # Full names of the concepts that are said, and not said to be absent: each is asked for by dozens of families.
    affirmed: frozenset[str] = field(init=False, compare=False, repr=False)
    # The mentions of each concept, in order.
    by_concept: Mapping[str, tuple[Mention, ...]] = field(init=False, compare=False, repr=False)
    # Concepts that are affirmed, by family and without its name.
    affirmed_by_family: Mapping[str, frozenset[str]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        said = frozenset(mention.concept for mention in self.mentions if not mention.negated)
        found: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            found.setdefault(mention.concept, []).append(mention)
        own: dict[str, set[str]] = {}
        for name in said:
            family, _, concept = name.partition(".")
            own.setdefault(family, set()).add(concept)
        object.__setattr__(self, "affirmed", said)
        object.__setattr__(self, "by_concept", {concept: tuple(each) for concept, each in found.items()})
        object.__setattr__(self, "affirmed_by_family", {name: frozenset(each) for name, each in own.items()})

    def within(self, family: str) -> Told:
        """The story as one family of procedures sees it: its own concepts, and the common ones."""
        return Told(self, family)


# What a diagnosis code says wherever it stands: that a diagnosis is spoken of, and asked about.
_OF_DIAGNOSES = (f"{COMMON}.asks_diagnosis", f"{COMMON}.says_diagnosis")


def read_story(text: str, lexicon: Lexicon, taken: Iterable[Span] = (), diagnoses: Iterable[Span] = ()) -> Story:
    """Reads a text once. ``taken`` are the places of codes, modifiers and dates, which are no amounts; ``diagnoses``
    those of diagnosis codes among them."""
    tokens = tokens_of(text)
    mentions = (*lexicon.mentions(tokens), *_told_by(tokens, frozenset(start for start, _ in diagnoses)))
    return Story(tokens, read_amounts(tokens, list(taken)), tuple(sorted(mentions, key=place_of)))


def _told_by(tokens: Iterable[Token], starts: Collection[int]) -> Iterator[Mention]:
    for token in tokens if starts else ():
        if token.start in starts:
            for concept in _OF_DIAGNOSES:
                yield Mention(concept, token.start, token.end, token.sentence, token.clause)


@dataclass(frozen=True, slots=True)
class Told:
    """One family's view of a story. A concept is named without its family; a common one may be named the same way."""

    story: Story
    family: str

    def mentions(self, *concepts: str) -> tuple[Mention, ...]:
        """Every expression of any of the concepts, negated ones too, in order."""
        told = self.story.by_concept
        names = dict.fromkeys(
            name for concept in concepts for name in (f"{self.family}.{concept}", f"{COMMON}.{concept}", concept)
        )
        found = [told[name] for name in names if name in told]
        if len(found) < 2:
            return found[0] if found else ()
        return tuple(sorted((mention for each in found for mention in each), key=place_of))

    def has(self, *concepts: str) -> bool:
        """True when any of the concepts is said, and not said to be absent."""
        said, by_family = self.story.affirmed, self.story.affirmed_by_family
        asked = frozenset(concepts)
        return not (
            asked.isdisjoint(by_family.get(self.family, _NOTHING))
            and asked.isdisjoint(by_family.get(COMMON, _NOTHING))
            and asked.isdisjoint(said)
        )

    def has_all(self, *concepts: str) -> bool:
        return all(self.has(concept) for concept in concepts)

    def denies(self, *concepts: str) -> bool:
        """True when one of the concepts is said to be absent, and never to be present."""
        return not self.has(*concepts) and any(mention.negated for mention in self.mentions(*concepts))

    def first(self, *concepts: str) -> Mention | None:
        """The first expression of any of the concepts that is not negated."""
        return next((mention for mention in self.mentions(*concepts) if not mention.negated), None)

    def spans(self, *concepts: str) -> tuple[Span, ...]:
        """Places of the concepts, for ``Verdict.rests_on``."""
        return tuple((mention.start, mention.end) for mention in self.mentions(*concepts))

    def amounts(self, kind: Kind, *, roles: Sequence[Role] = _OF_THE_CASE) -> tuple[Amount, ...]:
        """Amounts of a kind that tell of this case; give ``roles`` for others."""
        return tuple(amount for amount in self.story.amounts if amount.kind is kind and amount.role in roles)

    def counts_of(self, *nouns: str) -> tuple[Amount, ...]:
        """Counts whose words behind them hold one of the nouns (singular): "two incisional biopsies"."""
        wanted = set(nouns)
        return tuple(
            amount for amount in self.story.amounts if amount.kind is Kind.COUNT and wanted.intersection(amount.noun)
        )

    def nearest(self, amount: Amount, targets: Iterable[Span]) -> Span | None:
        """The target nearest to an amount in its clause, else in its sentence; what stands behind it wins a tie."""
        best: tuple[tuple[int, int], Span] | None = None
        for start, end in targets:
            token = next((t for t in self.story.tokens if t.start <= start < t.end), None)
            if token is None or token.sentence != amount.sentence:
                continue
            distance = start - amount.end if start >= amount.end else amount.start - end
            key = (int(token.clause != amount.clause), distance * 2 + (start < amount.start))
            if best is None or key < best[0]:
                best = (key, (start, end))
        return best[1] if best else None

    def nearest_amount(self, target: Span, amounts: Sequence[Amount]) -> Amount | None:
        """The amount nearest to a thing in its sentence; what stands behind the thing wins a tie."""
        start, end = target
        token = next((t for t in self.story.tokens if t.start <= start < t.end), None)
        best: tuple[tuple[int, int], Amount] | None = None
        for amount in amounts:
            if token is None or token.sentence != amount.sentence:
                continue
            distance = amount.start - end if amount.start >= end else start - amount.end
            key = (int(token.clause != amount.clause), distance * 2 + (amount.start < start))
            if best is None or key < best[0]:
                best = (key, amount)
        return best[1] if best else None

    def paired(self, amounts: Sequence[Amount], targets: Sequence[Span]) -> dict[Span, Amount]:
        """Which amount belongs to which of several things that are told one after another.

        "33 min therapeutic exercise and 7 minutes manual therapy" pairs each amount with the thing behind it, "97110
        for 33 min, 97140 for 7" with the one before: the order of the first two decides for all.
        """
        things = sorted(targets)
        told = sorted(amounts, key=lambda amount: amount.start)
        if not things or not told:
            return {}
        leads = told[0].start < things[0][0]
        pairs: dict[Span, Amount] = {}
        for index, thing in enumerate(things):
            if leads:
                begin = things[index - 1][1] if index else 0
                mine = [amount for amount in told if begin <= amount.start < thing[0]]
                chosen = mine[-1] if mine else None
            else:
                end = things[index + 1][0] if index + 1 < len(things) else 10**9
                mine = [amount for amount in told if thing[1] <= amount.start < end]
                chosen = mine[0] if mine else None
            if chosen is not None:
                pairs[thing] = chosen
        return pairs
