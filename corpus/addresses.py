"""Where current releases of the tables are downloaded from, and which of them a knowledge base lacks.

The table is ``addresses.yaml``. ``ingest fetch`` downloads; screens only say what can be brought.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from corpus.editions import Edition
from corpus.yaml_loader import LOADER

ADDRESSES = Path(__file__).with_name("addresses.yaml")

# NCCI version 32 is of 2026.
_NCCI_YEAR = 1994
_OCTOBER = 10
_LICENCES = {
    "AMA": "It holds CPT codes, which are the American Medical Association's: use is under the licence that CMS shows",
}


@dataclass(frozen=True, slots=True)
class Address:
    """One source that can be fetched. Each of ``files`` has addresses to be tried in turn, as patterns.

    Where none answers, a link of ``pages`` or ``page`` is taken whose file's name begins with ``begins``, else as the
    addresses do. ``accepts`` is what the publisher's own button adds to the address of a file whose licence was
    accepted; ``tables`` are those that a release is an edition of.
    """

    name: str
    title: str
    page: str
    files: tuple[tuple[str, ...], ...]
    licence: str | None = None
    accepts: str = ""
    begins: str = ""
    pages: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    def urls(self, day: date) -> list[list[str]]:
        """The addresses of the release of a day: of each file those to be tried in turn."""
        values = _values(day)
        return [[pattern.format(**values) for pattern in of_file] for of_file in self.files]

    def pages_of(self, day: date) -> list[str]:
        """The pages that may lead to a file of the release of a day."""
        return [*(pattern.format(**_values(day)) for pattern in self.pages), self.page]

    @property
    def notice(self) -> str | None:
        """What is shown before a download that needs accepting, in our own words; None where nothing needs it."""
        if self.licence is None:
            return None
        return f"{self.title}: {_LICENCES[self.licence]}. Read it on {self.page} before you accept."


def read_addresses(path: Path = ADDRESSES) -> dict[str, Address]:
    """The table of addresses by name."""
    entries = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    return {entry["name"]: _address(entry) for entry in entries}


def _address(entry: Mapping[str, Any]) -> Address:
    files = tuple((one,) if isinstance(one, str) else tuple(one) for one in entry["files"])
    lists = {name: tuple(entry.get(name, ())) for name in ("pages", "tables")}
    return Address(**{**entry, **lists, "files": files})


def lacking(addresses: Iterable[Address], editions: Iterable[Edition], day: date) -> Iterator[Address]:
    """Those of which a table has no whole edition of the day."""
    there = {edition.table for edition in editions if edition.complete and edition.covers(day)}
    yield from (address for address in addresses if not there.issuperset(address.tables))


def offer(lacking_ones: Iterable[Address]) -> str:
    """One line on what can be brought: tables without a licence by one command, the others by name; "" for nothing."""
    ones = list(lacking_ones)
    free = [one.name for one in ones if one.licence is None]
    asking = [one.name for one in ones if one.licence is not None]
    told = []
    if free:
        told.append(f"'python -m ingest fetch --free' brings today's {', '.join(free)}, which need no licence")
    if asking:
        told.append(f"'python -m ingest fetch NAME' asks you to accept a licence first: {', '.join(asking)}")
    return f"Not loaded for today: {'; '.join(told)}." if told else ""


def _values(day: date) -> dict[str, object]:
    quarter = (day.month + 2) // 3
    return {
        "year": day.year,
        "yy": f"{day.year % 100:02d}",
        "quarter": quarter,
        "quarter_month": calendar.month_name[3 * quarter - 2].lower(),
        "letter": "abcd"[quarter - 1],
        "ncci": f"{day.year - _NCCI_YEAR}{quarter - 1}",
        "fiscal_year": day.year + (day.month >= _OCTOBER),
    }
