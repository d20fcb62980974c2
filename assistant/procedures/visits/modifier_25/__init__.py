"""Modifier 25: a visit beside a minor procedure, injection, test or vaccine of the same day."""
