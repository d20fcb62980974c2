"""Verdicts on visits by time and prolonged units in words.

What the words say of policy is sourced in corpus/text/guidelines: em-time.md (time chooses the level; whose time
counts) and prolonged-services.md (payer and code, full 15 minutes, the visit chosen by time, days that count, codes
that do not go together).
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.procedures.prolonged.decide import ProlongedFinding, ProlongedVerdict
from assistant.rules.verdict import Stance, Verdict, edition_phrase
from assistant.understand.payers import Payer
from corpus.codes import Code, CptCode, HcpcsCode

_STANCES = {
    ProlongedFinding.BELOW: Stance.DENIES,
    ProlongedFinding.BASE_ONLY: Stance.AFFIRMS,
    ProlongedFinding.PROLONGED: Stance.AFFIRMS,
    ProlongedFinding.PAYER_DEPENDS: Stance.CONDITIONS,
    ProlongedFinding.NOT_LOADED: Stance.NOT_LOADED,
}
_NO_TIME = CptCode("99211")
# prolonged-services.md: on the same date none of these stands beside G2212.
_NOT_BESIDE_G2212 = tuple(map(CptCode, ("99358", "99359", "99415", "99416")))
_G2212 = HcpcsCode("G2212")


def tell_prolonged(verdict: ProlongedVerdict) -> Verdict:
    """The verdict on the minutes of one visit."""
    who = [verdict.payer.name.lower()] if verdict.payer else []
    return Verdict(
        key=":".join(["prolonged", verdict.visit.name.lower(), str(verdict.minutes), *who]),
        title=f"{verdict.minutes} minutes, {verdict.visit}{f', {verdict.payer}' if verdict.payer else ''}",
        stance=_STANCES[verdict.finding],
        conclusion=_verdict(verdict),
        reasons=tuple(_reasons(verdict)),
        row=" ".join(_row(case) for case in verdict.cases or (verdict,)),
        mentions=_codes(verdict),
        basis=verdict.basis,
        locator=f"minutes of {verdict.levels[-1].code}",
    )


def _verdict(verdict: ProlongedVerdict) -> str:
    minutes = f"{verdict.minutes} {'minute' if verdict.minutes == 1 else 'minutes'}"
    if verdict.finding is ProlongedFinding.PAYER_DEPENDS:
        cases = "; ".join(f"for {case.payer}, {_billed(case)}" for case in verdict.cases)
        return f"It depends on the payer. {minutes} of {_place(verdict)} are, {cases}."
    lead = f"For {verdict.payer}, " if verdict.payer else ""
    match verdict.finding:
        case ProlongedFinding.BELOW:
            lowest = verdict.levels[0]
            return (
                f"No code by time: {minutes} of {_place(verdict)} reach no level, and the lowest, "
                f"{_bold(lowest.code)}, needs {lowest.minutes}."
            )
        case ProlongedFinding.BASE_ONLY | ProlongedFinding.PROLONGED:
            return f"{_capital(lead)}{minutes} of {_place(verdict)} reach {_billed(verdict)}."
        case _:
            since = verdict.threshold.since
            return (
                f"I don't have the minutes of {_place(verdict)} for {verdict.payer or 'any payer'} loaded for "
                f"{verdict.basis.day}: those that I have begin on {since}."
            )


def _billed(case: ProlongedVerdict) -> str:
    """What the minutes are, in a clause: "**99205** with 1 unit of **99417**"."""
    if case.finding is ProlongedFinding.NOT_LOADED or case.level is None:
        return "nothing that I have loaded" if case.finding is ProlongedFinding.NOT_LOADED else "no level"
    if not case.units:
        return f"{_bold(case.level.code)} alone"
    return f"{_bold(case.level.code)} with {_units(case.units)} of {_bold(case.threshold.add_on)}"


def _reasons(verdict: ProlongedVerdict) -> Iterator[str]:
    for case in verdict.cases or (verdict,):
        yield from _counting(case)
    if verdict.finding is ProlongedFinding.NOT_LOADED:
        yield "The minutes were others in earlier years, so these do not answer for that date."
        return
    levels = "; ".join(f"{_bold(level.code)} from {level.minutes}" for level in verdict.levels)
    yield f"The levels by total minutes: {levels}."
    if any(level.code.value == "99212" for level in verdict.levels):
        yield f"{_bold(_NO_TIME)} has no minutes and cannot be chosen by time."
    if verdict.asked and verdict.level and verdict.asked != verdict.level.code:
        yield f"By time the visit is {_bold(verdict.level.code)}, not {_bold(verdict.asked)}."
    yield (
        "The minutes are those of the practitioner who reports the visit, with or without the patient, and without "
        "separately reported services; medical decision making may support another level."
    )
    if any(case.units for case in verdict.cases or (verdict,)):
        yield "Prolonged units go only with a visit that was chosen by time, and each is a full 15 minutes."
    if any(case.units and case.threshold.add_on == _G2212 for case in verdict.cases or (verdict,)):
        yield f"{_bold(_G2212)} does not stand on the same date as {_listed(_NOT_BESIDE_G2212)}."


def _counting(case: ProlongedVerdict) -> Iterator[str]:
    """How one payer counts, where the highest level is reached."""
    threshold, top = case.threshold, case.levels[-1]
    if case.level != top:
        return
    who = f"For {threshold.payer}" if case.payer else "Here"
    add_on = _bold(threshold.add_on)
    if case.units:
        yield (
            f"{who}, the first unit of {add_on} with {_bold(top.code)} is reached at {threshold.first_unit} minutes, "
            f"the next one at {case.next_unit}."
        )
    elif case.payer:
        yield f"{who}, the first unit of {add_on} with {_bold(top.code)} needs {threshold.first_unit} minutes."
    if threshold.days_before or threshold.days_after:
        yield (
            f"For {threshold.payer} the minutes from {_days(threshold.days_before)} before to "
            f"{_days(threshold.days_after)} after the visit count toward {add_on}; the level rests on its own date."
        )
    if threshold.payer is Payer.MEDICARE and threshold.add_on != _G2212:
        yield f"The minutes of {add_on} are a Medicare contractor's for 2025; check that yours still uses them."


def _row(case: ProlongedVerdict) -> str:
    threshold, top = case.threshold, case.levels[-1]
    edition = edition_phrase(case.basis)
    if case.level != top and case.finding is not ProlongedFinding.NOT_LOADED:
        return f"{edition}: {', '.join(f'{level.code} from {level.minutes} minutes' for level in case.levels)}."
    return f"{edition}: {threshold.add_on} with {top.code}, first unit at {threshold.first_unit} minutes, then each 15."


def _codes(verdict: ProlongedVerdict) -> frozenset[Code]:
    codes: set[Code] = {_NO_TIME, *(level.code for level in verdict.levels)}
    codes |= {case.threshold.add_on for case in verdict.cases or (verdict,)}
    codes |= set(_NOT_BESIDE_G2212) if _G2212 in codes else set()
    return frozenset(codes | ({verdict.asked} if verdict.asked else set()))


def _place(verdict: ProlongedVerdict) -> str:
    article = "an" if verdict.visit.value[0] in "oi" else "a"
    return f"{article} {verdict.visit.value}"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _units(count: int) -> str:
    return f"{count} unit{'' if count == 1 else 's'}"


def _listed(codes: tuple[Code, ...]) -> str:
    names = [_bold(code) for code in codes]
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _bold(code: Code) -> str:
    return f"**{code}**"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
