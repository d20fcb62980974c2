"""Visits asked for by their kind alone: the codes of the kind, and what chooses among them. Rows only."""
