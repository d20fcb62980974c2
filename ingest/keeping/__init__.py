"""Keeping what is there: an edition is whole or refused, the shelf is verified and repaired."""
