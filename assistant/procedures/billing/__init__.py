"""Around the claim: denials, notices, equipment, laboratory, imaging."""

FAMILIES: tuple[str, ...] = ("denials", "abn", "equipment", "laboratory", "imaging")
