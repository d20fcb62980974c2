"""Which codes for Mohs surgery of one tumor?

the site            -> first stage, and one unit for each further stage
blocks              -> those beyond what a stage holds, counted stage by stage
repair              -> besides, by its own rules

Sources: NCCI manual chapter III section F, the fee schedule and the add-on table; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.skin.mohs.facts import Mohs
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.rules.verdict import Billed
from corpus.codes import CptCode

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Outcome:
    """The lines by group of sites: one group where the site is told. ``beyond`` are blocks past those held."""

    mohs: Mohs
    lines: tuple[tuple[str, tuple[Billed, ...]], ...]
    beyond: int
    parameter: Parameter


def decide(mohs: Mohs, day: date) -> Outcome | None:
    """The codes on a day; None before they began."""
    values = parameters(FOLDER)
    sites, blocks = values.at("sites", day), values.at("blocks", day)
    if sites is None or blocks is None:
        return None
    beyond = sum(max(0, number - int(blocks.value["holds"])) for number in mohs.blocks)
    found = []
    for name, entry in sites.value.items():
        if mohs.part not in (None, *entry["parts"]):
            continue
        first, further = entry["codes"]
        lines = [Billed(CptCode(first))]
        lines += [Billed(CptCode(further), mohs.stages - 1)] if mohs.stages > 1 else []
        lines += [Billed(CptCode(blocks.value["each"]), beyond)] if beyond else []
        found.append((name, tuple(lines)))
    return Outcome(mohs, tuple(found), beyond, sites)
