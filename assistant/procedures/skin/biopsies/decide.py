"""Which codes for the skin biopsies of one session?

the highest technique used        -> one first code
every further lesion              -> the add-on of its own technique

Sources: corpus/text/guidelines/lesion-excision-margins-biopsy.md and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.skin.biopsies.facts import Biopsies
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Sampled:
    """The first code and the add-ons with their units; ``firsts`` are all first codes, to tell what a named one is."""

    biopsies: Biopsies
    first: CptCode
    technique: str
    further: tuple[tuple[CptCode, int], ...]
    firsts: frozenset[CptCode]
    parameter: Parameter


def decide(biopsies: Biopsies, day: date) -> Sampled | None:
    """The codes on a day; None before the codes began."""
    values = parameters(FOLDER)
    rank, first, further = (values.at(name, day) for name in ("rank", "first_codes", "further_codes"))
    if rank is None or first is None or further is None:
        return None
    counts = dict(biopsies.counts)
    highest = next(kind for kind in rank.value if counts.get(kind))
    counts[highest] -= 1
    added = tuple((CptCode(further.value[kind]), counts[kind]) for kind in rank.value if counts.get(kind))
    firsts = frozenset(CptCode(code) for code in first.value.values())
    return Sampled(biopsies, CptCode(first.value[highest]), highest, added, firsts, rank)
