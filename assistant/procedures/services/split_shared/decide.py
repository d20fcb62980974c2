"""Who reports a shared visit whose minutes are told?

office                                   -> nobody as shared: incident-to or the NPP's own number
one has more than half of the minutes    -> that one, FS; the physician also by the other way where it is met
equal minutes                            -> nobody by time; the other way decides
critical care                            -> by time alone
minutes together                         -> counted once; where they could tip the scale, both branches

Sources: corpus/text/guidelines/split-shared-visits.md and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from assistant.procedures.services.split_shared.facts import SharedVisit
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode

FOLDER = Path(__file__).parent
_HUNDRED = 100
_CRITICAL = CptCode("99291")


class Reporter(StrEnum):
    """Who reports the visit."""

    PHYSICIAN = "physician"
    NPP = "npp"
    NEITHER_BY_TIME = "neither"
    EITHER = "either"  # the minutes together decide
    NOBODY = "nobody"  # critical care below its least minutes
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``by_decision`` is True where the physician reports by the decision and not by time."""

    visit: SharedVisit
    reporter: Reporter
    by_decision: bool
    total: Decimal
    code: CptCode | None
    by_time: CptCode | None
    add_on: tuple[CptCode, int] | None
    other_way: str
    least: int
    rates: Mapping[str, int]
    parameter: Parameter


def decide(visit: SharedVisit, day: date) -> Outcome | None:
    """Who reports the visit on a day; None before the rule."""
    values = parameters(FOLDER)
    share, other, rates = values.at("least_share", day), values.at("other_way", day), values.at("rates", day)
    least = values.at("least_critical_minutes", day)
    if share is None or other is None or rates is None or least is None:
        return None
    total = visit.physician + visit.npp + visit.joint
    reporter, by_decision = _reporter(visit, total, share.value, least.value)
    critical = visit.kind == "critical"
    by_time = None if critical else _by_time(visit.kind, total, day)
    code = _CRITICAL if critical else visit.code or by_time
    add_on = _add_on(total, day) if critical else None
    way = "" if critical else other.value
    return Outcome(visit, reporter, by_decision, total, code, by_time, add_on, way, least.value, rates.value, share)


def _reporter(visit: SharedVisit, total: Decimal, share: int, least: int) -> tuple[Reporter, bool]:
    if visit.office:
        return Reporter.OFFICE, False
    critical = visit.kind == "critical"
    if critical and total < least:
        return Reporter.NOBODY, False
    half = total * share / _HUNDRED
    if visit.decided_by == "physician" and not critical and visit.physician <= half:
        return Reporter.PHYSICIAN, True
    if visit.physician > half:
        return Reporter.PHYSICIAN, False
    if visit.npp > half:
        return Reporter.NPP, False
    if visit.joint and (visit.physician + visit.joint > half or visit.npp + visit.joint > half):
        return Reporter.EITHER, False
    if visit.decided_by == "npp" and not critical:
        return Reporter.NPP, True
    return Reporter.NEITHER_BY_TIME, False


def _add_on(total: Decimal, day: date) -> tuple[CptCode, int] | None:
    """The further code of critical care and its units, where the minutes of both reach it."""
    rule = parameters(FOLDER).at("critical_add_on", day)
    if rule is None or total < rule.value["from"]:
        return None
    return CptCode(rule.value["code"]), int((total - rule.value["from"]) // rule.value["each"]) + 1


def _by_time(kind: str, total: Decimal, day: date) -> CptCode | None:
    """The code of a hospital visit that the minutes of both reach."""
    if not kind:
        return None
    table = parameters(FOLDER).at(f"{kind}_minutes", day)
    reached = [code for code, least in table.value.items() if total >= least] if table is not None else []
    return CptCode(reached[-1]) if reached else None
