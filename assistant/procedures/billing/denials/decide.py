"""What a remittance code asks for, and whether a Medicare time limit is over.

reason code and remark code -> the first step of the code that says most; the group code says who bears the amount
days gone by                -> within or past the limit of appeal, reopening or filing

Sources: codes.yaml (X12's lists, in our own words), parameters.yaml.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from assistant.procedures.billing.denials.facts import Elapsed, Reason, Remittance, System
from assistant.procedures.decisions import code_of
from assistant.rules.basis.parameters import Parameter, parameters, sources
from corpus.codes import Code
from corpus.editions import Edition
from corpus.yaml_loader import LOADER

FOLDER = Path(__file__).parent
CODES = "codes.yaml"
ACTS = frozenset("corrected appeal bill write_off payer check none".split())


@dataclass(frozen=True, slots=True)
class Entry:
    """One reason or remark code: what is done first, what it means, and how the step is said with its modifiers."""

    act: str
    means: str
    do: str
    names: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeList:
    """The codes of one list, in force since a day."""

    edition: Edition
    since: date
    entries: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``leading`` is the code whose step is said; ``told`` are all codes with their entries, in order."""

    remittance: Remittance
    leading: Reason
    entry: Entry
    told: tuple[tuple[Reason, Entry], ...]
    group: str
    group_says: str
    patients_share: bool
    appeal_days: int
    edition: Edition


@dataclass(frozen=True, slots=True)
class Limit:
    """Days gone by against the limit in force; ``reopening`` is the further limit for a reopening."""

    elapsed: Elapsed
    days: Decimal
    limit: Parameter
    reopening: Parameter


@functools.cache
def code_lists() -> Mapping[System, CodeList]:
    """Both lists, read once. Raises ValueError, naming the code, for an act that there is not."""
    found: dict[System, CodeList] = {}
    read = yaml.load((FOLDER / CODES).read_text(encoding="utf-8"), Loader=LOADER)
    systems: tuple[System, ...] = ("carc", "rarc")
    for system in systems:
        table = read[system]
        entries = {str(number): _entry(entry) for number, entry in table["codes"].items()}
        for number, entry in entries.items():
            if entry.act not in ACTS:
                raise ValueError(f"{CODES}: {number} has the act {entry.act!r}, which there is not")
        found[system] = CodeList(sources()[table["reference"]], table["since"], entries)
    return found


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(row["act"], row["means"], row["do"], tuple(code_of(name) for name in row.get("names", ())))


def known_codes(day: date) -> dict[System, frozenset[str]]:
    """The codes in force on a day, by system."""
    return {
        system: frozenset(table.entries) if table.since <= day else frozenset()
        for system, table in code_lists().items()
    }


def decide(remittance: Remittance, day: date) -> Outcome | None:
    """The step that the codes ask for on a day; None where no parameters are in force."""
    values = parameters(FOLDER)
    groups, leads = values.at("groups", day), values.at("remark_leads", day)
    share, appeal = values.at("patients_share", day), values.at("redetermination_days", day)
    if groups is None or leads is None or share is None or appeal is None:
        return None
    lists = code_lists()
    told = tuple((reason, lists[reason.system].entries[reason.number]) for reason in remittance.reasons)
    leading, entry = _leading(told, leads.value)
    group = next((reason.group for reason in remittance.reasons if reason.group), "")
    return Outcome(
        remittance=remittance,
        leading=leading,
        entry=entry,
        told=told,
        group=group,
        group_says=groups.value.get(group, ""),
        patients_share=any(reason.system == "carc" and reason.number in share.value for reason, _ in told),
        appeal_days=appeal.value,
        edition=lists[leading.system].edition,
    )


def _leading(told: tuple[tuple[Reason, Entry], ...], leads: tuple[str, ...]) -> tuple[Reason, Entry]:
    """The remark with a step of its own where the reason leaves the detail to it, else the first reason."""
    reasons = [pair for pair in told if pair[0].system == "carc"]
    remarks = [pair for pair in told if pair[0].system == "rarc" and pair[1].act != "none"]
    remarks.sort(key=lambda pair: pair[0].number == "MA130")
    if remarks and (not reasons or reasons[0][0].number in leads):
        return remarks[0]
    return reasons[0] if reasons else told[0]


def within_limit(elapsed: Elapsed, day: date) -> Limit | None:
    """The time gone by against the limit in force; None where none is."""
    values = parameters(FOLDER)
    limit = values.at("redetermination_days" if elapsed.appeals else "filing_days", day)
    reopening = values.at("reopening_days", day)
    if limit is None or reopening is None:
        return None
    return Limit(elapsed, elapsed.ago.value, limit, reopening)
