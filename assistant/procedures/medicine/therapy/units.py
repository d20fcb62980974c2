"""Units of 15 minutes for timed services: over all of a day, or each for itself. Pure arithmetic.

``least`` is the first minute of a unit beyond full ones: 8, more than half of 15.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.codes import CptCode


@dataclass(frozen=True, slots=True)
class Counting:
    """Minutes of a unit, and the fewest of them that count as one."""

    unit: int
    least: int

    def units(self, minutes: int) -> int:
        """8 to 22 minutes are one unit of 15, 23 to 37 two, and so on."""
        return (minutes + self.unit - self.least) // self.unit

    def minutes(self, units: int) -> tuple[int, int]:
        """The first and last minute of a number of units: 38 and 52 for three."""
        return self.unit * (units - 1) + self.least, self.unit * units + self.least - 1


@dataclass(frozen=True, slots=True)
class Shared:
    """Units by service. ``tied`` may as well have the last ``open`` units."""

    units: dict[CptCode, int]
    tied: tuple[CptCode, ...] = ()
    open: int = 0


def over_all(minutes: Mapping[CptCode, int], counting: Counting) -> Shared:
    """Full quarters stay with their service; what is left of the total goes to the largest remainders."""
    whole = {code: count // counting.unit for code, count in minutes.items()}
    spare = counting.units(sum(minutes.values())) - sum(whole.values())
    left = {code: count % counting.unit for code, count in minutes.items()}
    ranked = sorted(left, key=lambda code: -left[code])
    last = left[ranked[spare - 1]] if spare else 0
    tied = tuple(code for code in ranked if spare and left[code] == last)
    surely = [code for code in ranked if spare and left[code] > last]
    still = spare - len(surely)
    given = {*surely, *tied[:still]}
    units = {code: whole[code] + (code in given) for code in minutes}
    return Shared(units, tied, still) if still < len(tied) else Shared(units)


def each_for_itself(minutes: Mapping[CptCode, int], counting: Counting) -> Shared:
    """Every service counts alone."""
    return Shared({code: counting.units(count) for code, count in minutes.items()})
