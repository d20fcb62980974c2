"""Verdicts on visits by time and prolonged units in words.

What the words say of policy is sourced in corpus/text/guidelines: em-time.md (time chooses the level; whose time
counts) and prolonged-services.md (payer and code, full 15 minutes, the visit chosen by time, days that count, codes
that do not go together).
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.procedures.visits.prolonged.around import MinutesByDay
from assistant.procedures.visits.prolonged.decide import ProlongedFinding, ProlongedVerdict
from assistant.rules.verdict import Billed, Stance, Verdict, bold, edition_phrase
from assistant.understand.circumstances.payers import Payer
from corpus.codes import Code
from corpus.relations import ProcedureCode

_STANCES = {
    ProlongedFinding.BELOW: Stance.DENIES,
    ProlongedFinding.BASE_ONLY: Stance.AFFIRMS,
    ProlongedFinding.PROLONGED: Stance.AFFIRMS,
    ProlongedFinding.PAYER_DEPENDS: Stance.CONDITIONS,
    ProlongedFinding.NOT_LOADED: Stance.NOT_LOADED,
}

_FIRST_LONG = 10


def tell_prolonged(verdict: ProlongedVerdict, added: ProcedureCode | None = None) -> Verdict:
    """The verdict on the minutes of one visit. ``added`` is the prolonged code that was named, if one was."""
    missed = _missed(verdict, added)
    who = [verdict.payer.name.lower()] if verdict.payer else []
    return Verdict(
        key=":".join(["prolonged", verdict.visit.name.lower(), str(verdict.minutes), *who]),
        title=f"{verdict.minutes} minutes, {verdict.visit}{f', {verdict.payer}' if verdict.payer else ''}",
        stance=_STANCES[verdict.finding],
        conclusion=_verdict(verdict, missed),
        reasons=tuple(_reasons(verdict)),
        row=" ".join(_row(case) for case in verdict.cases or (verdict,)),
        mentions=_codes(verdict) | ({added} if added else frozenset()),
        basis=verdict.basis,
        locator=f"minutes of {verdict.levels[-1].code}",
        about=frozenset({verdict.asked} if verdict.asked else ()) | {line.code for line in lines_of(verdict)},
        denies=_denied(verdict) | missed,
        billed=lines_of(verdict),
        missing=("payer",) if verdict.cases else (),
    )


def days_told(days: MinutesByDay, counted: int) -> str:
    """Which of the minutes of several days were counted."""
    around = counted - days.of_visit
    left = days.total - counted
    parts = [f"{days.of_visit} minutes of the date of the visit"]
    parts += [f"{around} of the days around it that count"] if around else []
    parts += [f"{left} of other days left out"] if left else []
    return f"{', '.join(parts)}."


def _verdict(verdict: ProlongedVerdict, missed: frozenset[ProcedureCode]) -> str:
    minutes = f"{verdict.minutes} {'minute' if verdict.minutes == 1 else 'minutes'}"
    if verdict.finding is ProlongedFinding.PAYER_DEPENDS:
        cases = "; ".join(f"{_payer(case)}: {_billed(case)}" for case in verdict.cases)
        return f"{cases}. {_capital(_place(verdict))} of {minutes}; the payers count from different minutes."
    who = f"{_payer(verdict)}, " if verdict.payer else ""
    match verdict.finding:
        case ProlongedFinding.BELOW:
            lowest = verdict.levels[0]
            return (
                f"No code by time: {minutes} of {_place(verdict)} reach no level, and the lowest, "
                f"{bold(lowest.code)}, needs {lowest.minutes}."
            )
        case ProlongedFinding.BASE_ONLY | ProlongedFinding.PROLONGED:
            instead, add_on = "", verdict.threshold.add_on
            if verdict.asked and verdict.level and verdict.asked != verdict.level.code:
                instead = f", not {bold(verdict.asked)}"
            if missed:
                instead += f"{' and' if instead else ','} not {', '.join(bold(code) for code in missed)}"
            at_the_top = verdict.payer and not verdict.units and verdict.level == verdict.levels[-1]
            if at_the_top and add_on not in (verdict.asked, *missed):
                instead += f", no {bold(add_on)}"
            return f"{_billed(verdict)}{instead}: {who}{minutes} of {_place(verdict)}{_next(verdict)}."
        case _:
            since = verdict.threshold.since
            return (
                f"I don't have the minutes of {_place(verdict)} for {verdict.payer or 'any payer'} loaded for "
                f"{verdict.basis.day}: those that I have begin on {since}."
            )


def _payer(case: ProlongedVerdict) -> str:
    return "CPT rules" if case.payer is Payer.CPT else "Medicare"


def _next(verdict: ProlongedVerdict) -> str:
    """At which minutes the next prolonged unit comes, where the highest level is reached for a known payer."""
    if verdict.level != verdict.levels[-1] or (verdict.payer is None and not verdict.units):
        return ""
    ordinal = "another" if verdict.units else "the first"
    return f"; {ordinal} unit of {bold(verdict.threshold.add_on)} needs {verdict.next_unit}"


def _billed(case: ProlongedVerdict) -> str:
    """The claim lines: "**99205**, **99417** x1"."""
    if case.finding is ProlongedFinding.NOT_LOADED or case.level is None:
        return "nothing that I have loaded" if case.finding is ProlongedFinding.NOT_LOADED else "no level"
    if not case.units:
        return f"{bold(case.level.code)} alone"
    times = f"x{case.units}" if case.units < _FIRST_LONG else f"{case.units} units"  # "x10" would read as a diagnosis
    return f"{bold(case.level.code)}, {bold(case.threshold.add_on)} {times}"


def lines_of(verdict: ProlongedVerdict) -> tuple[Billed, ...]:
    """The claim lines that the minutes come to; none where the payer decides."""
    if verdict.level is None or verdict.cases:
        return ()
    add_on = (Billed(verdict.threshold.add_on, verdict.units),) if verdict.units else ()
    return (Billed(verdict.level.code), *add_on)


def _reasons(verdict: ProlongedVerdict) -> Iterator[str]:
    if verdict.finding is ProlongedFinding.NOT_LOADED:
        yield "The minutes were others in earlier years, so these do not answer for that date."
        return
    for case in verdict.cases or (verdict,):
        yield from _counting(case)
    levels = "; ".join(f"{bold(level.code)} from {level.minutes}" for level in verdict.levels)
    yield f"The levels by total minutes: {levels}."
    if any(case.units for case in verdict.cases or (verdict,)):
        yield (
            "Only with a visit chosen by time, a full 15 minutes each; the minutes are the reporting practitioner's, "
            "without staff time and separately reported services."
        )
    else:
        yield (
            "The minutes are those of the practitioner who reports the visit, with or without the patient; medical "
            "decision making may support another level."
        )


def _counting(case: ProlongedVerdict) -> Iterator[str]:
    """How one payer counts, where the highest level is reached."""
    threshold, top = case.threshold, case.levels[-1]
    if case.level != top or (case.payer is None and not case.units):
        return
    around = ""
    if threshold.days_before or threshold.days_after:
        around = (
            f"; minutes from {_days(threshold.days_before)} before to {_days(threshold.days_after)} after the visit "
            "count toward it"
        )
    who = _payer(case) if case.payer else "Here"
    yield (
        f"{who}: {bold(threshold.add_on)} with {bold(top.code)} begins at {threshold.first_unit} minutes"
        f"{f', the next unit is at {case.next_unit}' if case.units else ''}{around}."
    )


def _row(case: ProlongedVerdict) -> str:
    threshold, top = case.threshold, case.levels[-1]
    edition = edition_phrase(case.basis)
    if case.level != top and case.finding is not ProlongedFinding.NOT_LOADED:
        return f"{edition}: {', '.join(f'{level.code} from {level.minutes} minutes' for level in case.levels)}."
    return f"{edition}: {threshold.add_on} with {top.code}, first unit at {threshold.first_unit} minutes, then each 15."


def _codes(verdict: ProlongedVerdict) -> frozenset[Code]:
    codes: set[Code] = {level.code for level in verdict.levels}
    codes |= {case.threshold.add_on for case in verdict.cases or (verdict,)}
    return frozenset(codes | ({verdict.asked} if verdict.asked else set()))


def _place(verdict: ProlongedVerdict) -> str:
    article = "an" if verdict.visit.value[0] in "oi" else "a"
    return f"{article} {verdict.visit.value}"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _denied(verdict: ProlongedVerdict) -> frozenset[Code]:
    """The level that was named where the minutes reach another."""
    if verdict.asked is None or verdict.level is None or verdict.asked == verdict.level.code:
        return frozenset()
    return frozenset({verdict.asked})


def _missed(verdict: ProlongedVerdict, added: ProcedureCode | None) -> frozenset[ProcedureCode]:
    """The prolonged code that was named where the minutes do not reach it, or the payer takes another."""
    decided = verdict.finding in (ProlongedFinding.BASE_ONLY, ProlongedFinding.PROLONGED)
    if added is None or not decided or (verdict.units and added == verdict.threshold.add_on):
        return frozenset()
    return frozenset() if verdict.payer is None and verdict.units else frozenset({added})


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
