"""A text cut into chunks at commas, "and", "then" and the like: what is named, how given, how long. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.procedures.case import Case, Span
from assistant.procedures.medicine.drugs.names import FLUID, OTHER, classes, drug_of, drugs_in
from assistant.understand.story import Amount, Kind, Role, Told
from corpus.codes import CptCode, HcpcsCode

_CUTS = frozenset(
    ", ; and then plus & + also followed with w while during alongside after before following . ? !".split()
)
# Behind one of these a drug only tells when another one ran: "hydration 45 min after the zosyn".
_REFERS = frozenset("after before following until prior post once".split())
_FIRST_DOSE = frozenset("first 1st initial previous last prior".split())
_ROLES = (Role.TOLD, Role.TOTAL)
_OF_A_DRUG = re.compile(r"J[0-3]\d{3}")
_MOST_TIMES = 20
# Behind one of these four digits are a time of the day, not a dose.
_AT = frozenset("ivp push pushed again at @".split())
_DIGITS, _HUNDRED, _HOURS, _MINUTES = 4, 100, 24, 60
_MOST_TOKENS = 600  # a told case is shorter; what is longer is a table or noise


class Matter(StrEnum):
    """What is given."""

    HYDRATION = "hydration"
    THERAPEUTIC = "therapeutic"
    CHEMOTHERAPY = "chemotherapy"


class Way(StrEnum):
    """How it is given."""

    INFUSION = "infusion"
    PUSH = "push"
    NEEDLE = "injection"
    VEIN = "vein"  # by vein, and whether pushed or infused is not told


BY_CODE = {
    "96360": (Matter.HYDRATION, Way.INFUSION),
    "96365": (Matter.THERAPEUTIC, Way.INFUSION),
    "96413": (Matter.CHEMOTHERAPY, Way.INFUSION),
}


@dataclass(slots=True)
class Chunk:
    """A stretch of the text between two cuts."""

    start: int
    end: int
    anchors: list[tuple[str, Span]]
    ways: list[tuple[Way, Span]]
    minutes: list[Amount]
    clocks: list[Amount]
    counts: list[Amount]
    apart: list[Amount]
    concurrent: bool
    again: bool
    site: bool
    corrects: bool = False


def chunks_of(case: Case, told: Told) -> Iterator[Chunk]:
    story = told.story
    anchors = _anchors(case, told)
    spans = [amount.span for amount in story.amounts]
    begin, sentence = 0, 0
    edges: list[tuple[int, int]] = []
    for token in story.tokens[:_MOST_TOKENS]:
        inside = any(start < token.start < end for start, end in spans)
        is_cut = token.word in _CUTS and not inside
        if is_cut or token.sentence != sentence:
            edges.append((begin, token.start))
            begin, sentence = (token.end if is_cut else token.start), token.sentence
    edges.append((begin, 10**9))
    joined = told.spans("concurrent")
    for index, (start, end) in enumerate(edges):
        if chunk := _chunk(told, anchors, start, end):
            cut = edges[index - 1][1] if index else 0
            chunk.concurrent = any(cut <= place[0] < end for place in joined)
            chunk.corrects = any(place[1] <= end for place in told.spans("correction"))
            yield chunk


def _chunk(told: Told, anchors: Sequence[tuple[str, Span]], start: int, end: int) -> Chunk | None:
    mine = [anchor for anchor in anchors if start <= anchor[1][0] < end]
    timed = told.amounts(Kind.MINUTES, roles=(*_ROLES, Role.EACH, Role.BOUND, Role.AGO))
    minutes = [amount for amount in timed if start <= amount.start < end]
    apart = [amount for amount in minutes if _is_apart(amount)]
    chunk = Chunk(
        start=start,
        end=end,
        anchors=mine,
        ways=sorted(_ways(told, start, end), key=lambda way: way[1]),
        minutes=[amount for amount in minutes if _is_length(amount) and amount not in apart],
        clocks=[amount for amount in _clocks(told) if start <= amount.start < end],
        counts=[amount for amount in told.amounts(Kind.COUNT) if start <= amount.start < end and _is_times(amount)],
        apart=apart,
        concurrent=False,
        again=any(start <= place[0] < end for place in told.spans("again")),
        site=any(start <= place[0] < end for place in told.spans("second_site")),
    )
    chunk.anchors = _without_references(told, chunk, anchors)
    empty = not (chunk.anchors or chunk.ways or chunk.minutes or chunk.clocks or chunk.counts or apart or chunk.again)
    return None if empty else chunk


def _clocks(told: Told) -> list[Amount]:
    """Times of the day, also bare ones of the chart: "zofran IVP 1400, morphine IVP 1410"; one alone may be a dose."""
    found = list(told.amounts(Kind.CLOCK))
    bare = [amount for amount in told.amounts(Kind.COUNT) if _is_bare_clock(amount)]
    if len(found) + len(bare) > 1:
        found += [
            replace(amount, kind=Kind.CLOCK, value=amount.value // _HUNDRED * _MINUTES + amount.value % _HUNDRED)
            for amount in bare
        ]
    return found


def _is_bare_clock(amount: Amount) -> bool:
    hour, minute = divmod(amount.value, _HUNDRED)
    written = amount.end - amount.start == _DIGITS and hour < _HOURS and minute < _MINUTES
    return written and bool(_AT.intersection(amount.before[-1:]))


def _without_references(told: Told, chunk: Chunk, anchors: Sequence[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Without a drug that only says when another one ran, where it is named elsewhere too."""
    if chunk.minutes or chunk.ways or chunk.clocks:
        return chunk.anchors
    words = [token for token in told.story.tokens if not token.is_sign]
    kept = []
    for drug, place in chunk.anchors:
        before = [token.word for token in words if token.end <= place[0]][-3:]
        elsewhere = any(other == drug and at != place for other, at in anchors)
        if not (elsewhere and _REFERS.intersection(before)):
            kept.append((drug, place))
    return kept


