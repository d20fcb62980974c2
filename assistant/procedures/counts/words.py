"""Verdicts on how many units of which code, in words.

What the words say of a family is its own data (``families.py``, sourced in corpus/text). On therapy:
Medicare Claims Processing Manual, chapter 5, section 20.2.C, and CPT's rule on time, as ``decide.py``
names them. On sides: corpus/text/guidelines/modifier-50-rt-lt.md; the bilateral indicator of the spinal families is 1
in the Medicare Physician Fee Schedule, October 2025.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.procedures.counts.decide import AdditionalFinding, AdditionalVerdict
from assistant.procedures.counts.families import Family
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from assistant.understand.circumstances.payers import Payer
from corpus.codes import Code, Modifier
from corpus.mentions import find_codes

_STANCES = {
    AdditionalFinding.UNITS: Stance.AFFIRMS,
    AdditionalFinding.NONE: Stance.DENIES,
    AdditionalFinding.DEPENDS: Stance.CONDITIONS,
}
_BOTH_SIDES = Modifier("50")
_HOW = {
    "skin biopsies": (
        "Of techniques mixed in one session, incision stands before punch and punch before tangential: the first one "
        "gives the primary code, and every other lesion the add-on code of its own technique.",
    ),
    "vaccines with counseling": (
        "**90460** counts the first component of each vaccine, **90461** every further component of a combination.",
        "They are for age 18 or less, with counseling by a physician or other qualified professional.",
    ),
    "vaccines by route": (
        "**90471** or **90473** is reported once a day for the first vaccine, **90472** and **90474** for each further "
        "one by its own route; components do not count.",
    ),
}
_THERAPY = {
    Payer.MEDICARE: "Medicare adds up the minutes of all timed services of the day: 8 to 22 are one unit, 23 to 37 "
    "two, 38 to 52 three, and so on. Each service keeps its full quarters of an hour; what is left of the total goes "
    "to the services with the most minutes left over.",
    Payer.CPT: "Under CPT each service counts for itself, a unit for each 15 minutes once its midpoint is passed: from "
    "8 minutes one, from 23 two.",
}


def tell_additional(verdict: AdditionalVerdict) -> Verdict:
    """The verdict on one service."""
    said = _verdict(verdict)
    reasons = tuple(_reasons(verdict))
    modifiers: set[Code] = {_BOTH_SIDES} if verdict.both_sides else set()
    quoted: set[Code] = {mention.code for text in reasons for mention in find_codes(text) if mention.certain}
    return Verdict(
        key=f"additional:{'/'.join(map(str, verdict.codes))}:{verdict.asked}",
        title=f"Units for {verdict.service}, {verdict.asked}",
        stance=_STANCES[verdict.finding],
        conclusion=said,
        reasons=reasons,
        row=" ".join(dict.fromkeys(_row(case) for case in verdict.cases or (verdict,))),
        mentions=frozenset(modifiers.union(quoted, verdict.codes)),
        about=frozenset(verdict.codes),
        basis=verdict.basis,
        locator=verdict.source,
    )


def _verdict(verdict: AdditionalVerdict) -> str:
    if verdict.finding is AdditionalFinding.DEPENDS:
        cases = "; ".join(f"for {case.payer}, {_billed(case)}" for case in verdict.cases)
        return f"It depends on the payer. {_capital(verdict.asked)} ({verdict.service}) are, {cases}."
    who = f"For {verdict.payer}, " if verdict.payer else ""
    what = f"{verdict.asked} ({verdict.service})"
    if verdict.finding is AdditionalFinding.NONE:
        return f"None. {_capital(who + what)}: too few for a unit of {_listed(verdict.codes)}."
    return f"{_capital(who + what)}: {_billed(verdict)}."


def _billed(verdict: AdditionalVerdict) -> str:
    """ "**64483** once and **64484** twice"; with a tie, what may be chosen."""
    modifier = f" with modifier {_BOTH_SIDES}" if verdict.both_sides else ""
    counted = [f"{bold(units.code)}{modifier} {_times(units.count)}" for units in verdict.units]
    if not counted:
        return "no unit"
    said = f"{', '.join(counted[:-1])} and {counted[-1]}" if len(counted) > 1 else counted[0]
    if verdict.either:
        last = "the last unit" if verdict.spare == 1 else f"the last {verdict.spare} units"
        return f"{said} ({last} may as well go to any of {_listed(verdict.either, 'and')}, which tie)"
    return said


def _reasons(verdict: AdditionalVerdict) -> Iterator[str]:
    for case in verdict.cases or (verdict,):
        if case.family:
            yield _steps(case, case.family)
        if case.minutes:
            total = sum(minutes for _, minutes in case.minutes)
            yield _THERAPY[case.payer or Payer.MEDICARE]
            if case.payer is not Payer.CPT and len(case.minutes) > 1:
                yield f"The total is {total} minutes."
    if verdict.minutes and not verdict.cases and verdict.payer is None:
        yield "CPT, which counts each service for itself, comes to the same here."
    if verdict.minutes:
        yield "Only one-on-one minutes of timed services count, and none for two services at once."
    yield from _HOW.get(verdict.service, ())
    if verdict.family:
        yield from verdict.family.notes
    if verdict.both_sides:
        yield (
            "A level done on both sides is still one level: for Medicare practitioners it is one line, one unit, with "
            f"modifier {_BOTH_SIDES}."
        )
    for case in verdict.cases or (verdict,):
        if case.basis.edition and not case.basis.covers:
            yield f"The edition does not cover the date of service: {edition_phrase(case.basis)}."
    yield "Unit limits and other edits still apply."


def _steps(verdict: AdditionalVerdict, family: Family) -> str:
    counted = "; ".join(f"{bold(step.code)} is for {step.told}" for step in family.steps_for(verdict.payer))
    who = f" For {verdict.payer}" if verdict.payer and family.medicare else ""
    return f"{_capital(f'{who.strip()}, counted by' if who else 'counted by')} {family.nouns}: {counted}."


def _row(case: AdditionalVerdict) -> str:
    counted = ", ".join(f"{units.code} x{units.count}" for units in case.units) or "no unit"
    return f"{edition_phrase(case.basis)}; {case.source}: {case.asked}, {counted}."


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _listed(codes: tuple[Code, ...], joined: str = "or") -> str:
    names = [bold(code) for code in codes]
    return f"{', '.join(names[:-1])} {joined} {names[-1]}" if len(names) > 1 else "".join(names)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
