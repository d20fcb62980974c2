"""Question to cited answer. No user interface lives here; ``app.py`` and the command line render what it yields."""
