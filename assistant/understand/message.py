"""What the form of a message tells before it is asked what is wanted. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from assistant.understand.circumstances import Circumstances, circumstances_said
from assistant.understand.conversation.changes import Changes
from assistant.understand.form.dates import DateMention
from assistant.understand.form.foreign import NOTHING_FOREIGN, Foreign
from assistant.understand.form.naming import Named
from assistant.understand.query import Span, Turn
from assistant.understand.story import Amount, Kind, Role, Story
from assistant.understand.story.lexicon import COMMON
from corpus.codes import Code, Modifier
from corpus.relations import ProcedureCode


@dataclass(frozen=True, slots=True)
class Message:
    """A message as its form is read; ``plain`` is its text without its dates, ``last`` the turn before it.

    ``dates`` are all that are named, those of the history too; ``things`` the concepts that have amounts of their own.
    """

    text: str
    plain: str
    dates: tuple[DateMention, ...]
    named: Named
    story: Story
    last: Turn | None
    changes: Changes
    things: frozenset[str] = frozenset()
    foreign: Foreign = NOTHING_FOREIGN

    @property
    def day(self) -> date | None:
        """The date of service that is named first."""
        return next((one.day for one in self.dates if not one.history), None)


_PAYER = frozenset({"medicare", "commercial"})  # a circumstance, which is counted as such


def facts_in(message: Message) -> int:
    """How many kinds of facts of the case a message tells: circumstances, the day, kinds of amounts, what was done."""
    said, nothing = circumstances_said(message.text), Circumstances()
    told = {one.name for one in fields(Circumstances) if getattr(said, one.name) != getattr(nothing, one.name)}
    told -= {"payer", "minutes", "sex", "age"} if said.payer_name else {"minutes", "sex", "age"}
    told |= {one.kind.value for one in message.story.amounts} | ({"day"} if message.day else set())
    before = message.last.query.story.mentions if message.last and message.last.query else ()
    families = {COMMON} | {one.concept.partition(".")[0] for one in before if message.changes.only_tells}
    concepts = [one.concept.partition(".") for one in message.story.mentions]
    told |= {family for family, _, name in concepts if family in families and "asks" not in name and name not in _PAYER}
    return len(told)


_NAMED_BY_NUMBER = frozenset("mai indicator level stage type option month day modifier step".split())


def _names(amount: Amount) -> bool:
    """ "What does MAI 3 mean", "month 5": a number that names something counts nothing."""
    return bool(_NAMED_BY_NUMBER.intersection(amount.before[-1:]))


def count_told(story: Story) -> Amount | None:
    """The one count of a follow-up: "what about two of them"."""
    counts = [
        one
        for one in story.amounts
        if one.kind is Kind.COUNT and one.role is Role.TOLD and one.value % 1 == 0 and not _names(one)
    ]
    return counts[0] if len(counts) == 1 and len(counts[0].values) <= 1 else None


def places_of(named: Named) -> dict[Code, tuple[Span, ...]]:
    """Where each code is named."""
    places: dict[Code, list[Span]] = {}
    for mention in named.mentions:
        for code in (mention.code, *mention.alternatives, *mention.modifiers):
            places.setdefault(code, []).append((mention.start, mention.end))
    return {code: tuple(spans) for code, spans in places.items()}


def takes_modifiers(code: Code) -> bool:
    """Whether modifiers are spoken of where this code is."""
    return isinstance(code, ProcedureCode | Modifier)
