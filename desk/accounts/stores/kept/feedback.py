"""Feedback as those who look after the desk read it, and as cases for evaluation: the questions and the answer that it
is about, nobody's name, no identifiers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assistant.privacy.hiding import kept_words
from desk.accounts.database import Database
from desk.accounts.models import FeedbackRow, MessageRow
from desk.accounts.stores.threads import THEIRS

# A question is read with those before it; what is further back it seldom leans on.
_MOST_TURNS = 6
_LONGEST_SAID = 300


@dataclass(frozen=True, slots=True)
class Rated:
    """An answer that somebody rated. ``questions`` are theirs up to that answer, without identifiers, the one that it
    answers last; ``codes`` are the answer's in their order; ``mode`` is what drafted it."""

    id: str
    helpful: bool
    reason: str
    created: float
    questions: tuple[str, ...]
    conclusion: str
    codes: tuple[str, ...]
    editions: tuple[str, ...]
    mode: str


class Feedback:
    def __init__(self, database: Database) -> None:
        self._database = database

    def rated(self, *, since: float = 0.0, helpful: bool | None = None, first: int | None = None) -> tuple[Rated, ...]:
        """The rated answers, the newest first: since a time, only those found helpful or not."""
        query = (
            sa.select(FeedbackRow, MessageRow)
            .join(MessageRow, MessageRow.id == FeedbackRow.message)
            .where(FeedbackRow.created >= since, MessageRow.kind != THEIRS)
            .order_by(FeedbackRow.created.desc(), FeedbackRow.id)
            .limit(first)
        )
        if helpful is not None:
            query = query.where(FeedbackRow.value == int(helpful))
        with self._database.reading() as session:
            return tuple(
                _rated(row, message, _asked_before(session, message)) for row, message in session.execute(query)
            )


def case_of(rated: Rated) -> dict[str, Any]:
    """As tests/evals/told_cases.py reads a case, with what was rated beside it.

    An answer that was found helpful must name its codes again. Of one that was not, nobody but the coder knows what
    would have been right: ``right`` is their comment, and the patterns are left for whoever takes the case over.
    """
    must = [rf"\b{re.escape(code)}\b" for code in rated.codes] if rated.helpful else []
    last = {"q": rated.questions[-1], "lead": [], "must": must, "must_not": []}
    return {
        "id": f"feedback-{rated.id}",
        "turns": [*({"q": question} for question in rated.questions[:-1]), last],
        "right": rated.reason,
        "verdict": "helpful" if rated.helpful else "not helpful",
        "codes": list(rated.codes),
        "said": rated.conclusion,
        "editions": list(rated.editions),
        "mode": rated.mode,
    }


def as_lines(found: tuple[Rated, ...]) -> Iterator[str]:
    """A case a line (JSON Lines)."""
    return (json.dumps(case_of(one), ensure_ascii=False) for one in found if one.questions)


def _asked_before(session: Session, message: MessageRow) -> list[str]:
    """What the person asked up to an answer, the question that it answers last."""
    before = MessageRow.thread == message.thread, MessageRow.kind == THEIRS, MessageRow.position < message.position
    asked = sa.select(MessageRow.text).where(*before).order_by(MessageRow.position.desc()).limit(_MOST_TURNS)
    return [*reversed(session.scalars(asked).all())]


def _rated(row: FeedbackRow, message: MessageRow, asked: Sequence[str]) -> Rated:
    answer = json.loads(message.answer) if message.answer else {}
    return Rated(
        row.id,
        bool(row.value),
        kept_words(row.reason),
        row.created,
        tuple(kept_words(text) for text in asked),
        kept_words(answer.get("conclusion") or message.text[:_LONGEST_SAID]),
        tuple(dict.fromkeys(card["code"] for card in answer.get("codes", ()))),
        tuple(dict.fromkeys(cited["edition"] for cited in answer.get("citations", ()))),
        answer.get("mode", ""),
    )
