"""What is told of drugs and fluids given: each with its kind, its way, its minutes, and how often. Pure.

A text is cut at commas, "and", "then" and the like into chunks. A chunk that names a drug is a service; what stands in
a chunk without one ("9:00 to 9:45", "IV push") belongs to the service before it that lacks it, else to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assistant.procedures.case import Case, Span
from assistant.procedures.medicine.drugs.names import (
    CHEMOTHERAPY,
    COMPLEX,
    FLUID,
    HORMONAL,
    OTHER,
    classes,
    drug_of,
    drugs_in,
)
from assistant.understand.story import Amount, Kind, Role, Told
from corpus.codes import CptCode
from corpus.relations import Setting

FAMILY = "infusion"
_CUTS = frozenset(", ; and then plus & + also followed with w while during alongside . ? !".split())
_ROLES = (Role.TOLD, Role.TOTAL)
_MOST_TIMES = 20
# Words that name a kind of drug and no drug: a service only where a way or minutes stand beside them.
_GENERAL = frozenset("antibiotic steroid antiemetic pain_med iron chemo_drug biologic immune_globulin".split())


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


@dataclass(frozen=True, slots=True)
class Service:
    """One drug or fluid given. ``minutes`` None: no time is told. ``begins`` and ``ends`` are minutes of the day.

    ``times`` counts pushes or injections of it; ``apart`` are the minutes between them.
    """

    drug: str
    matter: Matter
    way: Way | None
    minutes: int | None
    begins: int | None
    ends: int | None
    times: int
    apart: int | None
    concurrent: bool
    again: bool
    second_site: bool
    hormonal: bool
    complex: bool
    place: Span
    code: CptCode | None = None


@dataclass(frozen=True, slots=True)
class Encounter:
    """All that is given at one encounter, and what decides on the initial code."""

    services: tuple[Service, ...]
    setting: Setting | None
    main: str
    visit: bool
    second_site: bool
    no_times: bool
    rests_on: tuple[Span, ...] = field(default=(), compare=False)


@dataclass(slots=True)
class _Chunk:
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


def encounter_of(case: Case) -> Encounter | None:
    """The encounter that is told; None where nothing given is told."""
    told = case.told(FAMILY)
    chunks = list(_chunks(case, told))
    services = _services(chunks)
    services = [each for each in services if _counts(each, told)]
    if not services:
        return None
    concepts = ("push", "injection", "infusion", "vein", "hydration", "concurrent", "again", "second_site", "asks")
    return Encounter(
        services=tuple(services),
        setting=_setting(case, told),
        main=_main(told, services),
        visit=told.has("visit") and not told.has("no_visit"),
        second_site=told.has("second_site"),
        no_times=told.has("not_documented") or told.denies("not_documented"),
        rests_on=(
            *(amount.span for chunk in chunks for amount in (*chunk.minutes, *chunk.clocks, *chunk.counts)),
            *(service.place for service in services),
            *told.spans(*concepts, "visit", "facility", "observation", "not_documented"),
            *case.spans_of(case.procedures),
        ),
    )


def _counts(service: Service, told: Told) -> bool:
    """False for a drug injected into a joint, a vaccine, and a name beside which no way of giving is told."""
    if service.way is None or (service.code is not None and service.minutes is None):
        return False
    if service.way is Way.NEEDLE and told.has("joint", "vaccine") and not told.has("needle"):
        return False
    return not (service.way is Way.NEEDLE and told.has("vaccine") and service.drug in ("", "drug"))


def _setting(case: Case, told: Told) -> Setting | None:
    if case.setting is not None:
        return case.setting
    if told.has("facility") and not told.has("office"):
        return Setting.HOSPITAL
    return Setting.PRACTITIONER if told.has("office") else None


def _main(told: Told, services: Sequence[Service]) -> str:
    """The drug of the service that the visit was for, where that is told."""
    for reason in told.mentions("main_reason"):
        behind = [each for each in services if 0 <= each.place[0] - reason.end <= 40]
        if behind and not reason.negated:
            return behind[0].drug
    return ""


# --- chunks ----------------------------------------------------------------------------------------------------------


def _chunks(case: Case, told: Told) -> Iterator[_Chunk]:
    story = told.story
    anchors = _anchors(case, told)
    spans = [amount.span for amount in story.amounts]
    begin, sentence = 0, 0
    edges: list[tuple[int, int]] = []
    for token in story.tokens:
        inside = any(start < token.start < end for start, end in spans)
        cut = token.word in _CUTS and not inside
        if cut or token.sentence != sentence:
            edges.append((begin, token.start))
            begin, sentence = (token.end if cut else token.start), token.sentence
    edges.append((begin, 10**9))
    joined = told.spans("concurrent")
    for index, (start, end) in enumerate(edges):
        if chunk := _chunk(told, anchors, start, end):
            cut = edges[index - 1][1] if index else 0
            chunk.concurrent = any(cut <= place[0] < end for place in joined)
            yield chunk


def _chunk(told: Told, anchors: Sequence[tuple[str, Span]], start: int, end: int) -> _Chunk | None:
    mine = [anchor for anchor in anchors if start <= anchor[1][0] < end]
    timed = told.amounts(Kind.MINUTES, roles=(*_ROLES, Role.EACH, Role.BOUND))
    minutes = [amount for amount in timed if start <= amount.start < end]
    apart = [amount for amount in minutes if _is_apart(amount)]
    chunk = _Chunk(
        start=start,
        end=end,
        anchors=mine,
        ways=sorted(_ways(told, start, end), key=lambda way: way[1]),
        minutes=[amount for amount in minutes if _is_length(amount) and amount not in apart],
        clocks=[amount for amount in told.amounts(Kind.CLOCK) if start <= amount.start < end],
        counts=[amount for amount in told.amounts(Kind.COUNT) if start <= amount.start < end and _is_times(amount)],
        apart=apart,
        concurrent=False,
        again=any(start <= place[0] < end for place in told.spans("again")),
        site=any(start <= place[0] < end for place in told.spans("second_site")),
    )
    empty = not (chunk.anchors or chunk.ways or chunk.minutes or chunk.clocks or chunk.counts or apart or chunk.again)
    return None if empty else chunk


def _is_length(amount: Amount) -> bool:
    """A time that a drug ran; "over an hour" is its length, not a bound."""
    return amount.role in _ROLES or (amount.role is Role.BOUND and amount.before[-1:] == ("over",))


def _is_apart(amount: Amount) -> bool:
    return amount.noun[:1] in (("apart",), ("later",)) or amount.before[-1:] in (("every",), ("q",))


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
            if not any(start <= place[0] < end + 1 for start, end in carriers):
                fluids.append(place)
        else:
            found.append((drug_of(mention), place))
    found += [("fluid", place) for place in fluids]
    found.sort(key=lambda anchor: anchor[1])
    if found:
        return found
    return sorted(((f"code {code}", case.places[code][0]) for code in _giving(case)), key=lambda anchor: anchor[1])


def _giving(case: Case) -> Iterator[CptCode]:
    for code in case.procedures:
        if isinstance(code, CptCode) and str(code) in _BY_CODE and case.places.get(code):
            yield code


_BY_CODE = {
    "96360": (Matter.HYDRATION, Way.INFUSION),
    "96365": (Matter.THERAPEUTIC, Way.INFUSION),
    "96413": (Matter.CHEMOTHERAPY, Way.INFUSION),
}


# --- services --------------------------------------------------------------------------------------------------------


def _services(chunks: Sequence[_Chunk]) -> list[Service]:
    found: list[Service] = []
    waiting: list[_Chunk] = []
    for index, chunk in enumerate(chunks):
        if not chunk.anchors:
            if found and _other_way(found[-1], chunk):
                found.append(_service(found[-1].drug, chunk.ways[0][1], chunk))
            elif found and _lacks(found[-1], chunk):
                found[-1] = _with(found[-1], chunk)
            elif unnamed := _unnamed(chunk, chunks[index + 1 :]):
                found.append(unnamed)
            else:
                waiting.append(chunk)
            continue
        made = [_service(drug, place, chunk) for drug, place in _specific(chunk)]
        for held in waiting:
            made = [_with(each, held) if _lacks(each, held) else each for each in made]
        waiting = []
        found += made
    return _merged(_inherited(found))


def _other_way(service: Service, chunk: _Chunk) -> bool:
    """ "toradol 30 mg IV and 30 mg IM": the same drug by needle besides."""
    needle = bool(chunk.ways) and chunk.ways[0][0] is Way.NEEDLE
    return needle and service.way in (Way.VEIN, Way.PUSH, Way.INFUSION) and service.matter is not Matter.HYDRATION


def _specific(chunk: _Chunk) -> list[tuple[str, Span]]:
    """The drugs of a chunk; a general word beside a drug's own name, and a second word for fluid, are no second one."""
    named = [anchor for anchor in chunk.anchors if anchor[0] not in _GENERAL and anchor[0] != "fluid"]
    fluids = [anchor for anchor in chunk.anchors if anchor[0] == "fluid"][:1]
    general = [anchor for anchor in chunk.anchors if anchor[0] in _GENERAL][:1]
    if named:
        return [*named, *(fluids if not chunk.ways and len(chunk.minutes) > 1 else [])]
    return fluids or general


