"""Who may ask, with what, and what a browser is told about the answers."""
