"""Minutes of services: what is a push, how much hydration counts, which run beside each other, hours. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assistant.procedures.medicine.infusion.facts import Encounter, Matter, Service, Way

HOUR = 60


class Note(StrEnum):
    """What is worth telling beside the codes."""

    SHORT_HYDRATION = "short hydration"
    CONCURRENT_HYDRATION = "concurrent hydration"
    SAME_PUSH_OFFICE = "same push in an office"
    SAME_PUSH_EARLY = "same push too early"
    SHORT_REST = "short rest"
    LONG_REST = "long rest"
    SHORT_INFUSION = "short infusion"
    NO_TIME = "no time"
    NO_FLUID_TIME = "no fluid time"
    RANK = "rank"
    REASON = "reason"
    OFFICE = "office"
    CONCURRENT_ONCE = "concurrent once"
    COMPLEX = "complex"
    SITE = "site"
    ONE_LINE = "one line"
    NEEDLE = "needle"


@dataclass(slots=True)
class Rules:
    """The parameters in force on the day."""

    push: int
    hydration: int
    beyond: int
    apart: int
    codes: dict[str, dict[str, str]]
    notes: list[Note] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


def timed(service: Service, encounter: Encounter, rules: Rules) -> Service:
    """A short infusion is a push; without minutes a drug by vein is one too, and its times are asked for."""
    if service.matter is Matter.HYDRATION or service.way in (Way.PUSH, Way.NEEDLE):
        return service
    if service.minutes is None or encounter.no_times:
        rules.notes.append(Note.NO_TIME)
        if not encounter.no_times:
            rules.open.append("start and stop times")
        return replace(service, way=Way.PUSH, minutes=None)
    if service.minutes <= rules.push:
        rules.notes.append(Note.SHORT_INFUSION)
        return replace(service, way=Way.PUSH)
    return service


def hydrates(service: Service, services: Sequence[Service], rules: Rules) -> int:
    """The minutes of hydration that count: those during which no drug is infused; 0 where they are too few."""
    beside = _beside(service, services)
    if service.minutes is None:
        rules.notes.append(Note.CONCURRENT_HYDRATION if beside else Note.NO_FLUID_TIME)
        if not beside:
            rules.open.append("minutes of hydration")
        return 0
    minutes = service.minutes - (overlap(service, services) or sum(each.minutes or 0 for each in beside))
    if any(each.minutes is None for each in beside):
        minutes = 0
    if minutes < service.minutes:
        rules.notes.append(Note.CONCURRENT_HYDRATION)
    if minutes < rules.hydration:
        rules.notes.append(Note.SHORT_HYDRATION)
        return 0
    return minutes


def _beside(service: Service, services: Sequence[Service]) -> list[Service]:
    """Infusions that are said to run while the fluid runs, where no clock tells it."""
    if service.begins is not None and service.ends is not None:
        return []
    at = services.index(service)
    infused = [each for each in services if each.way is Way.INFUSION and each.matter is not Matter.HYDRATION]
    if service.concurrent:
        return infused
    return [each for each in infused if each.concurrent and services.index(each) == at + 1]


def overlap(service: Service, services: Sequence[Service]) -> int:
    """Minutes of a service that run beside other infusions, by the clock."""
    if service.begins is None or service.ends is None:
        return 0
    covered: set[int] = set()
    for other in services:
        if other is service or other.matter is Matter.HYDRATION or other.way is not Way.INFUSION:
            continue
        if other.begins is not None and other.ends is not None:
            covered.update(range(max(service.begins, other.begins), min(service.ends, other.ends)))
    return len(covered)


def further(minutes: int, rules: Rules) -> int:
    """Hours beyond the first: each needs more than the parameter's minutes beyond the one before."""
    return max(0, (minutes - HOUR + HOUR - rules.beyond - 1) // HOUR)


def hours(minutes: int, rules: Rules) -> int:
    """Hours of hydration beside another initial service."""
    return 1 + further(minutes, rules)