def _service(drug: str, place: Span, chunk: _Chunk) -> Service:
    kind = classes().get(drug, "")
    code = drug.removeprefix("code ") if drug.startswith("code ") else ""
    matter = Matter.CHEMOTHERAPY if kind in (CHEMOTHERAPY, COMPLEX, HORMONAL) else Matter.THERAPEUTIC
    if drug == "fluid":
        matter = Matter.HYDRATION
    way: Way | None = None
    if code:
        matter, way = _BY_CODE[code]
    empty = Service(
        drug, matter, way, None, None, None, 1, None, chunk.concurrent, False, chunk.site, kind == HORMONAL,
        kind == COMPLEX, place, CptCode(code) if code else None,
    )  # fmt: skip
    return _with(empty, chunk)


def _lacks(service: Service, chunk: _Chunk) -> bool:
    """True when what a chunk tells is not yet told of the service."""
    if chunk.again or chunk.apart:
        return True
    if chunk.minutes and service.minutes is not None:
        return False
    if chunk.ways and service.way not in (None, Way.VEIN):
        return False
    return not (chunk.counts and service.times > 1)


def _with(service: Service, chunk: _Chunk) -> Service:
    """The service with what a chunk tells of it."""
    timed = chunk.minutes[0] if chunk.minutes else None
    way = service.way
    for told, _ in chunk.ways:
        if way is None or (way is Way.VEIN and told is not Way.NEEDLE):
            way = told
    minutes, begins, ends = service.minutes, service.begins, service.ends
    if timed is not None and minutes is None:
        minutes = int(timed.value)
        if timed.unit == "clock":
            begins, ends = int(timed.values[0]), int(timed.values[0]) + minutes
    times = int(chunk.counts[0].value) if chunk.counts and service.times == 1 else service.times
    apart = int(chunk.apart[0].value) if chunk.apart else service.apart
    clocks = [int(clock.value) for clock in chunk.clocks]
    if begins is None and clocks and minutes is None:
        begins = clocks[0]
    if len(clocks) > 1:
        apart = clocks[-1] - clocks[0] if clocks[-1] > clocks[0] else apart
        times = max(times, len(clocks))
    elif clocks and way is Way.PUSH and service.begins is not None and not chunk.anchors:
        gap = clocks[0] - service.begins
        apart = gap if apart is None else min(apart, gap)
        begins, times = clocks[0], times + 1
    if (chunk.again or chunk.apart) and times == 1 and (chunk.apart or clocks):
        times = 2
    if (service.matter is Matter.HYDRATION and way is not Way.NEEDLE) or (minutes is not None and way in (None, Way.VEIN)):
        way = Way.INFUSION
    return replace(
        service, way=way, minutes=minutes, begins=begins, ends=ends, times=times, apart=apart,
        concurrent=service.concurrent or chunk.concurrent, again=service.again or chunk.again,
        second_site=service.second_site or chunk.site,
    )  # fmt: skip


