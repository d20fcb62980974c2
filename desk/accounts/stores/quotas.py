"""What was used today, by person and by address. Exact however many ask at once: the database does the counting."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desk.accounts.database import Database, changed, insert_new
from desk.accounts.errors import OverQuota
from desk.accounts.models import UsageRow, UsedRow
from desk.accounts.rights import Person
from desk.accounts.stores.plans import Kind, Plan

_KEPT_DAYS = 7
_NOUNS = {Kind.PAGES: "code pages", Kind.QUESTIONS: "questions"}
_LONGEST_ITEM = 300


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that was counted; given back when it came to nothing."""

    kind: Kind
    item: str
    subjects: tuple[tuple[str, int], ...]
    day: str
    counted: frozenset[str]


class Quotas:
    """``today`` gives the day in UTC, as "2026-11-30"."""

    def __init__(
        self, database: Database, plans: Mapping[str, Plan], today: Callable[[], str] = lambda: _day(datetime.now(UTC))
    ) -> None:
        self._database, self._plans, self._today = database, plans, today

    def use(self, person: Person, address: str, kind: Kind, item: str = "") -> Use:
        """Counts one thing, or raises OverQuota and counts nothing. The same ``item`` on a day counts once."""
        plan = self.plan(person)
        limit = plan.limits.get(kind)
        item = item[:_LONGEST_ITEM] or str(uuid.uuid4())
        if limit is None:
            return Use(kind, item, (), "", frozenset())
        # By their names: two requests take the rows in the same order and never wait for each other in a ring.
        subjects = tuple(
            sorted([(f"person:{person.id}", limit), (f"address:{plan.name}:{address}"[:260], limit * plan.address)])
        )
        day = self._today()
        with self._database.writing() as session:
            counted = frozenset(name for name, most in subjects if _count(session, name, kind, day, item, most, plan))
        return Use(kind, item, subjects, day, counted)

    def give_back(self, use: Use) -> None:
        """What was counted isn't any more: there was no such page, or no answer."""
        with self._database.writing() as session:
            for name in sorted(use.counted):
                key = {"subject": name, "kind": use.kind, "day": use.day}
                if changed(session.execute(sa.delete(UsedRow).filter_by(**key, item=use.item))):
                    session.execute(
                        sa.update(UsageRow).filter_by(**key).where(UsageRow.used > 0).values(used=UsageRow.used - 1)
                    )

    def left(self, person: Person, address: str) -> Mapping[Kind, int]:
        """How much of each kind is left today; a kind without a limit isn't in it."""
        plan, day = self.plan(person), self._today()
        names = {f"person:{person.id}": 1, f"address:{plan.name}:{address}"[:260]: plan.address}
        if not plan.limits:
            return {}
        with self._database.reading() as session:
            rows = session.scalars(
                sa.select(UsageRow).where(UsageRow.subject.in_(list(names)), UsageRow.day == day)
            ).all()
            used = {(row.subject, row.kind): row.used for row in rows}
        return {
            kind: max(0, min(limit * times - used.get((name, kind), 0) for name, times in names.items()))
            for kind, limit in plan.limits.items()
        }

    def plan(self, person: Person) -> Plan:
        """Theirs; one that the file doesn't have any more counts as registered."""
        return self._plans.get(person.plan) or self._plans["registered"]

    def prune(self) -> None:
        """Forgets the counts of days long gone."""
        oldest = _day(datetime.now(UTC) - timedelta(days=_KEPT_DAYS))
        with self._database.writing() as session:
            session.execute(sa.delete(UsedRow).where(UsedRow.day < oldest))
            session.execute(sa.delete(UsageRow).where(UsageRow.day < oldest))


def _count(session: Session, subject: str, kind: Kind, day: str, item: str, most: int, plan: Plan) -> bool:
    """Whether it was counted now; False for an item that was counted before. Raises OverQuota."""
    if not insert_new(session, UsedRow, subject=subject, kind=kind, day=day, item=item):
        return False
    insert_new(session, UsageRow, subject=subject, kind=kind, day=day, used=0)
    more = (
        sa.update(UsageRow)
        .filter_by(subject=subject, kind=kind, day=day)
        .where(UsageRow.used < most)
        .values(used=UsageRow.used + 1)
    )
    if not changed(session.execute(more)):
        raise OverQuota(over(plan, kind, by_person=subject.startswith("person:"), most=most))
    return True


def over(plan: Plan, kind: Kind, *, by_person: bool, most: int) -> str:
    """The sentence for a measure that is used up, with the way on."""
    whose = "for today" if by_person else "for today at your network address"
    noun = _NOUNS[kind] if most != 1 else _NOUNS[kind].removesuffix("s")
    way_on = (
        "Register or sign in for more; it starts anew at midnight UTC."
        if plan.name == "guest"
        else "It starts anew at midnight UTC; an administrator can give you a plan with more."
    )
    return f"The {most} {noun} {whose} of the plan {plan.name} {'are' if most != 1 else 'is'} used up. {way_on}"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
