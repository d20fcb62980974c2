"""Who pays, as far as the rules of counting differ."""

from __future__ import annotations

from enum import StrEnum


class Payer(StrEnum):
    """Whose rules count. A payer that is neither says in its own policy which of the two it follows."""

    MEDICARE = "Medicare"
    CPT = "a payer that follows CPT"
