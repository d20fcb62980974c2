"""Skin grafts and skin substitutes: what is told of them, and the codes by kind, group of sites and area. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from assistant.procedures.case import Case, Span
from assistant.procedures.skin.parts import PARTS, area_of, belonging, lengths_told, part_of, parts_told
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.rules.verdict import Billed
from assistant.understand.story import Kind
from corpus.codes import CptCode

KINDS = ("split", "full", "substitute")
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Graft:
    """Grafts of one kind: each place with its area in sq cm."""

    kind: str
    places: tuple[tuple[str, Decimal], ...]
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Grafted:
    """The lines by group, with the total of each group."""

    graft: Graft
    lines: tuple[Billed, ...]
    totals: tuple[tuple[str, Decimal], ...]
    parameter: Parameter


def graft_of(case: Case) -> Graft | None:
    """The graft that is told with site and area; None where either is not, or for a child, whose percent counts."""
    told = case.told("repairs")
    kinds = [kind for kind in KINDS if told.has(f"graft_{kind}")]
    if len(kinds) != 1 or told.has("graft_children"):
        return None
    measured = [
        (amount, area)
        for amount in (*told.amounts(Kind.AREA), *lengths_told(told))
        if (area := area_of(amount)) is not None
    ]
    places = belonging([amount for amount, _ in measured], parts_told(told))
    if not measured or len(places) < len(measured):
        return None
    return Graft(
        kind=kinds[0],
        places=tuple((part_of(places[amount.span]), area) for amount, area in measured),
        rests_on=(
            *(amount.span for amount, _ in measured),
            *told.spans(*(f"graft_{kind}" for kind in KINDS), "graft_act", "wound", "skin_lesion", *PARTS),
            *case.spans_of([code for code in case.procedures if str(code).startswith("15")]),
        ),
    )


def decide_graft(graft: Graft, day: date) -> Grafted | None:
    """The codes on a day: areas of one group are added up."""
    values = parameters(FOLDER)
    table, large = values.at("grafts", day), values.at("substitute_large_from", day)
    if table is None or large is None:
        return None
    sums: dict[str, Decimal] = {}
    for part, area in graft.places:
        group = next(name for name, entry in table.value[graft.kind].items() if part in entry["parts"])
        sums[group] = sums.get(group, Decimal(0)) + area
    lines: list[Billed] = []
    for group, total in sums.items():
        kind = "substitute_large" if graft.kind == "substitute" and total >= large.value else graft.kind
        entry = table.value[kind][group]
        further = int(((total - entry["area"]) / entry["area"]).to_integral_value(ROUND_CEILING))
        lines.append(Billed(CptCode(entry["first"])))
        lines += [Billed(CptCode(entry["each"]), further)] if further > 0 else []
    return Grafted(graft, tuple(lines), tuple(sums.items()), table)
