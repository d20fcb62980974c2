"""The diagnosis code of one lesion whose kind and site are told, for a question that asks for it. Pure.

Kinds: basal and squamous cell cancer, cancer in situ, melanoma, nevus. Where the side decides and is not told, both
codes are named. Codes: ``skin_diagnoses`` in lesions/parameters.yaml, of ICD-10-CM.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from assistant.procedures.case import Case
from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Verdict
from assistant.understand.story import Mention, Told
from corpus.codes import Icd10CmCode

FOLDER = Path(__file__).parent / "lesions"
FAMILY = "lesions"
_CANCERS = ("basal", "squamous", "melanoma")
_SIDES = {**dict.fromkeys(("right", "rt", "r"), "right"), **dict.fromkeys(("left", "lt", "l"), "left")}


def with_diagnosis(case: Case, verdict: Verdict, day: date) -> Verdict:
    """The verdict, with the diagnosis of the lesion where it is asked for and the told facts give one."""
    told = case.told(FAMILY)
    table = parameters(FOLDER).at("skin_diagnoses", day)
    if not told.has("asks_dx") or table is None or told.has("no_pathology", "suspected", "no_dx"):
        return verdict
    kind, site = _kind(told), _site(told, table.value)
    entry = table.value.get(kind, {}).get(site[0]) if kind and site else None
    if entry is None or site is None:
        return verdict
    codes = _codes(entry, _side(told, site[1]))
    said = ", ".join(f"**{code}**{f' {side}' if side else ''}" for side, code in codes.items())
    return replace(
        verdict,
        conclusion=f"{verdict.conclusion} Diagnosis: {said}.",
        mentions=verdict.mentions | {Icd10CmCode(code) for code in codes.values()},
        rests_on=(*verdict.rests_on, *told.spans("asks_dx"), (site[1].start, site[1].end)),
    )


def _codes(entry: str | Mapping[str, str], side: str) -> dict[str, str]:
    """Side -> code; the side is empty where it is told or does not matter."""
    if isinstance(entry, str):
        return {"": entry}
    return {"": entry[side]} if side else {name: entry[name] for name in ("right", "left")}


def _kind(told: Told) -> str:
    """The kind of lesion; empty where none or more than one is told."""
    named = [kind for kind in _CANCERS if told.has(f"dx_{kind}")]
    if told.has("dx_in_situ"):
        return "" if "melanoma" in named or "basal" in named else "in_situ"
    if named:
        return named[0] if len(named) == 1 else ""
    return "nevus" if told.has("dx_nevus") else ""


def _site(told: Told, table: Mapping[str, Any]) -> tuple[str, Mention] | None:
    """The one site that is told, with its expression."""
    names = sorted({site for kind in table.values() for site in kind})
    other = told.spans("no_skin_part")
    found: dict[str, Mention] = {}
    for name in names:
        for mention in told.mentions(f"dx_{name}"):
            inside = any(start <= mention.start and mention.end <= end for start, end in other)
            if not mention.negated and not inside:
                found.setdefault(name, mention)
    if "face" in found and len(found) > 1:
        del found["face"]  # "the nose on her face"
    return next(iter(found.items())) if len(found) == 1 else None


def _side(told: Told, site: Mention) -> str:
    """The side in the two words before the site: "L forearm", "left upper arm"."""
    before = [token.word for token in told.story.tokens if token.end <= site.start][-2:]
    return next((_SIDES[word] for word in reversed(before) if word in _SIDES), "")
