"""What is told of laboratory work: tests and panels of one day, and what pathology counts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.understand.story import Mention, Told

_PREFIX = "laboratory.test_"
_SPECIMENS = ("specimen", "jar", "container", "bottle", "vial", "polyp", "biopsy", "lesion", "part", "site")
_CONTAINERS = ("jar", "container", "bottle", "vial")
_MOST = 30  # more of one kind on one claim is a misreading
_BLOCKS = ("block",)
_ANTIBODIES = ("antibody", "stain", "marker", "ihc", "immunostain", "antibodies", "immunohistochemistry")


@dataclass(frozen=True, slots=True)
class Tests:
    """The tests and panels told, as codes in order; ``named`` are those told as codes."""

    told: tuple[str, ...]
    named: tuple[str, ...]
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a pathologist's count rests on: ``what`` is tissue, frozen or antibody."""

    what: str
    specimens: int
    pieces: int | None
    each: bool
    rests_on: tuple[Span, ...]


def tests_of(case: Case, known: frozenset[str]) -> Tests | None:
    """The tests of one draw; None where fewer than two are told, or where another question is asked of them."""
    told = case.told("laboratory")
    if told.has(
        "repeat",
        "rerun",
        "missing_part",
        "drug_screen",
        "two_sites",
        "reflex",
        "denial_word",
        "sent_out",
        "visit_level",
    ):
        return None
    places: list[tuple[int, str, Span]] = []
    for mention in case.story.mentions:
        if mention.concept.startswith(_PREFIX) and not mention.negated:
            span = (mention.start, mention.end)
            places.append((mention.start, mention.concept.removeprefix(_PREFIX), span))
    named = tuple(dict.fromkeys(str(code) for code in case.procedures if str(code) in known))
    for code in case.procedures:
        places += [(start, str(code), (start, end)) for start, end in case.places.get(code, ()) if str(code) in known]
    codes = tuple(dict.fromkeys(code for _, code, _ in sorted(places)))
    if len(codes) < 2:
        return None
    return Tests(codes, named, tuple(span for _, _, span in places))


def counted_of(case: Case) -> Counted | None:
    """What is counted in pathology; None where nothing is, or where another rule decides."""
    told = case.told("laboratory")
    if told.has("prostate", "fna", "cell_block", "outside_slides", "special_stain", "pap", "date_asked", "denial_word"):
        return None
    specimens = 1 if told.has("one_container") else _count(told, _SPECIMENS)
    separate = told.has("separate_containers") or _count(told, _CONTAINERS) is not None
    if told.has("antibody"):
        pieces = _count(told, _ANTIBODIES) or _named_markers(told)
        if pieces is None:
            return None
        return _counted(told, "antibody", specimens or 1, pieces)
    if told.has("frozen"):
        pieces = _count(told, _BLOCKS)
        if pieces is None and specimens is None:
            return None
        return _counted(told, "frozen", specimens or 1, pieces)
    if not told.has("pathology") or specimens is None or specimens < 2 or not separate:
        return None
    return _counted(told, "tissue", _count(told, _CONTAINERS) or specimens, None)


def _named_markers(told: Told) -> int | None:
    """How many antibodies are told by name: "ER, PR and HER2"."""
    names = {_name(told, mention) for mention in told.mentions("marker_name") if not mention.negated}
    return len(names) or None


def _name(told: Told, mention: Mention) -> str:
    """A marker as one word: "CK7", "CK-7" and "CK 7" are one, "CK20" is another."""
    words = (token.word for token in told.story.tokens if mention.start <= token.start < mention.end)
    return "".join(word for word in words if word.isalnum())


def _counted(told: Told, what: str, specimens: int, pieces: int | None) -> Counted:
    spans = told.spans("pathology", "frozen", "antibody", "separate_containers", "one_container", "each_specimen")
    counts = tuple(amount.span for amount in told.counts_of(*_SPECIMENS, *_BLOCKS, *_ANTIBODIES))
    return Counted(what, specimens, pieces, told.has("each_specimen"), (*counts, *spans))


def _count(told: Told, nouns: Sequence[str]) -> int | None:
    """The told number of things; the noun stands nearest behind it."""
    for amount in told.counts_of(*nouns):
        position = next((at for at, word in enumerate(amount.noun) if word in nouns), None)
        if position is None or any(word.isdigit() for word in amount.noun[:position]):
            continue  # another number stands between: the noun is that one's
        if not amount.ranged and 0 < amount.value <= _MOST:
            return int(amount.value)
    return None
