"""Around the claim: denials, notices, equipment, laboratory, imaging; what its terms mean."""

FAMILIES: tuple[str, ...] = ("denials", "abn", "equipment", "laboratory", "imaging", "papers", "terms")
