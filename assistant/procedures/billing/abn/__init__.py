"""Notices of expected denials and their modifiers: decided by decisions.yaml alone."""
