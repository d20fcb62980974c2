"""Surgery: global period, sides, several procedures, endoscopy, arthroscopy, anesthesia."""

FAMILIES: tuple[str, ...] = (
    "global_period",
    "anesthesia",
    "endoscopy",
    "bilateral",
    "arthroscopy",
    "multiple",
    "distinct",
    "maternity",
    "fractures",
)
