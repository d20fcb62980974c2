"""Drugs given: infusions, units, vaccines; timed therapy."""

FAMILIES: tuple[str, ...] = ("drugs", "infusion", "vaccines", "allergy", "therapy", "counts", "joints")
