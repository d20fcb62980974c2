"""Answers with no model: readable prose put together from records, pairings, verdicts and passages, each block cited.

Pure. ``compose`` takes what was understood and gathered and gives a ``Draft``; nothing is said that is not in the
findings.
"""

from assistant.answering.compose.compose import compose, concludes
from assistant.answering.compose.draft import Block, Draft

__all__ = ["Block", "Draft", "compose", "concludes"]
