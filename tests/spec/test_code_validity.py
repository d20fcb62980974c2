"""Runs the table of code validity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from assistant.rules.validity.decide import (
    CodeStatus,
    Word,
    code_status,
    with_successor,
    words_of_listings,
    words_of_namings,
)
from assistant.rules.validity.successors import successors
from assistant.rules.validity.words import tell_validity
from assistant.rules.verdict import Stance, as_of
from corpus.codes import Code, HcpcsCode, Icd10CmCode, Modifier
from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.records import SourceRef
from corpus.relations import CodeListing, Loaded, Naming, Table, procedure_code
from tests.spec.spec import Case, read_specification
from tests.support.publisher import hcpcs_rows

SPECIFICATION = read_specification("code-validity")


_TABLES = {"add-on": Table.ADD_ON, "mue": Table.MUE_PRACTITIONER}


def _code(text: str) -> Code:
    if len(text) == 2:
        return Modifier(text)
    return Icd10CmCode(text) if "." in text or len(text) == 3 else procedure_code(text)


def _words(case: Case, code: Code) -> Iterator[Word]:
    table = Table.ICD10CM_CODES if isinstance(code, Icd10CmCode) else Table.HCPCS
    editions: list[Edition] = []
    rows: list[CodeListing] = []
    for entry in case.facts["lists"]:
        name = f"{table} {entry['from']}"
        complete = entry.get("complete", True)
        editions.append(Edition(name, table, "CMS", name, entry["from"], entry["to"], complete=complete))
        for text, (added, terminated, *replaced) in entry["rows"].items():
            source = SourceRef(name, f"row {text}")
            billable = text not in entry.get("headers", ()) if table is Table.ICD10CM_CODES else None
            replacements = tuple(map(procedure_code, replaced))
            rows.append(
                CodeListing(
                    _code(text), source, billable=billable, added=added, terminated=terminated, replaced_by=replacements
                )
            )
    yield from words_of_listings(code, Loaded(table, tuple(editions), tuple(rows)))
    named: list[Naming] = []
    complete_editions: list[Edition] = []
    for entry in case.facts.get("named", ()):
        of = _TABLES.get(entry.get("table", ""), Table.FEE_SCHEDULE)
        name = f"{of} {entry['from']}"
        edition = Edition(name, of, "CMS", name, entry["from"], entry["to"], complete=entry.get("complete", True))
        if entry.get("has", True):
            named.append(Naming(edition, since=entry.get("since"), last_day=entry.get("last_day")))
        if edition.complete and of is Table.FEE_SCHEDULE:
            complete_editions.append(edition)
    yield from words_of_namings(code, named, complete_editions)


def decide(case: Case) -> CodeStatus:
    code = _code(case.facts["code"])
    return with_successor(code_status(code, _words(case, code), case.day, Table.HCPCS), successors().get(code))


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case) -> None:
    verdict = decide(case)
    assert verdict.finding == case.verdict
    found = {"replaced_by": [str(code) for code in verdict.replaced_by], "covers": verdict.basis.covers}
    assert {name: found[name] for name in case.detail} == case.detail


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_the_words_promise_nothing_beyond_the_list(case: Case) -> None:
    verdict = decide(case)
    telling = tell_validity(verdict)
    words = " ".join((telling.conclusion, *telling.reasons, telling.row))
    assert {mention.code for mention in find_codes(words)} <= telling.mentions
    said = as_of(telling.conclusion, telling.basis)
    assert said.startswith("Yes") == (verdict.finding == "active" and verdict.basis.covers)
    if verdict.finding == "never" and not isinstance(verdict.code, HcpcsCode):
        assert telling.stance is Stance.CONDITIONS  # no table is the whole list of CPT


def test_what_came_after_a_hcpcs_code_is_in_the_list_from_the_next_day_on() -> None:
    """Each row of ours names the same thing: the file has the new code from the day after, and a word of both rows."""
    rows = hcpcs_rows()
    ended = {str(code): each for code, each in successors().items() if str(code) in rows}
    assert len(ended) > 70
    for code, successor in ended.items():
        text, _, last_day = rows[code]
        for now in map(str, successor.now):
            name, added, _ = rows[now]
            assert last_day is not None, code
            assert added == last_day + timedelta(days=1), (code, now)
            assert _names(text) & _names(name), (code, now)


def _names(text: str) -> set[str]:
    """What a public descriptor names, without the words that stand in most."""
    return set(re.findall(r"[a-z]{4,}", text.lower())) - {"injection", "otherwise", "specified", "each"}
