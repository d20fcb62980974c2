"""Around the practice: who may sign and keep records, what Medicare pays for at all, and what it pays to whom."""

FAMILIES: tuple[str, ...] = ("records", "medicare_benefits", "practitioners")
