"""Which codes for the days with data and the minutes of remote monitoring?

days       -> the supply of the device, by how many days in 30 (one code, whatever number of devices)
minutes    -> management of the calendar month, with at least one live talk
set-up     -> once per episode, from the least days of data

Sources: corpus/text/cpt/remote_monitoring.yaml and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from assistant.procedures.services.minutes import Reached, climb, code
from assistant.procedures.services.remote_monitoring.facts import SYSTEMS, Monitoring
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.rules.verdict import Billed
from corpus.codes import Code, Modifier

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Supply:
    """The supply of the device: ``code`` is None where the days reach none. ``least`` is the first day that counts."""

    system: str | None
    code: Code | None
    least: int
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Outcome:
    """``supplies`` has an entry for each system that may be meant. ``least_minutes`` is what management needs."""

    monitoring: Monitoring
    supplies: tuple[Supply, ...]
    management: Reached | None
    least_minutes: int
    setup: Code | None
    setup_days: int
    parameter: Parameter


def decide(monitoring: Monitoring, day: date) -> Outcome | None:
    """The codes on a day; None before the codes existed."""
    values, family = parameters(FOLDER), monitoring.family
    ladders, setup = values.at(f"{family}_minutes", day), values.at(f"{family}_setup", day)
    if ladders is None or setup is None:
        return None
    management = None if monitoring.minutes is None else _management(ladders, monitoring.minutes, monitoring.live)
    enough = monitoring.days is None or monitoring.days >= setup.value[1]
    return Outcome(
        monitoring=monitoring,
        supplies=_supplies(monitoring, day),
        management=management,
        least_minutes=ladders.value[0]["from"],
        setup=code(setup.value[0]) if monitoring.setup and enough else None,
        setup_days=setup.value[1],
        parameter=ladders,
    )


def _supplies(monitoring: Monitoring, day: date) -> tuple[Supply, ...]:
    if monitoring.days is None:
        return ()
    systems = (None,) if monitoring.family == "rpm" else (monitoring.system,) if monitoring.system else SYSTEMS
    return tuple(s for system in systems if (s := _supply(monitoring, system, monitoring.days, day)) is not None)


def _supply(monitoring: Monitoring, system: str | None, days: Decimal, day: date) -> Supply | None:
    name = f"{monitoring.family}_days" + (f"_{system}" if system else "")
    rows = parameters(FOLDER).at(name, day)
    if rows is None:
        return None
    found = next((text for least, most, text in rows.value if least <= days <= most), None)
    return Supply(system, code(found) if found else None, rows.value[0][0], rows)


def _management(ladders: Parameter, minutes: Decimal, live: bool) -> Reached:
    """The highest ladder whose first rung the minutes reach; nothing without a live talk."""
    reached = [climb(ladder, minutes) for ladder in ladders.value if minutes >= ladder["from"]]
    if not reached or not live:
        return Reached((), 0, False, None)
    return reached[-1]


def lines_of(outcome: Outcome) -> tuple[Billed, ...]:
    """The claim lines: set-up, supply where one system is meant, management."""
    lines = [Billed(outcome.setup)] if outcome.setup else []
    plan = (Modifier(outcome.monitoring.therapist),) if outcome.monitoring.therapist else ()
    if len(outcome.supplies) == 1 and outcome.supplies[0].code:
        lines.append(Billed(outcome.supplies[0].code))
    found = (*lines, *(outcome.management.lines if outcome.management else ()))
    return tuple(replace(line, modifiers=plan) for line in found) if plan else found
