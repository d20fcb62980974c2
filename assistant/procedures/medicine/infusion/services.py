"""From chunks to services: one drug or fluid given, with its way, its minutes, and how often. Pure.

A chunk that names a drug is a service; what stands in a chunk without one ("9:00 to 9:45", "IV push") belongs to the
service before it that lacks it, else to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.procedures.case import Span
from assistant.procedures.medicine.drugs.names import CHEMOTHERAPY, COMPLEX, HORMONAL, classes
from assistant.procedures.medicine.infusion.chunks import BY_CODE, Chunk, Matter, Way
from assistant.understand.story import Role
from corpus.codes import CptCode

# Words that name a kind of drug and no drug: a service only where a way or minutes stand beside them.
_GENERAL = frozenset("antibiotic steroid antiemetic pain_med iron chemo_drug biologic immune_globulin".split())


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
    clocks: tuple[int, ...] = ()
    corrects: bool = False


def services_of(chunks: Sequence[Chunk]) -> list[Service]:
    found: list[Service] = []
    waiting: list[Chunk] = []
    named = any(drug not in _GENERAL and drug != "fluid" for chunk in chunks for drug, _ in chunk.anchors)
    for index, chunk in enumerate(chunks):
        if named and _only_speaks_of(chunk):
            continue  # "they accept the chemo codes for it" tells of no further drug
        if not chunk.anchors:
            if found and _of_them_all(chunk):
                continue
            if _of_each(chunk) and len(found) > 1:
                found = [_with(each, chunk) if _lacks(each, chunk) else each for each in found]
            elif found and _other_way(found[-1], chunk):
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
    merged = _merged(_inherited(found))
    return [_beside(each) for each in merged] if any(map(_runs_with_fluid, chunks)) else merged


def _runs_with_fluid(chunk: Chunk) -> bool:
    """ "NS the whole time the drug was going": fluid told to run beside a drug of the same chunk."""
    drugs = {drug for drug, _ in chunk.anchors}
    return chunk.concurrent and "fluid" in drugs and len(drugs) > 1


def _beside(service: Service) -> Service:
    """Fluid of which no time is told, where it is told to run beside a drug."""
    untimed = service.matter is Matter.HYDRATION and service.minutes is None
    return replace(service, concurrent=True) if untimed else service


def _only_speaks_of(chunk: Chunk) -> bool:
    """True for a kind of drug in general, of which nothing else is told."""
    told = chunk.ways or chunk.minutes or chunk.clocks or chunk.counts
    return bool(chunk.anchors) and not told and all(drug in _GENERAL for drug, _ in chunk.anchors)


def _of_them_all(chunk: Chunk) -> bool:
    """ "Pushes took 5 min total": the time of what is told already, no further push."""
    total = [
        amount for amount in chunk.minutes if amount.role is Role.TOTAL or amount.before[-1:] in (("took",), ("all",))
    ]
    return bool(chunk.ways) and chunk.ways[0][0] is Way.PUSH and bool(total) and not (chunk.counts or chunk.clocks)


def _of_each(chunk: Chunk) -> bool:
    """ "both 9:00 to 10:30", "each over 45 minutes": the time of every drug before it."""
    return any({"both", "each"}.intersection(amount.before[-2:]) for amount in (*chunk.minutes, *chunk.clocks))


def _other_way(service: Service, chunk: Chunk) -> bool:
    """ "toradol 30 mg IV and 30 mg IM": the same drug by needle besides."""
    needle = bool(chunk.ways) and chunk.ways[0][0] is Way.NEEDLE
    return needle and service.way in (Way.VEIN, Way.PUSH, Way.INFUSION) and service.matter is not Matter.HYDRATION


def _specific(chunk: Chunk) -> list[tuple[str, Span]]:
    """The drugs of a chunk; a general word beside a drug's own name, and a second word for fluid, are no second one."""
    named = [anchor for anchor in chunk.anchors if anchor[0] not in _GENERAL and anchor[0] != "fluid"]
    fluids = [anchor for anchor in chunk.anchors if anchor[0] == "fluid"][:1]
    general = [anchor for anchor in chunk.anchors if anchor[0] in _GENERAL][:1]
    if named:
        named = list(dict(reversed(named)).items())[::-1]  # "the drug was going (drug 45 min)" is one
        return [*named, *(fluids if not chunk.ways and len(chunk.minutes) > 1 else [])]
    return fluids or general


