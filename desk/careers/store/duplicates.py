"""Whether two postings are the same job: employer, work and state by their words, then town, hours and description.

``likeness`` is one key for employer, title and state, without what boards write differently; jobs that share it are
compared. A description's ``sketch`` is the smallest of the hashes of its word triples: the share of common ones
estimates how much of the texts is the same.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from array import array
from typing import NamedTuple

from assistant.understand.circumstances.state_names import STATES
from desk.careers.job.job import Job
from desk.careers.reading.credentials import without_credentials
from desk.careers.reading.vocabulary import vocabulary

_WORD, _WORD_BYTES = re.compile(r"[a-z0-9]+"), re.compile(rb"[a-z0-9]+")
_NOT_THE_NAME = frozenset("inc incorporated llc llp lp ltd corp corporation co company pllc pc pa the and".split())
_LEVELS = frozenset("1234")
_SKETCH = 32
_READ_WORDS = 400

# Measured on planted duplicates (scripts/measure_careers.py): other boards cut descriptions and add their own words to
# them; one board that lists two alike under two ids means two, unless nearly every word is the same.
_SAME_ELSEWHERE, _SAME_THERE = 0.25, 0.9


class Compared(NamedTuple):
    """What of a job decides whether another is the same."""

    number: int
    source: str
    town: str
    remote: bool
    employment: frozenset[str]
    sketch: bytes


def likeness_of(job: Job) -> str:
    employer = " ".join(word for word in _words(job.employer.replace("&", " and ")) if word not in _NOT_THE_NAME)
    where = "remote" if job.remote else job.location.state
    return hashlib.sha1(f"{employer}|{' '.join(_work(job))}|{where}".encode()).hexdigest()


def sketch_of(words: str) -> bytes:
    """128 bytes at most, of a description's plain words."""
    told = _WORD_BYTES.findall(words.casefold().encode())[:_READ_WORDS]
    triples = {zlib.crc32(b" ".join(three)) for three in zip(told, told[1:], told[2:], strict=False)}
    return array("I", sorted(triples)[:_SKETCH]).tobytes()


def is_same(one: Compared, other: Compared) -> bool:
    """Whether two jobs of one likeness are the same."""
    if not one.remote and one.town and other.town and town_key(one.town) != town_key(other.town):
        return False
    if one.employment and other.employment and not one.employment & other.employment:
        return False
    shared = _shared(one.sketch, other.sketch)
    return shared >= (_SAME_THERE if one.source == other.source else _SAME_ELSEWHERE)


def town_key(town: str) -> str:
    """Words of a place in one spelling: "Saint Louis" and "St. Louis"."""
    return " ".join({"saint": "st", "fort": "ft", "mount": "mt"}.get(word, word) for word in _words(town))


def _work(job: Job) -> list[str]:
    """The words of a title that tell the work, in one order: "Sr. Coder II - Remote (CPC)" -> 2, coder, senior."""
    known = vocabulary()
    place = {*town_key(f"{job.location.town} {STATES.get(job.location.state, '')} {job.location.state}").split()}
    told = town_key(without_credentials(job.title)).split()
    work = {known.same_words.get(word, word) for word in told if word not in known.not_the_work and word not in place}
    return sorted(word for word in work if (word.isalpha() and len(word) > 1) or word in _LEVELS) or told


def _shared(one: bytes, other: bytes) -> float:
    """The estimated share of word triples that both texts have; 1 for two that are too short to have any."""
    first, second = _numbers(one), _numbers(other)
    if not first or not second:
        return float(first == second)
    smallest = sorted(first | second)[:_SKETCH]
    return sum(number in first and number in second for number in smallest) / len(smallest)


def _numbers(sketch: bytes) -> set[int]:
    return set(array("I", sketch))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
