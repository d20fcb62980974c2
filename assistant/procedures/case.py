"""What a procedure decides on: the told case, and the figures that tables and entries have of a code.

A procedure reads no text: it asks the story for concepts and amounts, the case for its codes, payer and setting, and
``Figures`` for published values. All of it is what ``understand`` read once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from assistant.understand.circumstances import Circumstances, Patient
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Story, Told
from assistant.understand.wishes.wish import Wish
from corpus.codes import Code, Icd10CmCode, Modifier
from corpus.editions import Edition
from corpus.records import CodeRecord
from corpus.relations import FeeScheduleRow, ProcedureCode, Setting

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """One published value of a code ("global_days": "090") and the edition that has it."""

    value: str
    edition: Edition


@dataclass(frozen=True, slots=True)
class Placed:
    """One published value of a payment locality, which ``place`` names."""

    value: Decimal
    place: str
    edition: Edition


class Figures(Protocol):
    """What is published of codes. Every answer is for one date of service; None means that nothing here has it."""

    def figure(self, code: ProcedureCode, name: str, day: date) -> Figure | None:
        """A value by its name: status, global_days, mue_practitioner, bilateral, multiple_procedure, assistant,
        co_surgeon, team, pc_tc, endoscopic_base. From the loaded fee schedule, else from the authored entry."""

    def fee_row(self, code: ProcedureCode, day: date) -> FeeScheduleRow | None:
        """The fee schedule's row without a modifier."""

    def record(self, code: Code, day: date) -> CodeRecord | None:
        """The description and notes of a code."""

    def primaries(self, code: ProcedureCode, day: date) -> tuple[ProcedureCode, ...]:
        """The primary codes of an add-on code; empty for any other code."""

    def anesthesia_units(self, code: ProcedureCode, day: date) -> Figure | None:
        """The base units of an anesthesia code, from the loaded table."""

    def anesthesia_factor(self, said: Circumstances, day: date) -> Placed | None:
        """The anesthesia conversion factor of the day's year in the one payment locality that is named."""

    def exists(self, code: Code) -> bool:
        """True when any loaded edition, or our text, has the code."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One procedure code as it is told: with its modifiers and units."""

    code: ProcedureCode
    modifiers: tuple[Modifier, ...] = ()
    units: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One told case.

    ``codes`` and ``modifiers`` are those named, in order; ``lines`` the procedure codes as they stand. ``places`` are
    where each code stands in the text. ``wish`` is what is wanted of them, ``today`` the day of asking.
    """

    story: Story
    codes: tuple[Code, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    lines: tuple[CaseLine, ...] = ()
    places: Mapping[Code, tuple[Span, ...]] = field(default_factory=dict)
    said: Circumstances = field(default_factory=Circumstances)
    wish: Wish = Wish.SEARCH

    def told(self, family: str) -> Told:
        """The story as one family sees it."""
        return self.story.within(family)

    @property
    def named(self) -> tuple[Code, ...]:
        """Codes and modifiers."""
        return (*self.codes, *self.modifiers)

    @property
    def procedures(self) -> tuple[ProcedureCode, ...]:
        return tuple(code for code in self.codes if isinstance(code, ProcedureCode))

    @property
    def diagnoses(self) -> tuple[Icd10CmCode, ...]:
        return tuple(code for code in self.codes if isinstance(code, Icd10CmCode))

    @property
    def payer(self) -> Payer | None:
        """Whose rules count, where it is known."""
        return self.said.payer

    @property
    def patient(self) -> Patient | None:
        return self.said.patient

    @property
    def setting(self) -> Setting | None:
        return self.said.setting

    def names(self, *codes: str) -> bool:
        """True when any of these codes is named."""
        return any(str(code) in codes for code in self.named)

    def spans_of(self, codes: Iterable[Code]) -> tuple[Span, ...]:
        """Where codes stand, for ``Verdict.rests_on``."""
        return tuple(span for code in codes for span in self.places.get(code, ()))

    def may_be_payer(self, wanted: str) -> bool:
        """False only when another payer is known than the wanted one ("medicare" or "cpt")."""
        return not wanted or self.payer is None or self.payer.name.lower() == wanted

    def may_be_setting(self, wanted: str) -> bool:
        """False only when another setting is known than the wanted one ("practitioner" or "hospital")."""
        return not wanted or self.setting is None or self.setting.name.lower() == wanted
