"""Around the claim: denials, notices, equipment, laboratory, imaging, papers, what Medicare pays for, and terms."""

FAMILIES: tuple[str, ...] = (
    "denials",
    "abn",
    "equipment",
    "laboratory",
    "imaging",
    "papers",
    "records",
    "medicare_benefits",
    "practitioners",
    "terms",
)
