"""Concepts and the phrases that express them: one pass over a text finds the phrases of all vocabularies. Pure.

A vocabulary is YAML: concept -> list of phrases. In a phrase, words are compared without case, plural and punctuation:

    screening colonoscopy      the words, one after another
    excis*                     any word that begins so
    mole|nevus                 either word
    removed .. scalp           at most four words between, in one sentence
    skin? tag                  the word may be left out (not the first one)

A concept's full name is "family.concept"; those of ``common.yaml`` are shared by all families.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import yaml

from assistant.understand.story.tokens import Token, Tokens, singular
from corpus.yaml_loader import LOADER

COMMON = "common"
_WIDEST_GAP = 4
# A told case says a thing a few times; what says it more often is a table or noise.
MOST_MENTIONS = 40
_FEW = 8  # phrases of a word that are looked at one by one
_PREFIX = 3  # phrases that begin with "word*" are found by its first letters
# What turns a concept into its absence, when it stands shortly before it in the same clause.
_NEGATIONS = frozenset(
    "no not without w/o never isn't wasn't weren't didn't don't doesn't hasn't haven't neither nor "
    "cannot can't cant non none refused declined absent".split()
)
_NEGATION_REACH = 4
# Concepts of what is asked are never absent: in "no residuals dx code" the residuals are.
_ASKING = ("asks_", "says_")
# Of a patient these turn what follows into its absence; a payer who denied something says nothing of the kind.
_DENIES = frozenset("denie deny denies denied".split())
_PATIENT = frozenset("patient pt he she mom mother who also currently".split())


@dataclass(frozen=True, slots=True)
class Mention:
    """One expression of a concept; ``start`` and ``end`` are places of the text."""

    concept: str
    start: int
    end: int
    sentence: int
    clause: int
    negated: bool = False


def place_of(mention: Mention) -> tuple[int, int, str]:
    """The order in which mentions stand."""
    return mention.start, mention.end, mention.concept


@dataclass(frozen=True, slots=True)
class _Step:
    """One word of a phrase: its alternatives; ``gap`` allows words before it, ``optional`` lets it be left out.

    ``whole`` are the alternatives where each is a word and not only its beginning, else none.
    """

    words: tuple[str, ...]
    gap: bool
    optional: bool
    whole: frozenset[str]

    def fits(self, word: str) -> bool:
        return any(word.startswith(form[:-1]) if form.endswith("*") else word == form for form in self.words)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One wording of a concept. ``needs`` are the alternatives of each word that must follow the first somewhere.

    Words that must follow but may begin in a given way are ``begins``: fewer phrases have such, so they are looked at
    after the others, which one comparison of sets rules out.
    """

    concept: str
    steps: tuple[_Step, ...]
    needs: tuple[frozenset[str], ...]
    begins: tuple[_Step, ...]
    asks: bool

    @classmethod
    def of(cls, concept: str, steps: tuple[_Step, ...]) -> _Phrase:
        following = [step for step in steps[1:] if not step.optional]
        return cls(
            concept,
            steps,
            tuple(step.whole for step in following if step.whole),
            tuple(step for step in following if not step.whole),
            concept.partition(".")[2].startswith(_ASKING),
        )


class Lexicon:
    """All vocabularies, indexed by the first words of their phrases. Raises ValueError for a phrase it cannot read.

    ``things`` are the full names of concepts that name a thing with amounts of its own, as a drug with its dose.
    """

    def __init__(
        self, vocabularies: Mapping[str, Mapping[str, Sequence[str]]], things: Collection[str] = frozenset()
    ) -> None:
        self.things = frozenset(things)
        self._exact: dict[str, _Begun] = {}
        self._prefix: dict[str, list[_Phrase]] = {}
        self.concepts = frozenset(
            f"{family}.{concept}" for family, concepts in vocabularies.items() for concept in concepts
        )
        steps: dict[tuple[str, bool], _Step] = {}  # a word that many phrases have is kept once
        for family, concepts in vocabularies.items():
            for concept, phrases in concepts.items():
                name = f"{family}.{concept}"
                for phrase in phrases:
                    self._add(name, _steps(str(phrase), steps))

    def _add(self, concept: str, steps: tuple[_Step, ...]) -> None:
        phrase = _Phrase.of(concept, steps)
        for form in steps[0].words:
            if form.endswith("*"):
                if len(form) <= _PREFIX:
                    raise ValueError(f"{concept}: {form!r} is too short to begin a phrase")
                self._prefix.setdefault(form[:_PREFIX], []).append(phrase)
            else:
                self._exact.setdefault(form, _Begun()).add(phrase)

    def mentions(self, tokens: Sequence[Token]) -> tuple[Mention, ...]:
        """Every concept that a text expresses, the longest phrase of each at a place, in order."""
        told = tokens if isinstance(tokens, Tokens) else Tokens(tokens)
        words = told.words
        sayable = self._sayable(told.said)
        best: dict[tuple[str, int], Mention] = {}
        places: Counter[str] = Counter()
        for at, token in enumerate(words):
            is_negated: bool | None = None  # what stands before a word is the same for all that begins with it
            for phrase in sayable.get(token.word, ()):
                concept = phrase.concept
                if places[concept] >= MOST_MENTIONS:
                    continue
                last = _match(words, at, phrase.steps)
                if last is None:
                    continue
                end = words[last].end
                known = best.get((concept, token.start))
                if known is None:
                    places[concept] += 1
                if known is None or end > known.end:
                    if is_negated is None:
                        is_negated = _is_negated(words, at)
                    negated = is_negated and not phrase.asks
                    best[concept, token.start] = Mention(
                        concept, token.start, end, token.sentence, token.clause, negated
                    )
        return tuple(sorted(best.values(), key=place_of))

    def _sayable(self, words: frozenset[str]) -> dict[str, list[_Phrase]]:
        """The phrases that may stand in a text of these words, by the word that they begin with."""
        said = _Said(words)
        found: dict[str, list[_Phrase]] = {}
        for word in words:
            exact, prefix = self._exact.get(word), self._prefix.get(word[:_PREFIX])
            if exact is None and prefix is None:
                continue
            begun = exact.of(words) if exact else []
            begun += [phrase for phrase in prefix or () if phrase.steps[0].fits(word)]
            if phrases := [phrase for phrase in begun if said.allows(phrase)]:
                found[word] = phrases
        return found


