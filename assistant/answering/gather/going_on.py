"""A message that alone comes to nothing, read with the case before it where that case is then decided anew.

"Just a splint, and ortho sees her tomorrow", "path came back amended, he snared a polyp": such a message asks nothing
and names no code. That the procedure which decided before now comes to something else shows that it goes on.
"""

from __future__ import annotations

from datetime import date

from assistant.answering.gather.told import Procedures
from assistant.answering.leading import DECIDES
from assistant.rules.verdict import Verdict
from assistant.understand.query import Conversation, Query


def further(conversation: Conversation, alone: Query, leaning: Query, today: date, procedures: Procedures) -> Query:
    """The message ``leaning`` on the case before it, where it is that case that is decided anew; else ``alone``."""
    before = conversation.last.query if conversation.last else None
    if before is None or _decided(alone, today, procedures):
        return alone
    then = _decided(before, today, procedures)
    rules, said = {verdict.rule for verdict in then}, {verdict.conclusion for verdict in then}
    now = _decided(leaning, today, procedures) if then else []
    return leaning if any(each.rule in rules and each.conclusion not in said for each in now) else alone


def _decided(query: Query, today: date, procedures: Procedures) -> list[Verdict]:
    day = query.date_of_service or today
    return [each for each in procedures.verdicts(query, day) if each.stance in DECIDES]
