"""Verdicts by rule: pure functions of facts and a date. "Not loaded", "silent" and "speaks" are never merged."""
