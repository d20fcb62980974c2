"""Whether a code is of a kind that a modifier goes on. Pure.

field_verdict   a kind that it never goes on, or other global days than it needs -> NOT_HERE
                a kind that it goes on                                            -> HERE
                anything else                                                     -> None, nothing is said

Source: ``parameters.yaml`` (the modifiers' meanings in CPT, appendix A, and in HCPCS Level II).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.rules.basis import Basis
from assistant.rules.basis.parameters import parameters
from corpus.codes import Modifier
from corpus.relations import ProcedureCode

FOLDER = Path(__file__).parent
_MOST_KEPT = 4_096


class FieldFinding(StrEnum):
    """Whether a modifier goes on codes of this kind."""

    HERE = "here"
    NOT_HERE = "not_here"


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """The finding for one modifier on one code, of the kind ``kind``; ``field`` is what the parameters have of it."""

    code: ProcedureCode
    modifier: Modifier
    finding: FieldFinding
    kind: str
    field: Mapping[str, Any]
    basis: Basis


def field_verdict(code: ProcedureCode, modifier: Modifier, global_days: str, day: date) -> FieldVerdict | None:
    """Whether a modifier belongs on a code; ``global_days`` are the code's, empty where they are not known."""
    told = parameters(FOLDER).at("fields", day)
    field = told.value.get(str(modifier)) if told is not None else None
    if told is None or field is None:
        return None
    kind = kind_of(str(code), day)
    here = kind in field.get("fits", ())
    wanted = field.get("globals", ())
    if here and wanted and not global_days:
        return None
    finding = FieldFinding.HERE if here and (not wanted or global_days in wanted) else FieldFinding.NOT_HERE
    if not here and kind not in field["never"]:
        return None
    return FieldVerdict(code, modifier, finding, kind, field, told.basis(day))


@functools.lru_cache(maxsize=_MOST_KEPT)
def kind_of(code: str, day: date) -> str:
    """The kind of a code by its number; empty for a code of none of them."""
    told = parameters(FOLDER).at("kinds", day)
    spans = told.value.items() if told is not None else ()
    return next(
        (kind for kind, ranges in spans if any(len(code) == len(low) and low <= code <= high for low, high in ranges)),
        "",
    )
