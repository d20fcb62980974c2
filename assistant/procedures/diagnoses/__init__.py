"""Diagnoses: order, certainty, history against current, and whether a proposed code is right."""

FAMILIES: tuple[str, ...] = ("diagnosis_order", "history", "certainty", "encounters", "right_code")
