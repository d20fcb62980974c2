"""Clock times and the minutes between two of them: "7:12 to 10:08", "start 0905 stop 1010", "10am-11:30am". Pure."""

from __future__ import annotations

import bisect
import operator
import re
from collections.abc import Sequence

from assistant.understand.story.tokens import Token

_CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?")
_MILITARY = re.compile(r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)")
_HALF_DAY = 12 * 60
_BEGINS = frozenset("at from start started begin began in on between".split())
_JOINS = frozenset(
    "- to until till til through thru and end ended ending stop stopped finish finished out off at am pm a.m p.m hr "
    "hrs hour time , / . : a p m the it was".split()
)
_ENDS = frozenset("stop stopped ended end until till til discharged left".split())
_RANGES = frozenset("- to until till til".split())
_LISTS = frozenset(", and & then again repeat repeated".split())
_MOST_LISTED = 4
_OF_DOSE = frozenset("mg mcg ml unit units iu meq g".split())
_LONGEST_BETWEEN = 6
# Told within a few words before a time: "obs order 0810", "discharged home 1425", "d/c at 2030".
_EVENTS = frozenset(
    "admit admitted admission arrive arrived arrival obs observation order placed started dc dc'd dcd d/c d/c'd "
    "discharge discharged left home out released".split()
)
_EVENT_REACH = 4
_DISCHARGE = ["d", "/", "c"]
# Four figures that are as well a year: a time only behind an earlier time of the sentence.
_YEARS = range(1990, 2040)
_EARLIER_REACH = 16
_START = operator.attrgetter("start")


def clock_at(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Minutes after midnight of the clock time at a token, and the token after it; None where there is none."""
    word = tokens[at].word
    if not word[0].isdigit():
        return None
    following = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if match := _CLOCK.fullmatch(word):
        minutes = int(match["hour"]) * 60 + int(match["minute"])
        half, taken = _half(tokens, at + 1)
        return _by_half(minutes, half), at + 1 + taken
    glued = re.fullmatch(r"(?P<hour>1[0-2]|0?[1-9])(?P<half>am|pm)", word)
    if glued:
        return _by_half(int(glued["hour"]) * 60, glued["half"]), at + 1
    short = re.fullmatch(r"(?P<hour>1[0-2]|0?[1-9])(?P<half>[ap])", word)
    if short and at and tokens[at - 1].word in _BEGINS | _RANGES:  # "at 7a"
        return _by_half(int(short["hour"]) * 60, f"{short['half']}m"), at + 1
    if re.fullmatch(r"1[0-2]|0?[1-9]", word) and following in ("am", "pm"):
        return _by_half(int(word) * 60, following), at + 2
    if re.fullmatch(r"1[0-2]|0?[1-9]", word) and following in ("-", "to", "until") and at + 2 < len(tokens):
        ends_at = _CLOCK.fullmatch(tokens[at + 2].word)  # "9-9:40", "11 to 1:15"
        return (int(word) * 60, at + 1) if ends_at and tokens[at - 1 if at else 0].word != ":" else None
    if (match := _MILITARY.fullmatch(word)) and following not in _OF_DOSE:
        before = tokens[at - 1].word if at else ""
        later = tokens[at + 2].word if at + 2 < len(tokens) else ""
        ranged = following in ("-", "to", "until") and _MILITARY.fullmatch(later)
        ends = before in ("-", "to", "until") and at > 1 and _MILITARY.fullmatch(tokens[at - 2].word)
        told = word.startswith("0") or ranged or ends or before in _BEGINS or before in _ENDS
        if told or _is_listed(tokens, at) or is_of_an_event(tokens, at):
            return int(match["hour"]) * 60 + int(match["minute"]), at + 1
    return None


def is_of_an_event(tokens: Sequence[Token], at: int) -> bool:
    """ "Admit 1015 / d/c 2030": what happened stands shortly before; a year needs a time before it too."""
    if not _MILITARY.fullmatch(tokens[at].word) or not _names_event(tokens, at):
        return False
    if int(tokens[at].word) not in _YEARS:
        return True
    for back in range(max(0, at - _EARLIER_REACH), at):
        word = tokens[back].word
        if tokens[back].sentence != tokens[at].sentence:
            continue
        if _CLOCK.fullmatch(word) or (
            _MILITARY.fullmatch(word) and int(word) not in _YEARS and (word[0] == "0" or _names_event(tokens, back))
        ):
            return True
    return False


def _names_event(tokens: Sequence[Token], at: int) -> bool:
    near = tokens[max(0, at - _EVENT_REACH) : at]
    before = [token.word for token in near if token.sentence == tokens[at].sentence]
    return not _EVENTS.isdisjoint(before) or any(before[place : place + 3] == _DISCHARGE for place in (0, 1))


def military(word: str) -> int | None:
    """Minutes after midnight of "1235"; None for what is no such time."""
    match = _MILITARY.fullmatch(word)
    return int(match["hour"]) * 60 + int(match["minute"]) if match else None


def _is_listed(tokens: Sequence[Token], at: int) -> bool:
    """ "At 1320, 1510 and again 1730": a later one of a few times of which the first is introduced, or is sure."""
    for _ in range(_MOST_LISTED):
        back = at - 1
        while back > at - 3 and back >= 0 and tokens[back].word in _LISTS:
            back -= 1
        if back in (at - 1, -1) or not _MILITARY.fullmatch(tokens[back].word):
            return False
        at = back
        if tokens[at].word.startswith("0") or (at and tokens[at - 1].word in _BEGINS):
            return True
    return False


def _half(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    word = tokens[at].word if at < len(tokens) else ""
    if word in ("am", "pm"):
        return word, 1
    if word in ("a.m", "p.m"):
        return word.replace(".", ""), 1
    if word in ("a", "p") and [token.word for token in tokens[at + 1 : at + 3]] == [".", "m"]:
        return f"{word}m", 3
    if word in ("a", "p") and at and tokens[at].start == tokens[at - 1].end:  # "7:10a"
        return f"{word}m", 1
    return "", 0


def _by_half(minutes: int, half: str) -> int:
    if half == "pm" and minutes < _HALF_DAY:
        return minutes + _HALF_DAY
    return minutes - _HALF_DAY if half == "am" and minutes >= _HALF_DAY else minutes


def elapsed(tokens: Sequence[Token], start: int, end: int, other_start: int, other_end: int) -> int | None:
    """Minutes from one clock time to the next where the words between join them; None where they do not.

    Without am and pm an earlier second time is in the next half of the day: 11:40 to 1:10 is 90 minutes.
    """
    first, second, behind = (bisect.bisect_left(tokens, place, key=_START) for place in (start, other_start, end))
    if max(first, second) >= len(tokens) or tokens[first].start != start or tokens[second].start != other_start:
        return None
    between = [token.word for token in tokens[behind : min(second, behind + _LONGEST_BETWEEN + 1)]]
    if len(between) > _LONGEST_BETWEEN or not all(word in _JOINS for word in between) or between == [","]:
        return None
    if between == ["and"] and tokens[first - 1 if first else 0].word != "between":
        return None
    begins, ends = clock_at(tokens, first), clock_at(tokens, second)
    if begins is None or ends is None:
        return None
    minutes = ends[0] - begins[0]
    if minutes <= 0:
        minutes += _HALF_DAY
    return minutes if minutes > 0 else minutes + _HALF_DAY
