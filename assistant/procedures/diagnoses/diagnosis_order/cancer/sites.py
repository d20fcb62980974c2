"""The code of a cancer's site as exactly as it is told: the part of the organ, the side, the sex. Pure.

Sources: the tabular list, chapter 2; parameters.yaml (cancer_parts).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.understand.story import Told


def exact(told: Told, site: str, general: str, parts: Mapping[str, Any] | None) -> str:
    """The site's code with what is told of it; ``general``, its least exact code, where nothing is."""
    row = (parts or {}).get(site)
    if row is None:
        return general
    part = next((digit for concept, digit in row.get("parts", {}).items() if told.has(concept)), "")
    right, left = told.has("right_side", "right"), told.has("left_side", "left")
    side = "right" if right and not left else "left" if left and not right else ""
    if part in row.get("whole", ()):
        return f"{row['base']}{part}"
    if not part and not side:
        return general
    sex = ("2" if told.has("male_patient") else "1") if row.get("sexed") else ""
    return f"{row['base']}{part or row.get('open', '')}{sex}{row.get('sides', {}).get(side or 'open', '')}"
