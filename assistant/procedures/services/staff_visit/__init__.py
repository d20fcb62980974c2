"""Visits that clinical staff give: when 99211 may be reported."""
