"""Which codes for drugs and fluids given by vein or needle, in which order and how often?

Of all that goes into a vein one service has the initial code: in a hospital by rank (chemotherapy, other drugs,
hydration; infusion before push), in an office the one that the visit was for. Everything else is sequential,
concurrent, a further hour, or a further push. Injections stand beside.

Sources: corpus/text/guidelines/injections-infusions-hierarchy.md and chemotherapy-administration.md; parameters.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.procedures.medicine.infusion.facts import Encounter, Matter, Service, Way
from assistant.procedures.medicine.infusion.minutes import HOUR, Note, Rules, further, hours, hydrates, overlap, timed
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode, Modifier
from corpus.relations import Setting

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Line:
    """One code, how often, and with which modifier."""

    code: CptCode
    units: int = 1
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The lines in order, and what to tell. ``open`` names facts that decide and are not told."""

    encounter: Encounter
    lines: tuple[Line, ...]
    initial: Service | None
    notes: tuple[Note, ...]
    open: tuple[str, ...]
    limits: dict[str, int]
    parameter: Parameter
    visit_modifier: Modifier
    included_visit: str


def without_pump(encounter: Encounter, day: date) -> Encounter | None:
    """What was given before a pump was started that runs for more than its hours; None where nothing else was."""
    pump = parameters(FOLDER).at("prolonged", day)
    if pump is None:
        return None
    rest = tuple(each for each in encounter.services if each.way and (each.minutes or 0) <= pump.value["beyond"])
    if not rest:
        return None
    return replace(encounter, services=rest)


def decide(encounter: Encounter, day: date, *, by_pump: bool = False) -> Outcome | None:
    """The codes for one encounter on a day; None before the codes are known. ``by_pump``: a pump was started too."""
    values = parameters(FOLDER)
    names = ("push_until", "hydration_from", "further_hour_beyond", "same_drug_apart", "codes")
    told = [values.at(name, day) for name in names]
    site, visit, pairs, included = (
        values.at(name, day)
        for name in ("second_site_modifier", "visit_modifier", "unbundling_pairs", "included_visit")
    )
    if any(each is None for each in (*told, site, visit, pairs, included)):
        return None
    rules = Rules(*(each.value for each in told if each is not None))
    services = [timed(each, encounter, rules) for each in encounter.services]
    veins = [each for each in services if each.way is not Way.NEEDLE]
    initial = _initial(veins, encounter, rules)
    lines = list(_lines(veins, initial, encounter, rules, Modifier(site.value if site else "59")))
    needles = list(_needles(services, rules))
    blocked = pairs.value if pairs else ()
    if initial is not None and site is not None:
        needles = [
            replace(line, modifiers=(Modifier(site.value),)) if str(line.code) in blocked else line for line in needles
        ]
        if any(line.modifiers for line in needles):
            rules.notes.append(Note.NEEDLE)
    parameter = told[4]
    if parameter is None or visit is None or included is None:
        return None
    pump = values.at("prolonged", day) if by_pump else None
    started = [Line(CptCode(pump.value["code"]))] if pump else []
    return Outcome(
        encounter,
        tuple(_summed([*lines, *needles, *started])),
        initial,
        tuple(dict.fromkeys(rules.notes)),
        tuple(dict.fromkeys(rules.open)),
        {"push": rules.push, "hydration": rules.hydration, "beyond": rules.beyond, "apart": rules.apart},
        parameter,
        Modifier(visit.value),
        included.value,
    )


_RANKS = {Matter.CHEMOTHERAPY: 0, Matter.THERAPEUTIC: 2, Matter.HYDRATION: 4}


def _rank(service: Service) -> tuple[int, int]:
    return _RANKS[service.matter] + (service.way is Way.PUSH), -(service.minutes or 0)


def _initial(veins: Sequence[Service], encounter: Encounter, rules: Rules) -> Service | None:
    able = [each for each in veins if each.matter is not Matter.HYDRATION or hydrates(each, veins, _quiet(rules)) > 0]
    if not able:
        return None
    highest = min(able, key=_rank)
    if encounter.setting is not Setting.HOSPITAL and encounter.main:
        for service in able:
            if service.drug == encounter.main:
                if service is not highest:
                    rules.notes.append(Note.REASON)
                return service
    if len({(each.matter, each.way) for each in able}) > 1:
        rules.notes.append(Note.RANK if encounter.setting is not Setting.PRACTITIONER else Note.OFFICE)
    return highest


def _quiet(rules: Rules) -> Rules:
    return Rules(rules.push, rules.hydration, rules.beyond, rules.apart, rules.codes)