class _Begun:
    """The phrases that begin with one word, in order; many have others that must follow, and few of those are said."""

    __slots__ = ("_following", "_phrases")

    def __init__(self) -> None:
        self._phrases: list[_Phrase] = []
        # Places of phrases by each form of their last word that must follow; those without one by "".
        self._following: dict[str, list[int]] = {}

    def add(self, phrase: _Phrase) -> None:
        for form in phrase.needs[-1] if phrase.needs else ("",):
            self._following.setdefault(form, []).append(len(self._phrases))
        self._phrases.append(phrase)

    def of(self, words: frozenset[str]) -> list[_Phrase]:
        """Those of which that word is said, in order."""
        following = self._following
        if len(self._phrases) <= _FEW:
            return list(self._phrases)
        said = words & following.keys()
        places = {place for form in said for place in following[form]}
        places.update(following.get("", ()))
        return [self._phrases[place] for place in sorted(places)]


class _Said:
    """The words of one text, to leave out at once the phrases that need a word which the text has nowhere."""

    def __init__(self, words: frozenset[str]) -> None:
        self._words = words
        self._sorted: list[str] = []

    def allows(self, phrase: _Phrase) -> bool:
        for alternatives in phrase.needs:
            if alternatives.isdisjoint(self._words):
                return False
        return all(any(map(self._has, step.words)) for step in phrase.begins)

    def _has(self, form: str) -> bool:
        if not form.endswith("*"):
            return form in self._words
        if not self._sorted:
            self._sorted = sorted(self._words)
        place = bisect.bisect_left(self._sorted, form[:-1])
        return place < len(self._sorted) and self._sorted[place].startswith(form[:-1])


def _match(words: Sequence[Token], at: int, steps: Sequence[_Step]) -> int | None:
    """The index of the last word of a phrase that begins at ``at``; each gap takes the nearest word that fits."""
    position = at
    for step in steps[1:]:
        reach = _WIDEST_GAP + 1 if step.gap else 1
        for ahead in range(position + 1, min(position + 1 + reach, len(words))):
            if words[ahead].sentence != words[at].sentence:
                break
            if step.fits(words[ahead].word):
                position = ahead
                break
        else:
            if step.optional:
                continue
            return None
        if position < ahead and not step.optional:
            return None  # the sentence ended before the word came
    return position


def _is_negated(words: Sequence[Token], at: int) -> bool:
    before = [token for token in words[max(0, at - _NEGATION_REACH) : at] if token.clause == words[at].clause]
    if any(first.word == "w" and second.word == "o" for first, second in pairwise(before)):  # "w/o"
        return True
    if any(first.word in _PATIENT and second.word in _DENIES for first, second in pairwise(before)):
        return True  # "pt denies chest pain"; not "99213 denied as bundled"
    said = [token.text.lower() in _NEGATIONS or token.word in _NEGATIONS for token in before]
    for place in range(len(before) - 1, 0, -1):
        # "no complications on metformin": what the patient is on is not denied; "not on metformin" is.
        if before[place].word == "on" and not said[place - 1]:
            return any(said[place:])
    return any(said)


def _steps(phrase: str, known: dict[tuple[str, bool], _Step]) -> tuple[_Step, ...]:
    """The steps of a phrase, of those that are known by how they are written and what stands before them."""
    steps: list[_Step] = []
    gap = False
    for part in re.sub(r"\bx[ -]rays?\b", "xray", phrase.lower()).replace("-", " ").replace("/", " ").split():
        if part == "..":
            gap = True
            continue
        step = known.get((part, gap)) or known.setdefault((part, gap), _step(part, gap))
        if not step.words or (step.optional and not steps):
            raise ValueError(f"phrase {phrase!r}: {part!r} says no word, or leaves the first one out")
        steps.append(step)
        gap = False
    if not steps or gap:
        raise ValueError(f"phrase {phrase!r} begins or ends with a gap, or says nothing")
    return tuple(steps)


def _step(part: str, gap: bool) -> _Step:
    forms = tuple(form if form.endswith("*") else singular(form) for form in part.removesuffix("?").split("|") if form)
    whole = not any(form.endswith("*") for form in forms)
    return _Step(forms, gap, part.endswith("?"), frozenset(forms) if whole else frozenset())


def read_vocabularies(files: Mapping[str, Path]) -> dict[str, dict[str, list[str]]]:
    """Family -> concept -> phrases, from one YAML file a family."""
    return {family: yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or {} for family, path in files.items()}
