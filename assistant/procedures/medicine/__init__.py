"""Drugs given: infusions, units, vaccines; timed therapy."""

FAMILIES: tuple[str, ...] = ("drugs", "infusion", "vaccines", "therapy", "counts", "joints")
