"""What the families of this group say, as data: ``Said`` is one outcome in words with every code they name.

``outcomes.yaml`` of a family's folder has an outcome's words, with places for what is told ("{code}"); ``said`` fills
them and ``verdict_of`` makes the verdict. No code is looked for in sentences: what words name stands beside them.
An outcome has ``stance``, ``conclusion`` and ``reference``, and may have the other fields of ``Said``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.procedures.case import Case, Span
from assistant.procedures.decisions import code_of
from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.basis.parameters import sources
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, Modifier
from corpus.yaml_loader import LOADER

FILE = "outcomes.yaml"
_KEYS = frozenset("stance conclusion why reference place billed denies mentions missing".split())


@dataclass(frozen=True, slots=True)
class Said:
    """One outcome. ``billed`` are lines as they are written: "45385-59-PT", "64484 x2"; ``mentions`` further codes."""

    id: str
    stance: Stance
    conclusion: str
    why: tuple[str, ...]
    reference: str
    place: str = ""
    billed: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@functools.cache
def outcomes(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The outcomes of a folder by id, read once. Raises ValueError for what has not the form."""
    path = folder / FILE
    found: Mapping[str, Mapping[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    for name, row in found.items():
        if set(row) - _KEYS or not {"stance", "conclusion", "reference"} <= set(row):
            raise ValueError(f"{path}: {name} needs stance, conclusion and reference, and may have {sorted(_KEYS)}")
        if row["reference"] not in sources():
            raise ValueError(f"{path}: {name} names the source {row['reference']!r}, which corpus/text lacks")
    return found


def said(
    folder: Path, name: str, /, *, denies: Sequence[str] = (), mentions: Sequence[str] = (), **values: str
) -> Said:
    """An outcome with its places filled; a reason or line that comes to nothing is left out."""
    row = outcomes(folder)[name]

    def filled(key: str) -> tuple[str, ...]:
        return tuple(text for each in row.get(key, ()) if (text := str(each).format(**values).strip()))

    return Said(
        id=name,
        stance=Stance(row["stance"]),
        conclusion=str(row["conclusion"]).format(**values),
        why=filled("why"),
        reference=row["reference"],
        place=str(row.get("place", "")).format(**values),
        billed=filled("billed"),
        denies=(*filled("denies"), *denies),
        mentions=(*filled("mentions"), *mentions),
        missing=filled("missing"),
    )


def line_of(text: str) -> Billed:
    """ "45385-59-PT x2" -> code, modifiers and units; raises ValueError for what is none."""
    told, _, units = text.partition(" x")
    code, *modifiers = told.split("-")
    return Billed(code_of(code), int(units or 1), tuple(Modifier(each) for each in modifiers))


def verdict_of(family: str, said: Said, case: Case, day: date, rests_on: Iterable[Span]) -> Verdict:
    """An outcome as a verdict of a family on a case."""
    edition = sources()[said.reference]
    lines = tuple(line_of(text) for text in said.billed)
    denied = frozenset(code_of(text) for text in said.denies)
    named: set[Code] = {code_of(text) for text in said.mentions}
    for line in lines:
        named.update((line.code, *line.modifiers))
    return Verdict(
        key=f"{family}:{said.id}",
        title=f"{family.replace('_', ' ').capitalize()}: {said.id.replace('-', ' ')}",
        stance=said.stance,
        conclusion=said.conclusion,
        reasons=said.why,
        row=f"{edition.title}{f', {said.place}' if said.place else ''}.",
        mentions=frozenset((*named, *denied, *case.named)),
        basis=Basis(GUIDANCE, day, edition),
        locator=said.place,
        about=frozenset((*case.named, *(line.code for line in lines), *denied)),
        denies=denied,
        billed=lines,
        missing=said.missing,
        rests_on=tuple(rests_on),
    )
