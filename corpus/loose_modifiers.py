"""Modifiers that are only called by their two characters: "is a 25 needed", "52 or 53", "does it take xu?". Pure.

``find_codes`` reads what form alone says; here the words around a number tell a modifier from an amount, which only
a question that speaks of procedures allows. Grounding never uses this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.codes import Modifier
from corpus.mentions import NUMERIC_MODIFIERS, CodeMention

_WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]", re.IGNORECASE)
_LETTERED = frozenset(
    "rt lt xe xp xs xu ga gx gy gz gt gc kx jw jz qw gp gn fs ft sg aa qk qx qz qy ad f1 f2 f3 f4 f5 f6 f7 f8 f9 "
    "t1 t2 t3 t4 t5 t6 t7 t8 t9 e1 e2 e3 e4 lc ld lm rc ri fq ms".split()
)
# Read where they are written in capitals only; in small letters they are words.
_CAPITALS = frozenset("AS AI FA TA CR CS GO TC".split())
_BEFORE = frozenset(
    "a an the with w add adding append appended put use using used need needs needed or and would will can should may "
    "does stick attach attaching have take takes want wants is are + / , ( modifier mod mods both without plus".split()
)
_AFTER = frozenset(
    "on to for be needed required or and right fix appropriate allowed ok okay justified modifier mod "
    "mods enough apply applies work go goes get bypass help correct not vs versus instead / ? ) was , "
    "too then with do does have has had better when if because".split()
)
# What follows an amount.
_MEASURES = frozenset(
    "min mins minute minutes hr hrs hour hours h unit units mg mcg ml cc cm mm sq x times time days "
    "day weeks week months month years year yo y lesions lesion levels level patients percent pct % "
    "lbs kg iu injections vials am pm tests views nerves muscles codes lines claims of more".split()
)

# What stands between modifiers that are compared, and what they are not when it follows: "95 vs 97 guidelines".
_BETWEEN = frozenset(", / & and or vs versus from".split())
_YEARS_OF = frozenset("guideline guidelines rule rules dg dgs documentation exam bullets".split())
_NUMBERED = frozenset("$ # - : co pr age aged week weeks day page room".split())


def compared_modifiers(text: str, mentions: Sequence[CodeMention]) -> tuple[CodeMention, ...]:
    """Two modifiers or more that stand beside one another by their characters alone: "difference between 52 and 53".

    Only for a text that compares and names no code; a single number is no comparison.
    """
    spans = [(mention.start, max(mention.end, mention.rest)) for mention in mentions]
    words = [(match[0], *match.span()) for match in _WORD.finditer(text)]
    found: list[CodeMention] = []
    run: list[CodeMention] = []
    for place, (word, start, end) in enumerate(words):
        if _may_be_modifier(word) and not any(begin < end and start < stop for begin, stop in spans):
            run.append(CodeMention(Modifier(word.upper()), start, end, word, rest=end))
            continue
        follows = word.lower()
        if run and follows in _BETWEEN and place + 1 < len(words):
            continue
        if run and follows not in _MEASURES and follows not in _YEARS_OF:
            found += _compared(run, words)
        run = []
    return tuple(found + _compared(run, words))


def _compared(run: list[CodeMention], words: Sequence[tuple[str, int, int]]) -> list[CodeMention]:
    """The run where it has two that differ and nothing before it says that they are other numbers."""
    before = [word.lower() for word, _, end in words if run and end <= run[0].start][-1:]
    several = len({mention.code for mention in run}) > 1
    return run if several and not _NUMBERED.intersection(before) else []


def _may_be_modifier(word: str) -> bool:
    return word in NUMERIC_MODIFIERS or word.lower() in _LETTERED or word in _CAPITALS


def loose_modifiers(
    text: str, mentions: Sequence[CodeMention], taken: Iterable[tuple[int, int]] = ()
) -> tuple[CodeMention, ...]:
    """Modifiers beside the codes that only their place among the words shows. ``taken`` are amounts and dates."""
    codes = {mention.start for mention in mentions if not isinstance(mention.code, Modifier)}
    spans = sorted([(mention.start, max(mention.end, mention.rest)) for mention in mentions] + list(taken))
    words = [(match[0], *match.span()) for match in _WORD.finditer(text)]
    found: list[CodeMention] = []
    index = 0
    for place, (word, start, end) in enumerate(words):
        while index < len(spans) and spans[index][1] <= start:
            index += 1
        if len(word) != 2 or (index < len(spans) and spans[index][0] < end):
            continue
        before = words[place - 1] if place else ("", 0, 0)
        after = words[place + 1] if place + 1 < len(words) else ("", 0, 0)
        beside_code = bool(place) and any(begin <= before[1] < stop for begin, stop in spans[max(0, index - 1) : index])
        if _is_modifier(word, before[0].lower(), after[0].lower(), beside_code and bool(codes)):
            found.append(CodeMention(Modifier(word.upper()), start, end, word, rest=end))
    return tuple(found)


def _is_modifier(word: str, before: str, after: str, beside_code: bool) -> bool:
    if word.isdigit():
        if (
            word not in NUMERIC_MODIFIERS
            or after in _MEASURES
            or after in (":", "-", ".")
            or before in ("$", "#", "-", ":", "co", "pr")
        ):
            return False
        return ((before in _BEFORE or before == "" or beside_code) and (after in _AFTER or after == "")) or (
            before in _BEFORE and after in _AFTER
        )
    return _may_be_modifier(word)
