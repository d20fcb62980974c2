"""Drainage of skin abscesses: one, several, or one that is complicated. Rows only."""
