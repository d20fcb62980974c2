"""Reading and deciding a told case without a knowledge base: figures come from the authored text alone."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from assistant.answering.gather.told import case_of
from assistant.procedures.case import Case, Figure, Placed
from assistant.procedures.registry import lexicon, verdicts_of
from assistant.rules.verdict import Verdict
from assistant.understand.circumstances import Circumstances
from assistant.understand.query import Conversation
from assistant.understand.reader import understand
from corpus.add_on_facts import ADD_ON_EDITION, ADD_ON_FACTS_FILE, read_pairs
from corpus.authored import TEXT_FOLDER, AuthoredCode, read_codes, read_modifiers, read_sources
from corpus.codes import Code
from corpus.editions import Edition
from corpus.records import CodeRecord
from corpus.relations import AddOnPair, FeeScheduleRow, ProcedureCode, Table, procedure_code

TODAY = date(2026, 11, 30)


def everything_exists(codes: Iterable[Code]) -> frozenset[Code]:
    return frozenset(codes)


@functools.cache
def _editions() -> Mapping[str, Edition]:
    return read_sources()


@functools.cache
def _records() -> dict[Code, CodeRecord]:
    editions = _editions()
    read = [entry.record for entry in read_codes(editions) if isinstance(entry, AuthoredCode)]
    read += [record for record in read_modifiers(editions) if isinstance(record, CodeRecord)]
    return {record.code: record for record in read}


@functools.cache
def _primaries() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for pair in read_pairs((TEXT_FOLDER / ADD_ON_FACTS_FILE).read_text(encoding="utf-8"), ADD_ON_EDITION):
        if isinstance(pair, AddOnPair) and pair.primary and pair.last_day is None:
            found.setdefault(str(pair.add_on), []).append(str(pair.primary))
    return {code: tuple(sorted(primaries)) for code, primaries in found.items()}


def _made_up(table: Table) -> Edition:
    return Edition("made-up", table.value, "CMS", f"{table.value}, 2026", date(2026, 1, 1), date(2026, 12, 31))


class AuthoredFigures:
    """``Figures`` of corpus/text alone. ``given`` adds values: {"27447": {"bilateral": "1"}}.

    Conversion factors of anesthesia are given by state or ZIP code: {"anesthesia": {"TX": "20.11"}}.
    """

    def __init__(self, given: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._given = given or {}

    def figure(self, code: ProcedureCode, name: str, day: date) -> Figure | None:
        editions = _editions()
        if value := self._given.get(str(code), {}).get(name):
            return Figure(str(value), editions["pfs-2025-10"])
        record = _records().get(code)
        fact = next((fact for fact in record.facts if fact.name == name), None) if record else None
        return Figure(fact.value, editions[fact.source.edition_id]) if fact else None

    def fee_row(self, code: ProcedureCode, day: date) -> FeeScheduleRow | None:
        return None

    def record(self, code: Code, day: date) -> CodeRecord | None:
        return _records().get(code)

    def primaries(self, code: ProcedureCode, day: date) -> tuple[ProcedureCode, ...]:
        return tuple(procedure_code(text) for text in _primaries().get(str(code), ()))

    def anesthesia_units(self, code: ProcedureCode, day: date) -> Figure | None:
        value = self._given.get(str(code), {}).get("anesthesia_units")
        return Figure(str(value), _made_up(Table.ANESTHESIA_UNITS)) if value else None

    def anesthesia_factor(self, said: Circumstances, day: date) -> Placed | None:
        value = self._given.get("anesthesia", {}).get(said.zip_code or said.state or "")
        return Placed(Decimal(value), "The Place", _made_up(Table.ANESTHESIA_FACTORS)) if value else None

    def exists(self, code: Code) -> bool:
        return code in _records()


def read_case(text: str, day: date = TODAY, history: Sequence[str] = ()) -> Case:
    """The told case of a text."""
    return case_of(understand(Conversation(), text, everything_exists, day, lexicon()))


def decided(
    text: str, day: date = TODAY, figures: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[Verdict, ...]:
    """Every verdict of every procedure on a told case."""
    return _decided(text, day, json.dumps(figures, default=str))


@functools.cache  # several tests look at the verdicts of one case
def _decided(text: str, day: date, figures: str) -> tuple[Verdict, ...]:
    return tuple(verdicts_of(read_case(text, day), day, AuthoredFigures(json.loads(figures))))
