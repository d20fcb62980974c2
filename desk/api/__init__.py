"""``/api/v1``: what CasePilot answers, for programs. Thin: everything is decided in ``assistant``."""
