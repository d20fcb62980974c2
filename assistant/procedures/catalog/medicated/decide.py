"""The order of a condition and the status codes of its long-term drugs: the condition first. Pure.

Sources: ICD-10-CM guidelines, section I.C.21.c.3; the tabular list of Z79.
"""

from __future__ import annotations

from assistant.procedures.catalog.medicated.facts import Facts


def decide(facts: Facts) -> tuple[str, ...]:
    """The codes in order."""
    return (facts.condition, *facts.drugs)
