"""Looking up: what is typed into a search box, what there is to browse, and all that is loaded of one code.

For pages and programs that show facts side by side; ``CasePilot`` answers questions.
"""
