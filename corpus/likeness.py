"""Compares our text for CPT codes with the short descriptors of a fee schedule file: neither copied, nor off the point.

The descriptors are the AMA's. They are read into memory from the file that the user names, compared, and not kept,
printed or written anywhere; what is printed are our own words and figures.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.authored import AuthoredCode
from corpus.codes import CptCode
from corpus.errors import SourceError

# Descriptors of one or two words name a thing that has no other name ("Hematocrit").
SHORTEST_RUN = 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near one entry lies to descriptors, as cosines of embeddings: to its own and to the nearest sibling's."""

    code: str
    own: float
    nearest: float
    sibling: str

    @property
    def margin(self) -> float:
        """Below zero when a sibling's descriptor is nearer than its own."""
        return self.own - self.nearest


def read_short_descriptors(path: Path) -> dict[str, str]:
    """Short descriptor by code of a relative value file (PPRRVU, CSV). Raises SourceError."""
    try:
        with path.open(encoding="cp1252", newline="") as stream:
            rows = [row for row in csv.reader(stream) if len(row) > 2]
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read ({error.strerror}); name the CSV file of the fee schedule."
        ) from error
    found = {row[0]: row[2] for row in rows if re.fullmatch(r"[0-9A-Z]\d{3}[0-9A-Z]", row[0])}
    if not found:
        raise SourceError(f"{path} holds no fee schedule rows; name the file PPRRVU....csv of a release.")
    return found


def copied(codes: Iterable[AuthoredCode], descriptors: Mapping[str, str]) -> list[str]:
    """Findings: CPT entries whose description or synonyms hold a whole short descriptor as a run of words."""
    findings = []
    for entry in codes:
        code = str(entry.record.code)
        run = _words(descriptors.get(code, ""))
        if not isinstance(entry.record.code, CptCode) or len(run) < SHORTEST_RUN:
            continue
        for text in (entry.record.description, *entry.record.synonyms):
            if f" {' '.join(run)} " in f" {' '.join(_words(text))} ":
                findings.append(f"{code}: {text!r} repeats the short descriptor; say it in other words")
    return findings


def compare_meaning(
    codes: Iterable[AuthoredCode],
    descriptors: Mapping[str, str],
    encode: Callable[[list[str]], npt.NDArray[np.float32]],
) -> list[Likeness]:
    """Every entry with a descriptor and a sibling, the worst margin first.

    Siblings are the related codes of the entry and the codes that share its first four characters; an entry's meaning
    is that of its description and synonyms. ``encode`` gives rows of length one. Short descriptors are cut to 28
    characters of abbreviations, so a bad margin is a reason to read an entry again, not a fault.
    """
    entries = {str(entry.record.code): entry.record for entry in codes}
    families: dict[str, set[str]] = {}
    for code in descriptors:
        families.setdefault(code[:4], set()).add(code)
    siblings = {
        code: (({str(other.code) for other in record.related} | families.get(code[:4], set())) & descriptors.keys())
        - {code}
        for code, record in entries.items()
        if code in descriptors
    }
    siblings = {code: others for code, others in siblings.items() if others}
    named = sorted(set(siblings) | {other for others in siblings.values() for other in others})
    vectors = dict(zip(named, encode([descriptors[code] for code in named]), strict=True))
    own_texts = encode(["; ".join([entries[code].description, *entries[code].synonyms]) for code in siblings])
    found = []
    for (code, others), own_text in zip(siblings.items(), own_texts, strict=True):
        nearest, sibling = max((float(own_text @ vectors[other]), other) for other in sorted(others))
        found.append(Likeness(code, float(own_text @ vectors[code]), nearest, sibling))
    return sorted(found, key=lambda item: item.margin)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())
