"""The told case without a thing that was taken away, with another in its place, or without what gave way. Pure.

"without the second drug", "benadryl instead of zofran", "swap the injection for a flu shot". ``things`` are the names
of concepts that name a thing with amounts of its own: drugs, vaccines.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.understand.conversation.changes import Changes
from assistant.understand.story import Amount, Kind, Mention, Role, Story
from assistant.understand.story.tokens import Token

_ORDINALS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1}
_COUNTED = frozenset("drug med medication infusion push vaccine shot injection".split())

# --- what gave way -------------------------------------------------------------------------------------------------

_SWAPS = ("swap", "trad", "exchang", "replac", "switch")
_FOR = frozenset("for with to by".split())
_INSTEAD = (["instead", "of"], ["rather", "than"], ["in", "place", "of"])
_LONGEST_STRETCH = 6


def given_way(tokens: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """Where a message names what gives way: "swap [the injection] for", "instead of [the shot]"."""
    words = [token.word for token in tokens]
    found: list[tuple[int, int]] = []
    for at, word in enumerate(words):
        if word.startswith(_SWAPS):
            ends = (to for to in range(at + 1, min(at + _LONGEST_STRETCH, len(words))) if words[to] in _FOR)
            end = next(ends, None)
            found += [(tokens[at].start, tokens[end].start)] if end is not None else []
        for phrase in _INSTEAD:
            if words[at : at + len(phrase)] == phrase:
                last = min(at + len(phrase) + _LONGEST_STRETCH, len(tokens)) - 1
                found.append((tokens[at].start, tokens[last].end))
    return tuple(found)


def without_stretches(story: Story, stretches: Sequence[tuple[int, int]], concepts: Collection[str]) -> Story:
    """The story without what is told at these places, and without these concepts anywhere."""

    def stays(one: Mention) -> bool:
        inside = any(begin <= one.start < end for begin, end in stretches)
        return not inside and one.concept not in concepts

    return replace(story, mentions=tuple(filter(stays, story.mentions)))


# --- things --------------------------------------------------------------------------------------------------------


def things_changed(before: Story, now: Story, changes: Changes, things: Collection[str]) -> tuple[Story, Story]:
    """Both stories, where a thing of the case was taken away or another put in its place."""
    named = list(dict.fromkeys(one.concept for one in before.mentions if one.concept in things and not one.negated))
    said = [one for one in now.mentions if one.concept in things]
    gone = {one.concept for one in said if one.negated} & set(named)
    if changes.takes_away and (nth := _ordinal(now.tokens)) is not None and -1 <= nth < len(named):
        gone = {named[nth]}
    new = [one for one in said if not one.negated and one.concept not in named]
    if new and changes.instead:
        gone |= {one.concept for one in said} & set(named)  # "benadryl instead of zofran"
    if len(new) == 1 and len(named) == 1 and (changes.instead or changes.corrects) and not changes.adds:
        gone = set(named)
    if not gone:
        return before, now
    if len(new) == len(gone) == 1 and not changes.adds:
        (was,) = gone
        mentions = tuple(replace(one, concept=new[0].concept) if one.concept == was else one for one in before.mentions)
        return replace(before, mentions=mentions), replace(
            now, mentions=tuple(m for m in now.mentions if m not in new and m.concept not in gone)
        )
    left = tuple(one for one in now.mentions if one.concept not in gone)
    return _without(before, gone, things), replace(now, mentions=left)


def _ordinal(tokens: Sequence[Token]) -> int | None:
    """ "The second drug", "last med"."""
    for first, second in itertools.pairwise(tokens):
        if first.word in _ORDINALS and second.word in _COUNTED:
            return _ORDINALS[first.word]
    return None


def _without(story: Story, gone: Collection[str], things: Collection[str]) -> Story:
    """The story without a thing: what its clause tells, or what stands between it and the next thing."""
    named = [one for one in story.mentions if one.concept in things]
    stretches: list[tuple[int, int]] = []
    for thing in (one for one in named if one.concept in gone):
        together = [one for one in named if one.clause == thing.clause and one.concept != thing.concept]
        following = next((one.start for one in named if one.start >= thing.end and one.concept not in gone), 10**9)
        inside = [token for token in story.tokens if token.clause == thing.clause]
        begin, end = (thing.start, following) if together else (inside[0].start, inside[-1].end)
        stretches.append((begin, end))

    def stays(start: int) -> bool:
        return not any(begin <= start < end for begin, end in stretches)

    return Story(
        story.tokens,
        tuple(one for one in story.amounts if stays(one.start)),
        tuple(one for one in story.mentions if stays(one.start) and one.concept not in gone),
    )


# --- one part of the body, and one of several ----------------------------------------------------------------------

_PART = "common.skin_"  # the concepts of the parts of the skin
_NO_PART = "common.no_skin_part"
_SEVERAL = 2
_NUMBERS = {**dict.fromkeys(("first", "1st"), 0), **dict.fromkeys(("second", "2nd"), 1)}
_NUMBERS |= {**dict.fromkeys(("third", "3rd"), 2), **dict.fromkeys(("fourth", "4th"), 3)}
_OF_SEVERAL = frozenset("of the those these them".split())


def part_given_way(before: Story, now: Story, changes: Changes) -> frozenset[str]:
    """The one part of the body told before, and what it makes of the case, where a message that measures nothing tells
    another: "what if on the nose", "same but on the back". One with a size of its own tells of a further lesion, and
    "and the nose" may be one more."""
    changed = changes.corrects or changes.asks_again or changes.instead
    one_more = changes.adds or (not changed and [one.word for one in now.tokens[:1]] == ["and"])
    if one_more or any(one.kind in (Kind.LENGTH, Kind.COUNT) for one in now.amounts):
        return frozenset()
    was, told = _parts(before), _parts(now)
    if len(was) != 1 or len(told) != 1 or was == told:
        return frozenset()
    places = [one for one in before.mentions if one.concept in was]
    at = {
        one.concept
        for one in before.mentions
        if any(place.start <= one.start and one.end <= place.end for place in places)
    }
    return frozenset(at - {one.concept for one in now.mentions if one.concept not in was})


def _parts(story: Story) -> frozenset[str]:
    """The parts of the skin that are told; "side" in "each side" is none."""
    other = story.by_concept.get(_NO_PART, ())
    return frozenset(
        one.concept
        for one in story.mentions
        if one.concept.startswith(_PART)
        and not one.negated
        and not any(no.start <= one.start and one.end <= no.end for no in other)
    )


def parted(before: Story, now: Story, kinds: Sequence[frozenset[str]]) -> tuple[Story, Story] | None:
    """Both stories where a message tells that some of those counted were of another kind: "one of the 3 was a punch".

    ``kinds`` are groups of concepts of which each thing has one. The rest is what the case's count comes to.
    """
    told = [one for one in now.amounts if one.kind is Kind.COUNT and one.role is Role.TOLD]
    counted = [one for one in before.amounts if one.kind is Kind.COUNT and one.role is Role.TOLD]
    if told[1:]:
        counted = [one for one in counted if one.value == told[1].value]
    others = any(group & now.affirmed and group & before.affirmed - now.affirmed for group in kinds)
    if not told or len(counted) != 1 or not others or told[0].noun[:1] != ("of",):
        return None
    some, whole, total = told[0], told[1:], counted[0]
    between = {token.word for token in now.tokens if some.end <= token.start < (whole[0].start if whole else -1)}
    if whole and (not between <= _OF_SEVERAL or whole[0].value != total.value):
        return None
    if len(whole) > 1 or (not whole and _OF_SEVERAL.isdisjoint(some.noun[1:2])) or not 0 < some.value < total.value:
        return None
    rest = total.value - some.value
    left = tuple(replace(one, value=rest, values=(rest,)) if one is total else one for one in before.amounts)
    some_of = replace(some, noun=total.noun or some.noun)
    amounts = tuple(some_of if one is some else one for one in now.amounts if one not in whole)
    return replace(before, amounts=left), replace(now, amounts=amounts)


def at_its_part(before: Story, now: Story, kinds: Sequence[frozenset[str]]) -> Story | None:
    """What a message tells of one of several parts, at that part's own place: "the arm was complex actually".

    None where it tells of none, or of something else than a kind of which each thing has one.
    """
    told = _parts(now) & _parts(before)
    places = [one for one in before.mentions if one.concept in told and not one.negated]
    said = [one for one in now.mentions if any(one.concept in group for group in kinds) and not one.negated]
    if len(_parts(before)) < _SEVERAL or len(told) != 1 or len(places) != 1 or not said or now.amounts:
        return None
    (place,) = places
    there = tuple(
        replace(one, start=place.start, end=place.end, sentence=place.sentence, clause=place.clause) for one in said
    )
    return replace(before, mentions=(*before.mentions, *there))


def of_the_nth(before: Story, now: Story, amounts: Sequence[Amount]) -> tuple[Amount, ...] | None:
    """The amounts where a message counts something of one that it numbers: "second stage was 7 blocks".

    The count takes the place of that one's, and none where no such one was told; None where nothing is numbered.
    """
    numbers = [_NUMBERS[token.word] for token in now.tokens if token.word in _NUMBERS]
    told = [one for one in now.amounts if one.kind is Kind.COUNT and one.noun]
    if len(numbers) != 1 or len(told) != 1:
        return None
    (new,) = told
    same = [one for one in before.amounts if one.kind is Kind.COUNT and one.noun[:1] == new.noun[:1]]
    if not same:
        return None
    if numbers[0] >= len(same):
        return tuple(amounts)
    was = same[numbers[0]]
    changed = replace(was, value=new.value, values=new.values)
    return tuple(changed if one is was else one for one in amounts if one is not new)