def _is_length(amount: Amount) -> bool:
    """A time that a drug ran; "over an hour" is its length, not a bound."""
    if amount.role is Role.AGO:  # "fluids 45 minutes before the drug"
        return amount.noun[:1] == ("before",) or amount.noun[:2] == ("prior", "to")
    return amount.role in _ROLES or (amount.role is Role.BOUND and amount.before[-1:] == ("over",))


def _is_apart(amount: Amount) -> bool:
    first = amount.noun[:1] == ("after",) and bool(_FIRST_DOSE.intersection(amount.noun))
    return first or amount.noun[:1] in (("apart",), ("later",)) or amount.before[-1:] in (("every",), ("q",))


def _is_times(amount: Amount) -> bool:
    """ "x2", "twice", "two doses", "3 IV pushes"."""
    if amount.value != amount.value.to_integral_value() or not 0 < amount.value <= _MOST_TIMES:
        return False
    wanted = {"push", "dose", "shot", "injection", "ivp", "im", "bolus"}
    return amount.unit == "x" or bool(wanted.intersection(amount.noun[:3])) or _word_of_times(amount)


def _word_of_times(amount: Amount) -> bool:
    return amount.noun[:1] in (("time",),)


def _ways(told: Told, start: int, end: int) -> Iterator[tuple[Way, Span]]:
    pushes = told.spans("push")
    for concept, way in (("push", Way.PUSH), ("needle", Way.NEEDLE), ("infusion", Way.INFUSION)):
        for place in told.spans(concept):
            if start <= place[0] < end:
                yield way, place
    for place in told.spans("injection"):
        if start <= place[0] < end and not any(push[0] <= place[0] < push[1] for push in pushes):
            yield Way.NEEDLE, place
    for place in told.spans("vein"):
        if start <= place[0] < end:
            yield Way.VEIN, place


def _anchors(case: Case, told: Told) -> list[tuple[str, Span]]:
    """Drugs and fluids in the order of the text; codes of giving only where no drug is named."""
    found: list[tuple[str, Span]] = []
    carriers = told.spans("carrier")
    fluids = [(mention.start, mention.end) for mention in told.mentions("hydration") if not mention.negated]
    for mention in drugs_in(told.story):
        kind = classes()[drug_of(mention)]
        place = (mention.start, mention.end)
        if mention.negated or kind == OTHER or any(0 <= start - place[1] <= 14 for start, _ in told.spans("oral")):
            continue
        if kind == FLUID:
            if not any(start <= place[0] < end + 1 or 0 <= start - place[1] <= 2 for start, end in carriers):
                fluids.append(place)
        else:
            found.append((drug_of(mention), place))
    found += [("fluid", place) for place in fluids]
    found.sort(key=lambda anchor: anchor[1])
    if not found and told.has("needle"):
        found = sorted((f"given as {code}", case.places[code][0]) for code in _drug_codes(case))
    if found:
        return found
    return sorted(((f"code {code}", case.places[code][0]) for code in _giving(case)), key=lambda anchor: anchor[1])


def _drug_codes(case: Case) -> Iterator[HcpcsCode]:
    """Codes of drugs given by needle or vein: not what is inhaled, put into a joint, or chemotherapy."""
    for code in case.procedures:
        if isinstance(code, HcpcsCode) and _OF_A_DRUG.fullmatch(str(code)) and case.places.get(code):
            yield code


def _giving(case: Case) -> Iterator[CptCode]:
    for code in case.procedures:
        if isinstance(code, CptCode) and str(code) in BY_CODE and case.places.get(code):
            yield code
