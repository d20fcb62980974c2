"""Cancers in order, and encounters for their treatment."""
