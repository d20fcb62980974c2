"""The catalog: services that coders tell by name, each with its codes, as rows of ``services.yaml``.

- id: ear-tubes-general
  when: [ear_tubes, general]      # groups of concepts that must be told; a|b is either
  unless: [tubes_out]             # none of these
  age: [0, 11]                    # whole years of the patient, both inclusive; needs the age to be told
  of: [class, drug]               # what is counted, with the bounds of the count, both inclusive
  count: [8, 14]
  cm: [2, 5]                      # over the first and up to the second length in cm, of the largest that is told
  lines: ["69436"]                # codes concluded, in order: "68761", "17312 x2", "J7298"
  sides: paired                   # paired: RT, LT or 50 · once: one code for one or both sides · eyelids · digits
  parts: true                     # 26 for who only reads, TC for who only has the machine
  says: tubes in the eardrum under general anesthesia
  why: ["..."]                    # at most three short sentences
  instead: ["69433"]              # codes that this row turns down where they are proposed
  named: true                     # speaks also where its own code is named, as for proposed units
  since: 2026-01-01               # dates of service; until is inclusive
  mentions: ["69433"]             # further codes that the words name
  reference: pfs-2025-10          # an id of corpus/text/sources
  asked: ["ear tubes both sides under general"]
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from assistant.procedures.surgery.spoken import line_of
from assistant.rules.basis.parameters import sources
from assistant.rules.verdict import Billed
from corpus.yaml_loader import LOADER

FOLDER = Path(__file__).parent
FILES = "services*.yaml"
_NEEDED = frozenset("id when lines says reference asked".split())
_FURTHER = frozenset("unless age cm of count sides parts why instead named since until mentions".split())
SIDES = frozenset(("", "paired", "once", "eyelids", "digits"))
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Service:
    """One row, read. ``age``, ``cm`` and ``count`` are the bounds of what must be told, or None."""

    id: str
    when: tuple[tuple[str, ...], ...]
    unless: frozenset[str]
    age: tuple[int, int] | None
    cm: tuple[Decimal, Decimal] | None
    of: tuple[str, ...]
    count: tuple[int, int] | None
    lines: tuple[Billed, ...]
    sides: str
    parts: bool
    says: str
    why: tuple[str, ...]
    instead: tuple[str, ...]
    named: bool
    mentions: tuple[str, ...]
    since: date
    until: date
    reference: str
    asked: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How much the row asks for: what is special goes before what is general."""
        return 2 * len(self.when) + (self.age is not None) + (self.cm is not None) + (self.count is not None)


@functools.cache
def services() -> tuple[Service, ...]:
    """Every row of the catalog, read once. Raises ValueError, naming the row, for what has not the form."""
    found: list[Service] = []
    for path in sorted(FOLDER.glob(FILES)):
        found += [_service(row) for row in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)]
    names = [each.id for each in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"the catalog has rows of one name: {', '.join(sorted(twice))}")
    return tuple(found)


@functools.cache
def by_concept() -> Mapping[str, tuple[Service, ...]]:
    """The rows under each concept of their first group: a case touches few of them."""
    places: dict[str, list[Service]] = {}
    for row in services():
        for concept in row.when[0]:
            places.setdefault(concept, []).append(row)
    return {concept: tuple(rows) for concept, rows in places.items()}


def _service(row: Mapping[str, Any]) -> Service:
    name = row.get("id", row)
    if missing := _NEEDED - set(row):
        raise ValueError(f"catalog, {name}: lacks {', '.join(sorted(missing))}")
    if unknown := set(row) - _NEEDED - _FURTHER:
        raise ValueError(f"catalog, {name}: has {', '.join(sorted(unknown))}, which no row has")
    if row.get("sides", "") not in SIDES or len(row.get("why", ())) > _MOST_REASONS or not row["asked"]:
        raise ValueError(f"catalog, {name}: sides, reasons or questions have not the form")
    if row["reference"] not in sources():
        raise ValueError(f"catalog, {name}: names the source {row['reference']!r}, which corpus/text lacks")
    return Service(
        id=row["id"],
        when=tuple(tuple(group.split("|")) for group in row["when"]),
        unless=frozenset(row.get("unless", ())),
        age=_pair(row.get("age"), int),
        cm=_pair(row.get("cm"), lambda value: Decimal(str(value))),
        of=tuple(row.get("of", ())),
        count=_pair(row.get("count"), int),
        lines=tuple(line_of(str(text)) for text in row["lines"]),
        sides=row.get("sides", ""),
        parts=row.get("parts", False),
        says=row["says"],
        why=tuple(row.get("why", ())),
        instead=tuple(map(str, row.get("instead", ()))),
        named=row.get("named", False),
        mentions=tuple(map(str, row.get("mentions", ()))),
        since=row.get("since", date.min),
        until=row.get("until", date.max),
        reference=row["reference"],
        asked=tuple(row["asked"]),
    )


def _pair(bounds: Sequence[Any] | None, read: Any) -> Any:
    if bounds is None:
        return None
    low, high = bounds
    return read(low), read(high)
