"""Units of 15 minutes for timed services: over all of a day, or each for itself. Pure arithmetic.

``least`` is the first minute of a unit beyond full ones: 8, more than half of 15.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Service = TypeVar("Service", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Counting:
    """Minutes of a unit, and the fewest of them that count as one."""

    unit: int
    least: int

    def units(self, minutes: int) -> int:
        """8 to 22 minutes are one unit of 15, 23 to 37 two, and so on."""
        return (minutes + self.unit - self.least) // self.unit


@dataclass(frozen=True, slots=True)
class Shared[Service: Hashable]:
    """Units by service. ``tied`` may as well have the last ``open`` units."""

    units: dict[Service, int]
    tied: tuple[Service, ...] = ()
    open: int = 0


def over_all[Service: Hashable](minutes: Mapping[Service, int], counting: Counting) -> Shared[Service]:
    """Full quarters stay with their service; what is left of the total goes to the largest remainders."""
    whole = {service: count // counting.unit for service, count in minutes.items()}
    spare = counting.units(sum(minutes.values())) - sum(whole.values())
    left = {service: count % counting.unit for service, count in minutes.items()}
    ranked = sorted(left, key=lambda service: -left[service])
    last = left[ranked[spare - 1]] if spare else 0
    tied = tuple(service for service in ranked if spare and left[service] == last)
    surely = [service for service in ranked if spare and left[service] > last]
    still = spare - len(surely)
    given = {*surely, *tied[:still]}
    units = {service: whole[service] + (service in given) for service in minutes}
    return Shared(units, tied, still) if still < len(tied) else Shared(units)


def each_for_itself[Service: Hashable](minutes: Mapping[Service, int], counting: Counting) -> Shared[Service]:
    """Every service counts alone."""
    return Shared({service: counting.units(count) for service, count in minutes.items()})
