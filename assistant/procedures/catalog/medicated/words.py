"""How a condition with its long-term drugs is said."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.procedures.surgery.spoken import Said
from assistant.rules.verdict import Stance


def say(codes: Sequence[str]) -> Said:
    """The codes in order, the condition first."""
    first, *further = (f"**{code}**" for code in codes)
    return Said(
        id="-".join(codes),
        stance=Stance.AFFIRMS,
        conclusion=f"{first} first, then {', '.join(further)}: the condition, then the long-term drug.",
        why=(
            "Z79 is added for a drug taken over a long time, to treat or to prevent; not for a short course.",
            "A more specific form of the condition in the note takes its own code.",
        ),
        reference="icd10cm-guidelines-fy2026",
        place="section I.C.21.c.3",
        billed=tuple(codes),
    )
