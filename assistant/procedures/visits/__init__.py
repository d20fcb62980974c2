"""Visits: levels of E/M, time, preventive services, critical care, psychotherapy."""

FAMILIES: tuple[str, ...] = (
    "levels",
    "prolonged",
    "critical_care",
    "psychotherapy",
    "new_or_established",
    "preventive",
    "g2211",
    "modifier_25",
    "beside_procedure",
    "by_kind",
)
