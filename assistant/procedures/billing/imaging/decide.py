"""Which code for films by views, and for CT or MRI by contrast?

region and views     -> the code with the most views that the told ones reach; a side code for each side
region and contrast  -> without, with, or without then with; contrast by mouth alone counts as none

Sources: parameters.yaml; corpus/text/guidelines/imaging-supervision-and-components.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.billing.imaging.facts import Films, Scan
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class FilmCode:
    """The code of films; ``other`` are the region's other codes, ``named`` those proposed."""

    films: Films
    code: str
    least: int
    sided: bool
    others: tuple[tuple[int, str], ...]
    named: tuple[CptCode, ...]
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class ScanCode:
    """The code of a CT or MRI, and the region's three codes."""

    scan: Scan
    code: str
    codes: tuple[tuple[str, str], ...]
    named: tuple[CptCode, ...]
    parameter: Parameter


def film_regions(day: date) -> tuple[str, ...]:
    """The regions that films have codes for on a day."""
    views = parameters(FOLDER).at("views", day)
    return tuple(views.value) if views else ()


def film_code(films: Films, named: tuple[CptCode, ...], day: date) -> FilmCode | None:
    """The code for so many views; None where the region has no code for so few."""
    values = parameters(FOLDER)
    views, hips, sided = values.at("views", day), values.at("both_hips", day), values.at("sided", day)
    if views is None or sided is None:
        return None
    table, parameter = views.value[films.region], views
    if films.region == "hip" and films.both_sides and hips is not None:
        table, parameter = hips.value, hips
    least = max((fewest for fewest in table if fewest <= films.views), default=None)
    if least is None:
        return None
    others = tuple((fewest, code) for fewest, code in table.items() if fewest != least)
    mine = tuple(code for code in named if str(code) in set(table.values()))
    return FilmCode(films, table[least], least, films.region in sided.value, others, mine, parameter)


def scan_code(scan: Scan, named: tuple[CptCode, ...], day: date) -> ScanCode | None:
    """The code for region and contrast; None where the region is not in the table."""
    table = parameters(FOLDER).at("contrast", day)
    if table is None or scan.region not in table.value:
        return None
    codes = table.value[scan.region]
    mine = tuple(code for code in named if str(code) in set(codes.values()))
    return ScanCode(scan, codes[scan.contrast], tuple(codes.items()), mine, table)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes of one region that are named together; only ``fuller`` is reported."""

    region: str
    fuller: CptCode
    inside: tuple[CptCode, ...]
    parameter: Parameter


def pair_of(named: tuple[CptCode, ...], day: date) -> Pair | None:
    """Codes of one region named side by side; None where there are none."""
    views = parameters(FOLDER).at("views", day)
    if views is None:
        return None
    for region, table in views.value.items():
        mine = [code for code in dict.fromkeys(named) if str(code) in set(table.values())]
        if len(mine) > 1:
            order = [str(code) for code in table.values()]
            mine.sort(key=lambda code: order.index(str(code)))
            return Pair(region, mine[-1], tuple(mine[:-1]), views)
    return None
