"""Services told by their name: which code, side, digit and part of the work a plain order of words comes to."""

FAMILIES: tuple[str, ...] = ("named", "medicated", "by_kind", "operations")
