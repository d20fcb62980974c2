"""Critical care of newborns and young children in the hospital: a code for the day, by age and day of the stay.

up to the bounds of parameters.yaml, in a hospital bed   -> first day and later days of the age, whatever the minutes
emergency department, office, another specialty, transport -> by time, decided elsewhere
older                                                    -> by time

Sources: parameters.yaml; corpus/text/cpt/medicine_other.yaml, entries 99468 to 99476.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from assistant.procedures.case import Case, Span
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.rules.verdict import Billed, Stance, Verdict
from assistant.understand.story import Amount, Kind, Told
from corpus.codes import Code, CptCode

FOLDER = Path(__file__).parent
FAMILY = "critical_care"
_BY_TIME = (CptCode("99291"), CptCode("99292"))


@dataclass(frozen=True, slots=True)
class ChildCare:
    """``first`` and ``later`` are the codes of the age; ``day_told`` is 1, a later day, or 0 where none is told.
    ``place_told``: the words name a hospital bed."""

    ages: str
    first: CptCode
    later: CptCode
    day_told: int
    place_told: bool
    named: tuple[CptCode, ...]
    oldest: int
    rests_on: tuple[Span, ...]
    parameter: Parameter


def child_care_of(case: Case, day: date) -> ChildCare | None:
    """The care by the day that a case tells; None where age or place make it critical care by time."""
    told, table = case.told(FAMILY), parameters(FOLDER).at("by_age", day)
    daily = {str(code) for row in table.value for code in row[2:]} if table else set()
    named = tuple(code for code in case.procedures if isinstance(code, CptCode) and code.value in daily)
    critical = told.has("critical_care") or told.has_all("childrens_unit", "word_critical")
    if table is None or not (critical or named) or told.has(*_ELSEWHERE):
        return None
    place = told.has("childrens_unit", "in_a_bed")
    if not place and told.has("outside_a_bed"):
        return None
    age = next(iter(told.amounts(Kind.AGE)), None)
    row = _row_of(age, table) if age is not None else None
    if age is None or row is None:
        return None
    number, spans = _day_of(told)
    ages, _, first, later = row
    return ChildCare(
        ages=ages,
        first=CptCode(first),
        later=CptCode(later),
        day_told=number,
        place_told=place,
        named=(*named, *(code for code in _BY_TIME if code in case.procedures)),
        oldest=table.value[-1][1][1],
        rests_on=(
            age.span,
            *spans,
            *(amount.span for amount in told.amounts(Kind.MINUTES)),
            *told.spans("critical_care", "neonate", "pediatric", "childrens_unit", "in_a_bed", "asks_bill"),
            *case.spans_of(case.procedures),
        ),
        parameter=table,
    )


_ELSEWHERE = ("transport", "other_specialty", "shared", "midnight")


def _row_of(age: Amount, table: Parameter) -> list[str] | None:
    """The row whose ages hold the age: months as told, and years from the first that are no longer told in months."""
    for row in table.value:
        unit, bound = row[1]
        if unit == "year" and age.value < (bound + 1) * 12:
            return list(row)
        if unit == "month" and age.unit != "year" and age.value <= bound:
            return list(row)
        if unit == "month" and age.unit == "year" and age.value < bound:
            return list(row)
        if unit == "day" and age.value < _IN_MONTHS * (bound + 1):
            return list(row)
    return None


_IN_MONTHS = 1 / 30
_DIGITS_OF_A_YEAR = 3  # "day 365" is no day of a stay


def _day_of(told: Told) -> tuple[int, tuple[Span, ...]]:
    """ "day 3", "first day", "admitted": the day of the stay; 0 where none is told."""
    words = [token for token in told.story.tokens if not token.is_sign]
    for before, token in pairwise(words):
        if before.word == "day" and token.word.isdigit() and len(token.word) < _DIGITS_OF_A_YEAR:
            return int(token.word), ((before.start, token.end),)
    if told.has("later_day"):
        return 2, told.spans("later_day")
    if told.has("first_day"):
        return 1, told.spans("first_day")
    return 0, ()


def tell_child_care(care: ChildCare, day: date) -> Verdict:
    """The code of the day in words."""
    code = {0: None, 1: care.first}.get(care.day_told, care.later)
    concluded = frozenset[Code]({code} if code else {care.first, care.later})
    wrong = tuple(named for named in care.named if named not in concluded)
    sure = code is not None and care.place_told
    return Verdict(
        key=f"critical_care:{code or f'{care.first}/{care.later}'}",
        title=f"Critical care by the day, {care.ages}",
        stance=Stance.AFFIRMS if sure else Stance.CONDITIONS,
        conclusion=_conclusion(care, code, wrong),
        reasons=tuple(_reasons(care)),
        row=f"{care.parameter.edition.title}; {care.first} and {care.later}.",
        mentions=concluded | frozenset[Code](care.named) | {care.first, care.later, *_BY_TIME},
        basis=care.parameter.basis(day),
        locator="critical care by the day",
        about=concluded | frozenset[Code](care.named),
        denies=frozenset[Code](wrong) if care.place_told else frozenset(),
        billed=(Billed(code),) if code and sure else (),
        missing=tuple(_missing(care)),
        rests_on=care.rests_on,
    )


def _conclusion(care: ChildCare, code: CptCode | None, wrong: tuple[CptCode, ...]) -> str:
    instead = f", not {', '.join(f'**{each}**' for each in wrong)}" if wrong and care.place_told else ""
    told = f"**{code}**" if code else f"**{care.first}** for the first day, **{care.later}** for each later one"
    why = f"in a hospital bed critical care at {care.ages} is by the day, once, whatever the minutes"
    if care.place_told:
        return (
            f"{told}{instead}: {why}. **{_BY_TIME[0]}** by time is for the emergency department or another specialty."
        )
    return (
        f"{told} if the child was a hospital inpatient: {why}. In the emergency department **{_BY_TIME[0]}** by time."
    )


def _reasons(care: ChildCare) -> Iterator[str]:
    yield f"**{care.first}** is the first day, **{care.later}** each later one; one practitioner a day directs it."
    yield "Most lines, tubes and ventilator work are inside the daily code."
    yield f"From {care.oldest + 1} years critical care is by time, also in a children's unit."


def _missing(care: ChildCare) -> Iterator[str]:
    if not care.day_told:
        yield "day of the stay"
    if not care.place_told:
        yield "hospital inpatient or emergency department"
