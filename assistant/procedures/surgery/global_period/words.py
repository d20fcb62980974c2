"""How a service around an operation is said: ``outcomes.yaml`` has the words, here are the facts in them. Pure."""

from __future__ import annotations

from assistant.procedures.surgery.global_period.decide import Outcome
from assistant.procedures.surgery.global_period.facts import FOLDER, Facts
from assistant.procedures.surgery.spoken import Said, said

# Modifiers that are right beside an outcome, so that they are not turned down when they were proposed.
_RIGHT = {
    Outcome.DECIDED_MAJOR: ("57",),
    Outcome.DECIDED_PERHAPS: ("57",),
    Outcome.DECIDED_MINOR: ("25",),
    Outcome.DECIDED_UNKNOWN: ("57", "25"),
    Outcome.UNRELATED_VISIT: ("24", "25", "57"),
    Outcome.UNRELATED_CRITICAL_CARE: ("24", "25"),
    Outcome.VISIT_AND_PROCEDURE: ("24", "25", "57", "79"),
    Outcome.PROCEDURE_ALONE: ("79",),
    Outcome.SAME_GROUP_VISIT: ("24",),
    Outcome.VISIT_OPEN: ("24",),
    Outcome.UNRELATED_PROCEDURE: ("79", "25"),
    Outcome.STAGED: ("58", "25"),
    Outcome.RETURN: ("78", "25"),
    Outcome.COMPLICATION_OPEN: ("78", "25"),
    Outcome.RELATION_OPEN: ("58", "78", "79", "25"),
}

_MEDICARE_DENIES = (Outcome.COMPLICATION_VISIT, Outcome.COMPLICATION_OFFICE)


def say(outcome: Outcome, facts: Facts) -> Said:
    """The outcome in words, with the count of days where they are told."""
    wrong = tuple(each for each in facts.proposed if each not in _RIGHT.get(outcome, ()))
    code = facts.period.code
    own = _own_modifier(facts.second_indicator)
    values = {
        "visit": str(facts.visits[0]) if facts.visits else "E/M",
        "visit_line": f"{facts.visits[0]}-" if facts.visits else "",
        "second": str(facts.second or ""),
        "line": f"{facts.second}-" if facts.second else "",
        "on": f" on {facts.second}" if facts.second else "",
        "own": f"-{own}" if own else "",
        "side": f"-{facts.side}" if facts.side else "",
        "with_side": f" with **{facts.side}**" if facts.side else "",
        "also": _also(own),
        "name": str(code) if code else "the procedure",
        "of": f" of {code}" if code else "",
        "not": f", not {' or '.join(wrong)}" if wrong else "",
        "count": _count(facts),
        "elapsed": str(facts.elapsed),
        "days": str(facts.period.days),
        "indicator": facts.period.indicator,
        "ended": f" (ended {facts.ends})" if facts.ends else "",
        "resend": " Send it as a corrected claim, not as an appeal." if facts.told.has("denied") else "",
        "restart": "No new global period: " if facts.told.has("new_period") else "",
        "answer": _answer(facts),
        "span": _span(facts),
    }
    name = "days-over" if outcome is Outcome.COUNTED and facts.inside is False else outcome.value
    if outcome in _MEDICARE_DENIES and facts.medicare:
        name = f"{name}-medicare"
    denied = wrong if outcome is not Outcome.COUNTED else ()
    if outcome in (Outcome.ROUTINE, Outcome.PROCEDURE_ALONE):
        denied += tuple(map(str, facts.visits))
    return said(FOLDER, name, denies=denied, **values)


def _count(facts: Facts) -> str:
    if not facts.period.days or facts.elapsed is None:
        return ""
    where = "inside" if facts.inside else "outside"
    of = f" of {facts.period.code}" if facts.period.code else ""
    return f"Day {facts.elapsed} is {where} the {facts.period.days} days{of}{_last_day(facts)}."


def _last_day(facts: Facts) -> str:
    return f" (last day {facts.ends})" if facts.ends else ""


def _span(facts: Facts) -> str:
    before = ", the day before it belongs to it as well" if facts.period.indicator == "090" else ""
    return f"the day of surgery and {facts.period.days} days after it{before}"


def _answer(facts: Facts) -> str:
    """The answer to a question of days alone."""
    name, length = str(facts.period.code or "the procedure"), facts.period.days
    if facts.elapsed is not None:
        answer = "Yes, still inside" if facts.inside else "No, it is over"
        return f"{answer}: day {facts.elapsed} of {length} for {name}{_last_day(facts)}."
    if facts.ends:
        return f"The period of {name} ends on **{facts.ends}**: {facts.operated} plus {length} days."
    return f"{name[:1].upper()}{name[1:]} has **{length} days**: {_span(facts)}."


def _own_modifier(indicator: str) -> str:
    """What a visit takes for the procedure of its own day, by that procedure's period; "" where it is not known."""
    return "57" if indicator == "090" else "25" if indicator in ("000", "010") else ""


def _also(own: str) -> str:
    if own == "25":
        return " **25** only if the visit was significant work beyond the procedure."
    if own == "57":
        return " **57** because the visit led to a major procedure."
    return " The visit also takes **25** (minor procedure, only if separate) or **57** (major, decided then)."
