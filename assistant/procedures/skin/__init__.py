"""Skin: excisions, biopsies, destructions, debridement, repairs, Mohs surgery; maternity and fractures beside them."""

FAMILIES: tuple[str, ...] = ("lesions", "repairs", "drainage", "biopsies", "destruction", "debridement", "mohs")
