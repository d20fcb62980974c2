"""Names of the first house: ``query``, ``reader`` and ``naming`` have what modules still import from here."""

from __future__ import annotations

from assistant.understand.circumstances import Patient
from assistant.understand.form.naming import named_codes
from assistant.understand.query import Conversation, Line, Query, Relation, Turn
from assistant.understand.reader import understand

Question = Query

__all__ = ["Conversation", "Line", "Patient", "Query", "Question", "Relation", "Turn", "named_codes", "understand"]
