"""Compares what an entry's sentences say of indicators and limits with the loaded tables.

``agreement.py`` compares the facts, which a script reads out of the files; sentences are written by people. Only
wordings that the text uses are read: "bilateral indicator 3", "PC/TC indicator 6", "MUE 2", "MAI 3", advice of 26 with
TC or of 50, and a description that calls the code an add-on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.agreement import Comparison, rows_to_compare
from corpus.authored import MODIFIERS, AuthoredCode
from corpus.relations import FeeScheduleRow, MueLimit, ProcedureCode, Setting
from corpus.store.tables import Tables

_BILATERAL = re.compile(r"\bbilateral indicator (?:is )?(\d)")
_PC_TC = re.compile(r"\bPC/TC indicator (?:is )?(\d)")
_MUE = re.compile(r"\bMUE(?: is| of)? (\d+)\b")
_MAI = re.compile(r"\bMAI (\d)\b")
_BOTH_COMPONENTS = re.compile(r"\b26\b.*\bTC\b|\bTC\b.*\b26\b")
_FIFTY = re.compile(r"\b50\b")
_WITHHELD = re.compile(r"\b(?:no|not|neither|never|without|payer)\b", re.IGNORECASE)
_ADD_ON = re.compile(r"\b(?:is|as) an add-on\b|, an add-on\b|^an add-on\b", re.IGNORECASE)

# Bilateral indicators under which both sides may be told by modifier 50: paid at 150 %, or each side in full.
_TAKES_FIFTY = frozenset("13")


def compare_prose(codes: Iterable[AuthoredCode], tables: Tables) -> Comparison:
    """What the sentences of every entry say, against the fee schedule and the practitioner MUE."""
    result = Comparison("indicators and limits in prose")
    for entry in codes:
        code = entry.record.code
        assert isinstance(code, ProcedureCode)
        cited = {fact.name: fact.source.edition_id for fact in entry.record.facts}
        fees = rows_to_compare(result, tables.fee_schedule(code), cited.get("status"))
        limits = rows_to_compare(
            Comparison(""), tables.mue_limits(code, Setting.PRACTITIONER), cited.get("mue_practitioner")
        )
        result.compared += bool(fees)
        if fees:
            result.findings += [f"{code}: {finding}" for finding in _of_fees(entry, fees)]
        if limits:
            result.findings += [f"{code}: {finding}" for finding in _of_limits(entry, limits[0])]
    return result


def _of_fees(entry: AuthoredCode, rows: list[FeeScheduleRow]) -> Iterator[str]:
    text = "\n".join([entry.record.description, *(section.text for section in entry.record.sections)])
    row = next((row for row in rows if row.modifier is None), rows[0])
    for said in _BILATERAL.findall(text):
        if said != row.bilateral:
            yield f"says bilateral indicator {said}, the edition has {row.bilateral}"
    for said in _PC_TC.findall(text):
        if said not in {one.pc_tc for one in rows}:
            yield f"says PC/TC indicator {said}, the edition has {row.pc_tc}"
    if _ADD_ON.search(entry.record.description) and row.global_days != "ZZZ" and not entry.pairs:
        yield f"is called an add-on, the edition has global days {row.global_days} and no pair"
    section = entry.record.section(MODIFIERS)
    for sentence in re.split(r"(?<=[.;])\s", section.text if section else ""):
        if _WITHHELD.search(sentence):
            continue
        if _BOTH_COMPONENTS.search(sentence) and not any(one.pc_tc == "1" for one in rows):
            yield f"advises 26 and TC, the edition has PC/TC indicator {row.pc_tc}"
        if _FIFTY.search(sentence) and row.bilateral not in _TAKES_FIFTY:
            yield f"advises 50, the edition has bilateral indicator {row.bilateral}"


def _of_limits(entry: AuthoredCode, limit: MueLimit) -> Iterator[str]:
    text = "\n".join(section.text for section in entry.record.sections)
    for name, pattern, published in (("MUE", _MUE, str(limit.value)), ("MAI", _MAI, str(limit.mai))):
        for said in pattern.findall(text):
            if said != published:
                yield f"says {name} {said}, the edition has {published}"
