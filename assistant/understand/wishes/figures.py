"""What the figures of a message make of its wish: those that stand beside a code, and those that it asks for. Pure."""

from __future__ import annotations

from dataclasses import replace

from assistant.understand.message import Message
from assistant.understand.query import Query
from assistant.understand.story import Kind
from assistant.understand.wishes import kinds
from assistant.understand.wishes.wish import Wish
from corpus.relations import ProcedureCode

# Figures of a code, by the concept that names each, and the wish that asks for it.
_FIGURES = {
    "mue": Wish.UNITS,
    "global_days": Wish.FACTS,
    "values": Wish.FACTS,
    "bilateral": Wish.FACTS,
    "price": Wish.PAYMENT,
}
_ASKED_WITH_FIGURES = frozenset(_FIGURES.values()) | {Wish.MODIFIER, Wish.COVERAGE, Wish.TOGETHER, Wish.DESCRIBE}
_PAIR = 2


def with_figures(query: Query, message: Message) -> Query:
    """The query with every figure that a message of several wishes names: "MUE and global of 11102, ..."."""
    if query.intent not in _ASKED_WITH_FIGURES or not query.procedures:
        return query
    told = message.story.within("rules")
    named = dict.fromkeys(wish for concept, wish in _FIGURES.items() if told.has(concept))
    if len({query.intent, *query.further, *named}) < _PAIR or not (query.further or len(named) >= _PAIR):
        return query
    further = (wish for wish in (*query.further, *named) if wish is not query.intent)
    return replace(query, further=tuple(dict.fromkeys(further)))


_MOST_BESIDE_A_FIGURE = 2


def figure_named(message: Message) -> Wish | None:
    """The figure that a follow-up names and little else: "and the MUE of each", "global?"."""
    told = message.story.within("rules")
    named = {_FIGURES[concept] for concept in ("mue", "global_days", "values") if told.has(concept)}
    few = len(message.changes.left) <= _MOST_BESIDE_A_FIGURE
    return named.pop() if len(named) == 1 and few and not message.named.codes else None


def settled(wish: Wish, message: Message) -> Wish:
    """What the figures beside a code make of a bare description: "20610 x3", "99213-25", "99205 80 min"."""
    if wish is Wish.ADD_ONS_OF and any(one.kind is Kind.MINUTES for one in message.story.amounts):
        return Wish.TIME  # "99215 and an additional half hour"
    if wish is Wish.DESCRIBE and message.story.within("rules").mentions("values"):
        return Wish.FACTS  # "what is the total RVU for 20610"
    if wish is not Wish.DESCRIBE or kinds.asks_what(message.plain):
        return wish
    if any(line.units for line in message.named.lines):
        return Wish.UNITS
    beside = [one for one in message.named.modifiers if one not in message.named.codes]
    return Wish.MODIFIER if beside and any(isinstance(code, ProcedureCode) for code in message.named.codes) else wish
