"""Visits: levels of E/M, time, preventive services, critical care, psychotherapy."""

FAMILIES: tuple[str, ...] = ("levels", "prolonged")
