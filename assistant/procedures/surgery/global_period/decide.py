"""Which modifier, or none, for a service around an operation? Pure.

decision for surgery, day before or same day   -> 57 for a major operation; a minor one includes it
visit afterward, unrelated                     -> 24; related: in the package; not told which: both are said
procedure afterward                            -> 58 staged, 78 return for a complication, 79 unrelated
complication without return                    -> Medicare pays nothing more; the CPT package does not hold it
another physician                              -> the package does not bind another specialty or group
only the days are asked                        -> counted from the day of the operation

Sources: corpus/text/guidelines/global-surgery.md, modifier-24-57.md, modifier-58-78-79.md and what they name.
"""

from __future__ import annotations

from enum import StrEnum

from assistant.procedures.surgery.global_period.facts import Facts
from assistant.understand.story import Kind, Role


class Outcome(StrEnum):
    """What a case comes to; ``words.py`` says each."""

    DECIDED_MAJOR = "decision-for-major-surgery"
    DECIDED_PERHAPS = "visit-around-major-surgery"
    DECIDED_MINOR = "decision-for-minor-procedure"
    DECIDED_UNKNOWN = "decision-for-surgery"
    DECIDED_EARLIER = "decision-days-before"
    PREOPERATIVE = "preoperative-visit"
    OTHER_PHYSICIAN = "another-physician"
    SAME_GROUP_VISIT = "colleague-of-the-group"
    ROUTINE = "routine-follow-up"
    UNRELATED_VISIT = "unrelated-visit"
    UNRELATED_CRITICAL_CARE = "unrelated-critical-care"
    VISIT_AND_PROCEDURE = "unrelated-visit-and-procedure"
    PROCEDURE_ALONE = "unrelated-procedure-without-visit"
    COMPLICATION_VISIT = "complication-visit"
    UNRELATED_PROCEDURE = "unrelated-procedure"
    STAGED = "staged-procedure"
    RETURN = "return-to-the-operating-room"
    COMPLICATION_OFFICE = "complication-without-return"
    COMPLICATION_OPEN = "complication-place-unknown"
    RELATION_OPEN = "procedure-relation-unknown"
    OUTSIDE = "outside-the-period"
    NO_PERIOD = "no-period"
    VISIT_OPEN = "visit-in-the-period"
    COUNTED = "days-counted"


def decide(facts: Facts) -> Outcome | None:
    """The outcome; None where what is told is no service around an operation."""
    told = facts.told
    if told.has("asks_z"):
        return None
    if not (told.has("surgery", "major", "minor", "global", "postop", "return_to_or") or facts.period.code):
        return None
    if early := _around_the_day(facts):
        return early
    if not _is_after(facts):
        return None
    event = _event(facts) or (Outcome.VISIT_OPEN if _is_visit_after(facts) else None)
    if event is None:
        none_after = facts.period.code is not None and facts.period.days == 0  # 29075 is a later service itself
        return Outcome.COUNTED if _asks_days(facts) and _countable(facts) and not none_after else None
    if event is Outcome.OTHER_PHYSICIAN:
        return event
    if facts.period.days == 0 or (facts.period.code and facts.period.indicator == "XXX"):
        return Outcome.NO_PERIOD if facts.elapsed else None
    return Outcome.OUTSIDE if facts.inside is False else event


def _around_the_day(facts: Facts) -> Outcome | None:
    """What is decided on the day of the operation, or on the day before it."""
    told = facts.told
    visit = bool(facts.visits) or told.has("visit", "critical_care")
    near = told.has("around_day") or "57" in facts.proposed
    if not visit or told.has_all("complication", "return_to_or"):
        return None
    if facts.decided_before is not None and facts.decided_before > 1 and told.has("decision"):
        return Outcome.DECIDED_EARLIER
    # Some weeks out from an operation what was planned is the later procedure.
    planned = told.has("planned_already") and not told.amounts(Kind.DAYS, roles=(Role.LATER,))
    if planned and (near or told.has("preop")):
        return Outcome.PREOPERATIVE
    if told.has("decision") and near and not told.has("global", "postop", "time_after"):
        return _by_size(facts)
    if "57" in facts.proposed and facts.period.indicator and not told.has("global", "postop", "time_after"):
        outcome = _by_size(facts)
        return Outcome.DECIDED_PERHAPS if outcome is Outcome.DECIDED_MAJOR else outcome
    if _before_major(facts):
        return Outcome.DECIDED_PERHAPS
    if told.has("preop") and told.has("around_day") and not told.has("decision", "postop", "time_after"):
        return Outcome.PREOPERATIVE
    return None


