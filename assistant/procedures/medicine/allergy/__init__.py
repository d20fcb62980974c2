"""Allergy injections and the extract for them: by number of injections, and by who prepared it."""
