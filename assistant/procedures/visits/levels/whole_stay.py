"""Which codes does a hospital stay of one date have, where its hours are told and no level is? Pure.

under Medicare's fewest hours  -> the initial code alone for Medicare; CPT payers ask for two encounters, not for hours
from those hours on            -> one code for admission and discharge of the date

Sources: parameters.yaml; corpus/text/guidelines/hospital-and-nursing-facility-visits.md, "In and out on one date".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.visits.kinds import FAMILY, LEVELS, Kind, kinds_by_code, kinds_of
from assistant.procedures.visits.levels.facts import is_another_question
from assistant.procedures.visits.levels.words import hours_told
from assistant.procedures.visits.stays import Stay, stay_of
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.rules.verdict import Stance, Verdict, bold
from assistant.understand.circumstances.payers import Payer
from corpus.codes import CptCode
from corpus.relations import Setting

_HOSPITAL = (Kind.INITIAL_HOSPITAL, Kind.SAME_DAY_HOSPITAL)


def codes_of_stay(case: Case, day: date) -> Verdict | None:
    """The verdict on a stay of one date with its hours; None where none is told, or the hospital's claim is meant."""
    stay, table = stay_of(case), parameters(LEVELS).at("other_codes", day)
    if stay is None or not stay.minutes or table is None or case.setting is Setting.HOSPITAL:
        return None
    kinds, by_code = kinds_of(case), kinds_by_code()
    named = [code for code in case.procedures if isinstance(code, CptCode) and str(code) in by_code]
    if not set(kinds) <= set(_HOSPITAL) or is_another_question(case, case.told(FAMILY), None):
        return None
    codes = {kind: [CptCode(code) for code in dict.fromkeys(table.value[kind.name.lower()].values())] for kind in kinds}
    right = frozenset(code for each in codes.values() for code in each)
    wrong = [code for code in named if code not in right]
    conclusion, reasons = _words(stay, kinds, codes, wrong, case.payer)
    return Verdict(
        key=f"levels:stay:{stay.minutes}",
        title="Codes of a hospital stay of one date",
        stance=Stance.AFFIRMS if len(kinds) == 1 else Stance.CONDITIONS,
        conclusion=conclusion,
        reasons=reasons,
        row=f"{table.edition.title}; admission and discharge on one date.",
        mentions=right | frozenset(named) | frozenset(map(CptCode, ("99238", "99239"))),
        basis=_hours(day).basis(day),
        locator="admission and discharge on one date",
        about=frozenset(named),
        denies=frozenset(wrong),
        missing=() if len(kinds) == 1 else ("payer",),
        rests_on=(*stay.rests_on, *case.told(FAMILY).spans("medicare", "asks_level"), *case.spans_of(case.procedures)),
    )


def _hours(day: date) -> Parameter:
    hours = parameters(LEVELS).at("same_day_hours", day)
    assert hours is not None  # older than the codes, which were found for the day
    return hours


def _words(
    stay: Stay, kinds: Iterable[Kind], codes: dict[Kind, list[CptCode]], wrong: list[CptCode], payer: Payer | None
) -> tuple[str, tuple[str, ...]]:
    told = hours_told(stay.minutes or 0)
    fewest = f"{_hours(date.max).value} hours"
    instead = f", not {', '.join(map(bold, sorted(wrong, key=str)))}" if wrong else ""
    level = "The level follows decision making or the total minutes of the date."
    initial = "The initial code alone has no discharge code beside it: **99238** and **99239** are for a later date."
    if tuple(kinds) == (Kind.INITIAL_HOSPITAL,):
        return (
            f"{_range(codes[Kind.INITIAL_HOSPITAL])} alone{instead}: the stay of {told} on one date is shorter than "
            f"Medicare's {fewest}, so neither the code of the whole stay nor a discharge code is reported.",
            (level, initial),
        )
    if tuple(kinds) == (Kind.SAME_DAY_HOSPITAL,):
        asks = f"reaches Medicare's {fewest}" if payer is not Payer.CPT else f"needs no {fewest} under CPT"
        return (
            f"{_range(codes[Kind.SAME_DAY_HOSPITAL])}{instead}: one code for admission and discharge of one date, with "
            f"the patient seen at both. The stay of {told} {asks}.",
            (level, "By total minutes: low or straightforward from 45, moderate from 70, high from 85."),
        )
    return (
        f"Medicare: {_range(codes[Kind.INITIAL_HOSPITAL])} alone{instead}, as {told} on one date are fewer than "
        f"{fewest}. CPT payers: {_range(codes[Kind.SAME_DAY_HOSPITAL])}, if there were two encounters.",
        (level, initial),
    )


def _range(codes: list[CptCode]) -> str:
    return f"{bold(codes[0])} to {bold(codes[-1])}"