def _before_major(facts: Facts) -> bool:
    """A visit on the day of a major operation, or the day before it, whose modifier is asked."""
    told = facts.told
    major = facts.period.indicator == "090" and (told.has("asks_modifier") or bool(facts.proposed))
    later = told.has("global", "postop", "time_after", "preop")
    return major and bool(facts.visits) and told.has("around_day") and not later


def _by_size(facts: Facts) -> Outcome:
    indicator = facts.period.indicator
    if indicator == "090" or (not indicator and facts.told.has("major")):
        return Outcome.DECIDED_MAJOR
    if indicator in ("000", "010", "XXX") or facts.told.has("minor"):
        return Outcome.DECIDED_MINOR
    return Outcome.DECIDED_UNKNOWN


def _is_after(facts: Facts) -> bool:
    told = facts.told
    after = told.has("postop", "time_after", "global", "routine") or facts.elapsed is not None or facts.after_surgery
    after = after or (told.has("staged") and facts.second is not None)
    return after or bool({"24", "58", "78", "79"}.intersection(facts.proposed)) or told.has("return_to_or")


def _is_visit_after(facts: Facts) -> bool:
    """A visit some days after a named procedure, of which nothing more is told: "99213 12 days after 10060"."""
    visit = bool(facts.visits) or facts.told.has("visit")
    later = bool(facts.told.amounts(Kind.DAYS, roles=(Role.LATER,)))
    counted = facts.period.days is not None and facts.period.code is not None
    asked = not facts.told.has("asks_diagnosis")
    return visit and later and counted and asked and facts.second is None and facts.from_code


def _asks_days(facts: Facts) -> bool:
    return facts.told.has("asks_period")


def _countable(facts: Facts) -> bool:
    return facts.period.days is not None and bool(facts.period.code or facts.operated or facts.elapsed is not None)


def _event(facts: Facts) -> Outcome | None:
    told = facts.told
    visit = bool(facts.visits) or told.has("visit", "critical_care")
    procedure = facts.second is not None or told.has("another_procedure", "return_to_or")
    if told.has_all("outside_follow_up", "informal"):
        return None  # the row on aftercare without a transfer speaks
    elsewhere = told.has("other_specialty") or (told.has("other_group") and not told.has("same_group"))
    if elsewhere and visit:
        split = told.has_all("surgery_only", "takes_over")  # the row on split care speaks
        return None if split or told.has("decision") else Outcome.OTHER_PHYSICIAN
    asked = bool(facts.proposed) or told.has("asks_modifier")
    if facts.other_part and facts.second is not None and facts.elapsed is not None and not told.has("complication"):
        return _unrelated(facts, visit, procedure)
    if told.has("staged") and not told.has("unplanned") and (procedure or asked):
        return Outcome.STAGED
    if told.has("complication"):
        return _complication(facts, procedure)
    if told.has("return_to_or") and told.has("unplanned"):
        return Outcome.RETURN
    if told.has("unrelated") or _other_side(facts):
        return _unrelated(facts, visit, procedure)
    if told.has("routine"):
        return Outcome.ROUTINE
    if told.has("same_group") and visit:
        return Outcome.SAME_GROUP_VISIT
    if procedure and asked:
        return Outcome.RELATION_OPEN
    return None


def _other_side(facts: Facts) -> bool:
    both_sides = facts.told.has_all("right_side", "left_side")
    return (both_sides or facts.other_part) and facts.elapsed is not None


def _complication(facts: Facts, procedure: bool) -> Outcome:
    told = facts.told
    if told.has("unrelated") and facts.visits and not procedure:
        return Outcome.UNRELATED_VISIT
    if told.has("return_to_or"):
        return Outcome.RETURN
    if facts.visits and not procedure:
        return Outcome.COMPLICATION_VISIT
    if told.has("not_operating_room"):
        return Outcome.COMPLICATION_OFFICE
    if procedure:
        return Outcome.COMPLICATION_OPEN
    return Outcome.COMPLICATION_VISIT


def _unrelated(facts: Facts, visit: bool, procedure: bool) -> Outcome | None:
    told = facts.told
    if told.has("critical_care"):
        return Outcome.UNRELATED_CRITICAL_CARE
    if (facts.visits or told.has("em_word")) and facts.second is not None:
        alone = told.has("planned_already") or told.has("no_exam") or told.denies("no_exam")
        return Outcome.PROCEDURE_ALONE if alone else Outcome.VISIT_AND_PROCEDURE
    if procedure and not facts.visits:
        return Outcome.UNRELATED_PROCEDURE
    if told.has("new_pain"):
        return Outcome.UNRELATED_VISIT
    return Outcome.UNRELATED_VISIT if visit else Outcome.UNRELATED_PROCEDURE if told.has("surgery") else None
