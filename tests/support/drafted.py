"""The committed sentences of drafts with the typed verdicts above them: tests/spec/checking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.answering.evidence import Evidence, EvidenceKind, codes_in
from assistant.rules.basis import Basis
from assistant.rules.verdict import Billed, Ruling, Stance, Verdict
from corpus.codes import Code, CptCode, Icd10CmCode, Modifier
from corpus.mentions import find_codes
from corpus.relations import Table

FILE = Path(__file__).parent.parent / "spec" / "checking" / "contradictions.yaml"
DAY = date(2026, 5, 15)


@dataclass(frozen=True, slots=True)
class DraftedSentence:
    """A sentence, the verdict it is held against, and whether it contradicts it."""

    text: str
    ruling: Ruling
    evidence: Evidence
    contradicts: bool
    blind: bool


def drafted_sentences() -> Iterator[DraftedSentence]:
    told = yaml.safe_load(FILE.read_text("utf-8"))
    rulings = {name: _ruling(name, entry) for name, entry in told["verdicts"].items()}
    for key in ("cases", "blind"):
        for name, label, text in told.get(key, ()):
            ruling = rulings[name]
            said = ruling.verdict.conclusion
            evidence = Evidence(1, EvidenceKind.VERDICT, name, said, "t", "Table", "row", codes_in(said))
            yield DraftedSentence(text, ruling, evidence, label == "contradicts", key == "blind")


def _ruling(name: str, entry: dict[str, Any]) -> Ruling:
    about = frozenset(map(_code, entry["about"]))
    says = entry["says"]
    billed = tuple(Billed(_code(code), units) for code, units in entry.get("billed", {}).items())
    verdict = Verdict(
        f"{entry['rule']}:{name}",
        name,
        Stance(entry["stance"]),
        says,
        (),
        "row",
        codes_in(says),
        Basis(Table.ADD_ON, DAY, None),
        "row",
        about=about,
        denies=frozenset(map(_code, entry.get("denies", ()))),
        billed=billed,
    )
    return Ruling(verdict, 1)


def _code(written: object) -> Code:
    text = str(written)
    if len(text) == 2:
        return Modifier(text)
    found = find_codes(text)
    if found:
        return found[0].code
    return Icd10CmCode(text) if text[0].isalpha() else CptCode(text)