def _unnamed(chunk: _Chunk, after: Sequence[_Chunk]) -> Service | None:
    """ "2 IV pushes", "an infusion of 70 minutes": a service whose drug has no name here."""
    told = [way for way, _ in chunk.ways if way is not Way.VEIN]
    if not told or not (chunk.counts or chunk.minutes):
        return None
    if after and after[0].anchors and not after[0].ways and not after[0].minutes:
        return None
    return _service("drug", chunk.ways[0][1], chunk)


def _inherited(services: list[Service]) -> list[Service]:
    """ "zofran and toradol IVP", "IV push of zofran and morphine": a drug without a way has its neighbor's."""
    found = list(services)
    for index in range(len(found) - 2, -1, -1):
        following = found[index + 1].way
        if found[index].way is None and found[index].minutes is None and following in (Way.PUSH, Way.NEEDLE, Way.VEIN):
            found[index] = replace(found[index], way=following)
    for index in range(1, len(found)):
        before = found[index - 1].way
        if found[index].way is None and found[index].drug not in _GENERAL and before in (Way.PUSH, Way.NEEDLE):
            found[index] = replace(found[index], way=before)
    return found


def _is_same(first: Service, second: Service) -> bool:
    needles = (first.way is Way.NEEDLE, second.way is Way.NEEDLE)
    return first.drug == second.drug != "drug" and (needles[0] == needles[1] or second.way is None)


def _merged(services: list[Service]) -> list[Service]:
    """One drug told again without news ("hydration ... was the hydration billable") is one; the same push again counts."""
    found: list[Service] = []
    for service in services:
        same = next((at for at, each in enumerate(found) if _is_same(each, service)), None)
        if same is None:
            found.append(service)
            continue
        first = found[same]
        if service.minutes is None and service.way in (None, Way.VEIN, first.way) and not service.again:
            if first.way is Way.PUSH is service.way and service.begins is not None and first.begins is not None:
                apart = service.begins - first.begins
                found[same] = replace(first, times=first.times + service.times, apart=apart if apart > 0 else None)
            elif first.minutes is None and first.way is None:
                found[same] = replace(service, place=first.place)
            continue
        if first.minutes is None and first.way in (None, Way.VEIN, Way.INFUSION):
            found[same] = replace(service, place=first.place, second_site=first.second_site or service.second_site)
        elif service.way is Way.PUSH is first.way:
            found[same] = replace(first, times=first.times + service.times, apart=service.apart or first.apart)
        elif service.matter is Matter.HYDRATION and service.minutes is not None and first.minutes is not None:
            found[same] = replace(first, minutes=first.minutes + service.minutes, begins=None, ends=None)
        else:
            found.append(service)
    return found

