"""The 252 dated validity questions drawn from real files, asked of small files that say the same of their codes.

``scripts/measure_dated.py`` asks them in words of a knowledge base with the whole files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from assistant.rules.engine import Decider
from assistant.rules.verdict import Stance
from corpus.codes import Code, Icd10CmCode, Icd10PcsCode, Modifier
from corpus.relations import procedure_code
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from corpus.store.tables import Tables
from ingest.adding import add
from ingest.progress import Progress
from ingest.sources.formats import FORMATS
from tests.evals.draw_validity import NO, UNKNOWN, YES, Question, read_questions
from tests.support.dated_tables import HCPCS_HEADER, PPRRVU, aoc_file, hcpcs_row, order_file
from tests.support.tables import whole

QUESTIONS = read_questions()
# What stands in every file, so that none is empty: a code that is not asked about.
_FILLER = {"ICD-10-CM": "A000 1 Cholera\n", "ICD-10-PCS": "0016070 1 Bypass\n"}


def _facts(code_set: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Code and facts of the questions of a code set, each code once."""
    told = {
        one.code: dict(part.split("=") for part in one.facts.split()) for one in QUESTIONS if one.code_set == code_set
    }
    yield from told.items()


def _order(code_set: str, year: str) -> str:
    rows = (
        f"{code.replace('.', '')} {facts[year]} X\n" for code, facts in _facts(code_set) if facts.get(year, "-") != "-"
    )
    return order_file(_FILLER[code_set] + "".join(sorted(rows)))


def _hcpcs(year: str) -> Iterator[str]:
    yield HCPCS_HEADER
    yield hcpcs_row("A0021", "3", "Ambulance", "19850101", "19960910", "")
    for code_set, kind in (("HCPCS Level II", "3"), ("HCPCS modifier", "7")):
        for code, facts in _facts(code_set):
            if facts[year] != "-":
                added, ended = facts[year].split("-")
                yield hcpcs_row(code, kind, "X", added, added, ended)


def _files() -> dict[str, str]:
    pairs, priced = ["1 99417 . 99205 . 2021001 ."], ["99213,,X,A,1,1,,1,0.1,0,XXX,0,0,0,0,0,32.3465,"]
    for code, facts in _facts("CPT"):
        if facts["aoc"] != "-":
            since, last = facts["aoc"].split("-")
            pairs.append(f"1 {code} {last or '.'} 99213 . {since} {last or '.'}")
        if facts["priced"] == "1":
            priced.append(f"{code},,X,A,1,1,,1,0.1,0,XXX,0,0,0,0,0,32.3465,")
    return {
        **{f"icd10cm_order_{year}.txt": _order("ICD-10-CM", year) for year in ("2025", "2026", "2027")},
        "icd10pcs_order_2024.txt": _order("ICD-10-PCS", "2024"),
        "HCPC2019_ANWEB.csv": "\n".join(_hcpcs("2019")) + "\n",
        "HCPC2025_OCT_ANWEB.csv": "\n".join(_hcpcs("2025")) + "\n",
        "AOC_V2026Q2-MCR.txt": aoc_file("\n".join(pairs)),
        "PPRRVU2025_Oct.csv": PPRRVU.format(year=2025, month="October", rows="\n".join(priced) + "\n"),
    }


@pytest.fixture(scope="module")
def decider(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Decider]:
    folder, home = tmp_path_factory.mktemp("files"), Home(tmp_path_factory.mktemp("home"))
    paths = [folder / name for name in _files()]
    for path in paths:
        path.write_text(_files()[path.name], encoding="cp1252")
    added = add(home, paths, [whole(form) for form in FORMATS], Progress(io.StringIO()))
    assert not added.failed
    assert not added.refused
    with closing(KnowledgeBase.open(small_home)) as knowledge, closing(Tables(Shelf.open(home))) as tables:
        yield Decider(knowledge.catalog, tables, tables.editions())


def _code(question: Question) -> Code:
    match question.code_set:
        case "ICD-10-CM":
            return Icd10CmCode.parse(question.code)
        case "ICD-10-PCS":
            return Icd10PcsCode(question.code)
        case "HCPCS modifier":
            return Modifier(question.code)
        case _:
            return procedure_code(question.code)


def _answered(decider: Decider, question: Question) -> str:
    """Yes, no, or that nothing certain is said: by an edition that does not reach the day, or none."""
    verdict = decider.status(_code(question), question.day)
    if verdict is None or not verdict.basis.covers:
        return UNKNOWN
    if verdict.stance is Stance.CONDITIONS and verdict.conclusion.startswith(("No.", "Not as far as")):
        return NO  # a whole fee schedule without a code of CPT: a no of Medicare's, with what it leaves open
    return {Stance.AFFIRMS: YES, Stance.DENIES: NO}.get(verdict.stance, UNKNOWN)


def test_there_are_250_of_four_code_sets_before_on_and_after_the_day() -> None:
    assert len(QUESTIONS) >= 250
    assert {one.code_set for one in QUESTIONS} >= {"CPT", "HCPCS Level II", "HCPCS modifier", "ICD-10-CM", "ICD-10-PCS"}
    assert {one.when for one in QUESTIONS} == {"before", "on", "after"}
    assert {one.kind.split()[0] for one in QUESTIONS} >= {"new", "deleted", "header", "revised"}


def test_each_is_right_or_said_not_to_be_loaded(decider: Decider) -> None:
    wrong: Sequence[tuple[Question, str]] = [
        (one, said) for one in QUESTIONS if (said := _answered(decider, one)) not in (one.expected, UNKNOWN)
    ]
    assert wrong == []
    # The tables of ICD-10-PCS of 2021 tell no list of codes: those days are told not to be loaded.
    silent = [one for one in QUESTIONS if one.expected != UNKNOWN and _answered(decider, one) == UNKNOWN]
    assert [one for one in silent if one.code_set != "ICD-10-PCS"] == []
