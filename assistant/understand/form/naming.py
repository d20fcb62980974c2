"""Which codes and modifiers a text names: mentions, and of several readings the known one. Pure but for ``known``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.understand.query import Line
from corpus.codes import Code, CptCode, HcpcsCode, Modifier
from corpus.loose_modifiers import compared_modifiers, loose_modifiers
from corpus.meaning import Placed
from corpus.meaning.wording import placed
from corpus.mentions import CodeMention, find_codes
from corpus.relations import ProcedureCode

Known = Callable[[Iterable[Code]], frozenset[Code]]


@dataclass(frozen=True, slots=True)
class Named:
    """The codes and modifiers of a text, each once, in order; and the mentions that were taken for them."""

    codes: tuple[Code, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    mentions: tuple[CodeMention, ...] = ()
    beside: Mapping[int, tuple[Modifier, ...]] = field(default_factory=dict)  # where a code begins -> its modifiers

    @property
    def lines(self) -> tuple[Line, ...]:
        """The procedure codes as they are written, with modifiers and units on each."""
        return tuple(
            Line(
                mention.code,
                tuple(dict.fromkeys((*mention.modifiers, *self.beside.get(mention.start, ())))),
                mention.units,
            )
            for mention in self.mentions
            if isinstance(mention.code, ProcedureCode)
        )

    @property
    def placed(self) -> tuple[Placed, ...]:
        return tuple(placed(mention) for mention in self.mentions)


def read_names(text: str, known: Known, *, speaks_of_codes: bool = False, zip_code: str | None = None) -> Named:
    """The codes and modifiers a text names. ``speaks_of_codes``: the conversation does, so that "51?" is a modifier.

    ``zip_code`` is what may be one ("in 75201"): it is no code unless some table knows it as one.
    """
    mentions = find_codes(text)
    existing = known({reading for mention in mentions for reading in _readings(mention)})
    codes: dict[Code, None] = {}
    modifiers: dict[Modifier, None] = {}
    taken: list[CodeMention] = []
    for mention in mentions:
        chosen = _chosen(mention, existing)
        if chosen is None or (mention.text == zip_code and chosen not in existing):
            continue
        taken.append(mention if chosen is mention.code else replace(mention, code=chosen))
        modifiers.update(dict.fromkeys(mention.modifiers))
        if isinstance(chosen, Modifier):
            modifiers[chosen] = None
        else:
            codes[chosen] = None
            codes.update(dict.fromkeys(_range_members(chosen, mention.through, known)))
    if speaks_of_codes or any(isinstance(code, ProcedureCode) for code in codes):
        loose = loose_modifiers(text, taken)
        taken = sorted([*taken, *loose], key=lambda mention: mention.start)
        modifiers.update((mention.code, None) for mention in loose if isinstance(mention.code, Modifier))
    elif not codes and _COMPARES.search(text):
        compared = compared_modifiers(text, taken)
        taken = sorted([*taken, *compared], key=lambda mention: mention.start)
        modifiers.update((mention.code, None) for mention in compared if isinstance(mention.code, Modifier))
    return Named(tuple(codes), tuple(modifiers), tuple(taken), _beside(text, taken))


# "Difference between JW and JZ", "76 vs 77": two that are compared are modifiers without the word.
_COMPARES = re.compile(r"\b(?:diff|differ\w{0,6}|vs|versus|compared?)\b", re.IGNORECASE)
# What may stand between a code and a modifier that belongs on its line: "99214 with modifier 25", "25 on 99214".
_BEHIND = frozenset("with w w/ a an the mod modifier modifiers and & , - and/or plus".split())
_BEFORE = frozenset("on to the".split())
_LONGEST_BETWEEN = 20


def _beside(text: str, mentions: Sequence[CodeMention]) -> dict[int, tuple[Modifier, ...]]:
    """The modifiers that are told right behind a code or "on" it, by where the code begins."""
    found: dict[int, dict[Modifier, None]] = {}
    line: CodeMention | None = None  # the code that a modifier here would belong to
    for at, mention in enumerate(mentions):
        if not isinstance(mention.code, Modifier):
            line = mention if isinstance(mention.code, ProcedureCode) else None
            continue
        following = mentions[at + 1] if at + 1 < len(mentions) else None
        if following is not None and isinstance(following.code, ProcedureCode):
            between = text[mention.end : following.start]
            if between.split()[:1] == ["on"] and _is_all(between, _BEFORE):
                found.setdefault(following.start, {})[mention.code] = None
                continue
        previous = mentions[at - 1] if at else None
        if line is not None and previous is not None:
            if _is_all(text[max(previous.end, previous.rest) : mention.start], _BEHIND):
                found.setdefault(line.start, {})[mention.code] = None
            else:
                line = None
    return {start: tuple(modifiers) for start, modifiers in found.items()}


def _is_all(between: str, words: frozenset[str]) -> bool:
    return len(between) <= _LONGEST_BETWEEN and all(word in words for word in between.lower().split())


def named_codes(text: str, known: Known) -> tuple[tuple[Code, ...], tuple[Modifier, ...]]:
    """The codes and modifiers a text names, each once, in order; a form with several readings takes the known one."""
    named = read_names(text, known)
    return named.codes, named.modifiers


def _readings(mention: CodeMention) -> tuple[Code, ...]:
    return (mention.code, *mention.alternatives)


def _chosen(mention: CodeMention, existing: frozenset[Code]) -> Code | None:
    for reading in _readings(mention):
        if reading in existing:
            return reading
    # An uncertain form that no edition knows ("L45", "B12") is a word, not a code.
    return mention.code if mention.certain else None


# A range wider than this is a section of the code book, not a list someone wants spelled out.
_WIDEST_RANGE = 60


def _range_members(first: Code, through: Code | None, known: Known) -> tuple[Code, ...]:
    if through is None or type(first) is not type(through) or not isinstance(first, CptCode | HcpcsCode):
        return () if through is None else (through,)
    prefix, low = _split_number(first.value)
    other_prefix, high = _split_number(through.value)
    if prefix != other_prefix or not 0 < high - low <= _WIDEST_RANGE:
        return (through,)
    candidates = [type(first)(_join_number(first.value, number)) for number in range(low + 1, high + 1)]
    existing = known(candidates)
    return tuple(code for code in candidates if code in existing or code == through)


def _split_number(value: str) -> tuple[str, int]:
    """What stays and what counts in a code: ("T", 709) for "0709T", ("J", 1885) for "J1885"."""
    digits = "".join(character for character in value if character.isdigit())
    return "".join(character for character in value if not character.isdigit()), int(digits)


def _join_number(pattern: str, number: int) -> str:
    digits = f"{number:0{sum(map(str.isdigit, pattern))}d}"
    if pattern.isdigit():
        return digits
    return digits + pattern[-1] if pattern[0].isdigit() else pattern[0] + digits


def spans_of(mentions: Sequence[CodeMention]) -> list[tuple[int, int]]:
    """The places of mentions with what is written on them."""
    return [(mention.start, max(mention.end, mention.rest)) for mention in mentions]
