"""A message that alone comes to nothing, read with the case before it where that case is then decided anew.

"Just a splint, and ortho sees her tomorrow", "path came back amended, he snared a polyp": such a message asks nothing
and names no code. That the procedure which decided before now comes to something else shows that it goes on. A message
that puts something right ("actually he was directing three rooms") goes on although it would decide alone.
"""

from __future__ import annotations

from datetime import date

from assistant.answering.gather.told import case_of
from assistant.answering.leading import DECIDES
from assistant.procedures.case import Figures
from assistant.procedures.registry import verdicts_of
from assistant.rules.verdict import Verdict
from assistant.understand.conversation.changes import changes_in
from assistant.understand.query import Conversation, Query


def further(conversation: Conversation, alone: Query, leaning: Query, today: date, figures: Figures) -> Query:
    """The message ``leaning`` on the case before it, where it is that case that is decided anew; else ``alone``."""
    before = conversation.last.query if conversation.last else None
    if before is None:
        return alone
    apart = _decided(alone, today, figures)
    if apart and not changes_in(alone.text).corrects:
        return alone
    then = _decided(before, today, figures)
    rules, said = {verdict.rule for verdict in then}, {verdict.conclusion for verdict in then}
    if apart:
        rules &= {verdict.rule for verdict in apart}
        said |= {verdict.conclusion for verdict in apart}
    now = _decided(leaning, today, figures) if rules else []
    return leaning if any(each.rule in rules and each.conclusion not in said for each in now) else alone


def _decided(query: Query, today: date, figures: Figures) -> list[Verdict]:
    day = query.date_of_service or today
    return [each for each in verdicts_of(case_of(query), day, figures) if each.stance in DECIDES]
