"""What is told of an encounter with drugs or fluids: the services, and what decides on the first of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.procedures.case import Case, Span
from assistant.procedures.medicine.infusion.chunks import Matter, Way, chunks_of
from assistant.procedures.medicine.infusion.services import Service, services_of
from assistant.understand.story import Told
from corpus.relations import Setting

__all__ = ["FAMILY", "Encounter", "Matter", "Service", "Way", "encounter_of"]

FAMILY = "infusion"


@dataclass(frozen=True, slots=True)
class Encounter:
    """All that is given at one encounter, and what decides on the initial code.

    ``one_line``: through several lumens of one catheter, which is one access site.
    """

    services: tuple[Service, ...]
    setting: Setting | None
    main: str
    visit: bool
    second_site: bool
    one_line: bool
    no_times: bool
    rests_on: tuple[Span, ...] = field(default=(), compare=False)


def encounter_of(case: Case) -> Encounter | None:
    """The encounter that is told; None where nothing given is told."""
    told = case.told(FAMILY)
    chunks = list(chunks_of(case, told))
    services = services_of(chunks)
    services = [_in_line(each, told) for each in services if _counts(each, told)]
    if not services:
        return None
    # Two lumens of one catheter are one access site, unless another vein is told besides.
    one_line = told.has("lumen") and not told.has("other_vein")
    concepts = (
        "push",
        "injection",
        "infusion",
        "vein",
        "hydration",
        "concurrent",
        "again",
        "second_site",
        "lumen",
        "asks",
    )
    return Encounter(
        services=tuple(services),
        setting=_setting(case, told),
        main=_main(told, services),
        visit=told.has("visit") and not told.has("no_visit"),
        second_site=(told.has("second_site") and not one_line) or told.has_all("lumen", "other_vein"),
        one_line=one_line,
        no_times=told.has("not_documented") or told.denies("not_documented"),
        rests_on=(
            *(amount.span for chunk in chunks for amount in (*chunk.minutes, *chunk.clocks, *chunk.counts)),
            *(service.place for service in services),
            *told.spans(*concepts, "visit", "facility", "observation", "not_documented", "hanging", "asks_hydration"),
            *told.spans("lumen", "checks", "asks_each", "fluid_apart"),
            *case.spans_of(case.procedures),
        ),
    )


def _in_line(service: Service, told: Told) -> Service:
    """Fluid that hangs in the line of a drug runs beside it, unless it is said to run by itself."""
    fluid = service.matter is Matter.HYDRATION and not (service.begins is not None and service.ends is not None)
    return (
        replace(service, concurrent=True) if fluid and told.has("hanging") and not told.has("fluid_apart") else service
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