def _lines(
    veins: Sequence[Service], initial: Service | None, encounter: Encounter, rules: Rules, site: Modifier
) -> Iterator[Line]:
    if initial is not None:
        yield from _first(initial, veins, rules, ())
        if initial.times > 1:
            yield from _again(initial, initial.times - 1, encounter, rules)
    rest = sorted((each for each in veins if each is not initial), key=_rank)
    second = encounter.second_site and initial is not None
    if encounter.one_line:
        rules.notes.append(Note.ONE_LINE)
    concurrent = False
    for service in rest:
        if second and service.matter is not Matter.HYDRATION and _at_second(service, rest):
            second = False
            rules.notes.append(Note.SITE)
            yield from _first(service, veins, rules, (site,))
            continue
        if service.matter is Matter.HYDRATION:
            if minutes := hydrates(service, veins, rules):
                yield Line(CptCode(rules.codes["hydration"]["hour"]), hours(minutes, rules))
        elif service.way is Way.PUSH:
            yield from _pushed(service, veins, encounter, rules)
        elif _is_concurrent(service, veins, initial):
            rules.notes.append(Note.CONCURRENT_ONCE)
            if not concurrent:
                yield Line(CptCode(rules.codes[service.matter]["concurrent"]))
            concurrent = True
        else:
            yield from _sequential(service, initial, rules)


def _at_second(service: Service, rest: Sequence[Service]) -> bool:
    marked = [each for each in rest if each.second_site and each.matter is not Matter.HYDRATION]
    return service in marked if marked else True


def _first(service: Service, veins: Sequence[Service], rules: Rules, modifiers: tuple[Modifier, ...]) -> Iterator[Line]:
    codes = rules.codes[service.matter]
    if service.way is Way.PUSH:
        yield Line(CptCode(codes["push"]), 1, modifiers)
        return
    minutes = hydrates(service, veins, rules) if service.matter is Matter.HYDRATION else service.minutes or 0
    yield Line(CptCode(codes["first"]), 1, modifiers)
    if added := further(minutes, rules):
        yield Line(CptCode(codes["hour"]), added)
        rules.notes.append(Note.LONG_REST)
    elif minutes > HOUR:
        rules.notes.append(Note.SHORT_REST)


def _is_concurrent(service: Service, veins: Sequence[Service], initial: Service | None) -> bool:
    if service.begins is not None and service.ends is not None and initial is not None and initial.begins is not None:
        return overlap(service, [each for each in veins if each is not service]) * 2 > (service.minutes or 0)
    return service.concurrent or bool(initial and initial.concurrent)


def _sequential(service: Service, initial: Service | None, rules: Rules) -> Iterator[Line]:
    codes = rules.codes[service.matter]
    if initial is not None and service.drug == initial.drug and service.drug != "drug":
        if (service.minutes or 0) > rules.beyond:
            yield Line(CptCode(codes["hour"]), hours(service.minutes or 0, rules))
        else:
            rules.notes.append(Note.SHORT_REST)
        return
    yield Line(CptCode(codes["next"]))
    if added := further(service.minutes or 0, rules):
        yield Line(CptCode(codes["hour"]), added)


def _pushed(service: Service, veins: Sequence[Service], encounter: Encounter, rules: Rules) -> Iterator[Line]:
    codes = rules.codes[service.matter]
    infused = any(
        each is not service and each.drug == service.drug and each.drug != "drug" and each.way is Way.INFUSION
        for each in veins
    )
    if service.drug == "drug":
        yield Line(CptCode(codes["next_push"]), service.times)
        return
    if infused:
        yield from _again(service, service.times, encounter, rules)
        return
    yield Line(CptCode(codes["next_push"]))
    if service.times > 1:
        yield from _again(service, service.times - 1, encounter, rules)


def _again(service: Service, times: int, encounter: Encounter, rules: Rules) -> Iterator[Line]:
    """The same drug pushed again: a facility reports it when more than half an hour lies between."""
    if service.way is not Way.PUSH:
        return
    if service.drug == "drug":
        yield Line(CptCode(rules.codes[service.matter]["next_push"]), times)
        return
    code = rules.codes[service.matter].get("same_push")
    if code is None:
        return
    if len(service.clocks) > 1:
        late = sum(later - earlier > rules.apart for earlier, later in pairwise(service.clocks))
        if late < times:
            rules.notes.append(Note.SAME_PUSH_EARLY)
        times = min(times, late)
    elif service.apart is not None and service.apart <= rules.apart:
        rules.notes.append(Note.SAME_PUSH_EARLY)
        times = 0
    if not times:
        return
    rules.notes.append(Note.SAME_PUSH_OFFICE)
    if encounter.setting is Setting.PRACTITIONER:
        return
    if service.apart is None:
        rules.open.append("minutes between the pushes")
        return
    if encounter.setting is None:
        rules.open.append("office or hospital")
        return
    yield Line(CptCode(code), times)


def _needles(services: Sequence[Service], rules: Rules) -> Iterator[Line]:
    for service in services:
        if service.way is Way.NEEDLE:
            codes: dict[str, Any] = rules.codes[
                Matter.THERAPEUTIC if service.matter is Matter.HYDRATION else service.matter
            ]
            if service.complex:
                rules.notes.append(Note.COMPLEX)
            code = codes["hormonal"] if service.hormonal else codes["injection"]
            yield Line(CptCode(code), service.times)
        elif service.complex:
            rules.notes.append(Note.COMPLEX)


def _summed(lines: Sequence[Line]) -> Iterator[Line]:
    """Each code once, with all its units, where it first stands; a second initial code keeps its own line."""
    order: dict[tuple[CptCode, tuple[Modifier, ...]], int] = {}
    for line in lines:
        order[line.code, line.modifiers] = order.get((line.code, line.modifiers), 0) + line.units
    for (code, modifiers), units in order.items():
        yield Line(code, units, modifiers)