def _service(drug: str, place: Span, chunk: Chunk) -> Service:
    kind = classes().get(drug, "")
    code = drug.removeprefix("code ") if drug.startswith("code ") else ""
    matter = Matter.CHEMOTHERAPY if kind in (CHEMOTHERAPY, COMPLEX, HORMONAL) else Matter.THERAPEUTIC
    if drug == "fluid":
        matter = Matter.HYDRATION
    way: Way | None = None
    if code:
        matter, way = BY_CODE[code]
    empty = Service(
        drug, matter, way, None, None, None, 1, None, chunk.concurrent, False, chunk.site, kind == HORMONAL,
        kind == COMPLEX, place, CptCode(code) if code else None,
    )  # fmt: skip
    return _with(empty, chunk)


def _lacks(service: Service, chunk: Chunk) -> bool:
    """True when what a chunk tells is not yet told of the service."""
    if chunk.again or chunk.apart:
        return True
    if chunk.minutes and service.minutes is not None:
        return False
    if chunk.ways and service.way not in (None, Way.VEIN):
        return False
    return not (chunk.counts and service.times > 1)


def _with(service: Service, chunk: Chunk) -> Service:
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
    told_at = (*service.clocks, *clocks)
    if len(told_at) > 1 and way in (Way.PUSH, Way.VEIN):
        apart = min(later - earlier for earlier, later in pairwise(told_at))
        times = max(times, len(told_at))
    if (chunk.again or chunk.apart) and times == 1 and (chunk.apart or clocks):
        times = 2
    if (service.matter is Matter.HYDRATION and way is not Way.NEEDLE) or (
        minutes is not None and way in (None, Way.VEIN)
    ):
        way = Way.INFUSION
    return replace(
        service, way=way, minutes=minutes, begins=begins, ends=ends, times=times, apart=apart,
        concurrent=service.concurrent or chunk.concurrent, again=service.again or chunk.again,
        second_site=service.second_site or chunk.site, clocks=told_at,
        corrects=service.corrects or chunk.corrects,
    )  # fmt: skip


def _unnamed(chunk: Chunk, after: Sequence[Chunk]) -> Service | None:
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


def _pushed_again(first: Service, service: Service, more: int) -> Service:
    """The same drug pushed so many times more, with the least time between two pushes whose clock times are told."""
    clocks = (*first.clocks, *service.clocks)
    gaps = [later - earlier for earlier, later in pairwise(clocks) if later > earlier]
    apart = service.apart or (min(gaps) if gaps else first.apart)
    return replace(first, times=first.times + more, apart=apart, clocks=clocks)


def _merged(services: list[Service]) -> list[Service]:
    """One drug told again without news ("was the hydration billable") is one; the same push again counts."""
    found: list[Service] = []
    for service in services:
        same = next((at for at, each in enumerate(found) if _is_same(each, service)), None)
        if same is None:
            found.append(service)
            continue
        first = found[same]
        if (
            service.minutes is None
            and service.way in (None, Way.VEIN, first.way)
            and not (service.again or service.apart)
        ):
            if first.way is Way.PUSH is service.way and service.begins is not None and first.begins is not None:
                found[same] = _pushed_again(first, service, service.times)
            elif first.minutes is None and first.way is None:
                found[same] = replace(service, place=first.place)
            continue
        if service.corrects and not first.corrects and service.minutes is not None and service.way is first.way:
            found[same] = replace(service, place=first.place, second_site=first.second_site)
        elif first.minutes is None and first.way in (None, Way.VEIN, Way.INFUSION):
            found[same] = replace(service, place=first.place, second_site=first.second_site or service.second_site)
        elif service.way is Way.PUSH is first.way:
            # "Again, 45 minutes later", "again at 15:00": the second time is counted in it already.
            counted = service.apart is not None or len(service.clocks) == 1
            found[same] = _pushed_again(first, service, service.times - (counted and service.times > 1))
        elif service.matter is Matter.HYDRATION and service.minutes is not None and first.minutes is not None:
            found[same] = replace(first, minutes=first.minutes + service.minutes, begins=None, ends=None)
        else:
            found.append(service)
    return found
