"""The retrieval cases: what somebody types, which answers are right, and in which part a case counts.

A case is right with any of its ``accept`` patterns: shell patterns over code numbers ("E11.2*") or section keys
("modifier-25#*"). No pattern at all means that nothing here answers it. Cases of one family (a diagnosis category, the
first three characters of a procedure code, a guideline document) are all in the tuning part or all in the test part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from corpus.yaml_loader import LOADER

FOLDER = Path(__file__).parent / "cases"

TUNING, TEST = "tuning", "test"

# The split is drawn once: changing this word would move cases that constants were tuned on into the test part.
SPLIT_SEED = "casepilot-evals-1"

DIAGNOSES = ("icd10cm",)
EVERYTHING = ("cpt", "hcpcs", "icd10cm", "modifier", "guidelines")

# What is searched: a coder looks diagnoses up among diagnoses; loose words are typed into one box for everything.
SEARCHED: dict[str, tuple[str, ...]] = {
    "inclusion": DIAGNOSES,
    "index": DIAGNOSES,
    "specific": DIAGNOSES,
    "lay": EVERYTHING,
    "abbreviations": EVERYTHING,
    "misspellings": EVERYTHING,
    "procedures": EVERYTHING,
    "drugs": EVERYTHING,
    "guidelines": EVERYTHING,
    "negatives": EVERYTHING,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One query. ``held_out`` names the record whose own row of that text is kept out of the measured index."""

    query: str
    kind: str
    accept: tuple[str, ...]
    held_out: str | None = None

    @property
    def systems(self) -> tuple[str, ...]:
        return SEARCHED[self.kind]

    @property
    def family(self) -> str:
        """Category of the first acceptable answer, or the query itself where there is none."""
        if not self.accept:
            return f"none {self.query}"
        first = self.accept[0]
        return first.split("#")[0] if "#" in first else first[:3]

    @property
    def part(self) -> str:
        digest = hashlib.sha256(f"{SPLIT_SEED} {self.family}".encode()).digest()
        return TUNING if digest[0] % 2 else TEST

    def accepts(self, answer: str) -> bool:
        """Whether a code number or section key is right."""
        return any(fnmatchcase(answer, pattern) for pattern in self.accept)


def read_cases(folder: Path = FOLDER) -> Iterator[Case]:
    """Every case of the folder's files, one file a kind; a file that holds something else raises ValueError."""
    for kind in SEARCHED:
        path = folder / f"{kind}.yaml"
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or ():
            if unknown := set(entry) - {"query", "accept", "held_out"}:
                raise ValueError(f"{path}: {entry['query']!r} has {', '.join(sorted(unknown))}")
            yield Case(entry["query"], kind, tuple(entry["accept"]), entry.get("held_out"))
