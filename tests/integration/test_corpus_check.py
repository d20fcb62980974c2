"""``python -m corpus check`` on the shipped text: green, alone and beside the publishers' files."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pytest

from corpus.__main__ import main
from corpus.agreement import compare_with_tables
from corpus.authored import MODIFIERS, UNIT, AuthoredCode, read_codes, read_sources
from corpus.prose import compare_prose
from corpus.records import Fact, Section
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from corpus.store.tables import Tables
from ingest.adding import add
from ingest.progress import Progress
from ingest.sources.formats import FORMATS
from tests.conftest import shared_file

FILES = (
    "cms/PPRRVU2025_Oct.csv",
    "cms/AOC_V2026Q2-MCR.xlsx",
    "rebuilt/MCR_MUE_PractitionerServices_Eff_04-01-2026_rebuilt.csv",
)


@pytest.fixture(scope="module")
def loaded_home(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    """The editions that the text's facts come from, and no search index."""
    files = [shared_file(name) for name in FILES]
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "models").symlink_to(models, target_is_directory=True)
    result = add(Home(folder), files, FORMATS, Progress(io.StringIO()))
    assert not result.failed
    return folder


def test_the_shipped_text_is_in_order_without_any_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CASEPILOT_HOME", str(tmp_path))
    status = main(["check"])
    told = capsys.readouterr().out
    assert status == 0, told
    assert "not compared: MUE values; no edition is loaded" in told
    assert told.endswith("Nothing found.\n")


def test_the_shipped_text_agrees_with_the_publishers_files(
    loaded_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CASEPILOT_HOME", str(loaded_home))
    status = main(["check", "--short-descriptors", str(shared_file(FILES[0])), "--worst", "3"])
    told = capsys.readouterr().out
    assert status == 0, told
    for line in (
        "ok: status, global days and add-on flag: ",
        "ok: MUE values: ",
        "ok: add-on pairs: ",
        "ok: indicators and limits in prose: ",
    ):
        assert line in told
    assert "lie nearer to a sibling's short descriptor" in told


def test_an_altered_fact_or_pair_is_found(loaded_home: Path) -> None:
    codes = {str(entry.record.code): entry for entry in read_codes(read_sources()) if isinstance(entry, AuthoredCode)}
    altered = [
        _with_fact(codes["20610"], "global_days", "090"),
        _with_fact(codes["99213"], "mue_practitioner", "9 (MAI 1)"),
        dataclasses.replace(codes["0709T"], pairs=()),
    ]
    tables = Tables(Shelf.open(Home(loaded_home)))
    try:
        found = [finding for item in compare_with_tables(altered, tables) for finding in item.findings]
    finally:
        tables.close()
    assert found == [
        "20610: global_days is stated as 090, the edition has 000",
        "0709T: global days ZZZ mark an add-on code, the text has no pair for it",
        "99213: MUE is stated as 9 (MAI 1), the edition has 2 (MAI 3)",
        "0709T: the text lacks the pair with 0708T (type 1)",
    ]


def test_sentences_that_contradict_the_editions_are_found(loaded_home: Path) -> None:
    codes = {str(entry.record.code): entry for entry in read_codes(read_sources()) if isinstance(entry, AuthoredCode)}
    altered = [
        _with_section(codes["19101"], MODIFIERS, "50, RT or LT (bilateral indicator 2)."),
        _with_section(codes["99213"], MODIFIERS, "26 and TC. No 50 and no LT."),
        _with_section(codes["99214"], MODIFIERS, "50 for two."),
        _with_section(codes["85300"], UNIT, "One; MUE 4, MAI 1."),
        _with_description(codes["99050"], "An add-on for visits when the office is closed."),
    ]
    tables = Tables(Shelf.open(Home(loaded_home)))
    try:
        found = compare_prose(altered, tables).findings
    finally:
        tables.close()
    assert found == [
        "19101: says bilateral indicator 2, the edition has 1",
        "99213: advises 26 and TC, the edition has PC/TC indicator 0",
        "99214: advises 50, the edition has bilateral indicator 0",
        "85300: says MUE 4, the edition has 2",
        "85300: says MAI 1, the edition has 3",
        "99050: is called an add-on, the edition has global days XXX and no pair",
    ]


def test_bad_input_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CASEPILOT_HOME", str(tmp_path))
    assert main(["check", "--short-descriptors", str(tmp_path / "none.csv")]) == 1
    assert "name the CSV file of the fee schedule" in capsys.readouterr().err


def _with_fact(entry: AuthoredCode, name: str, value: str) -> AuthoredCode:
    facts = tuple(Fact(name, value, fact.source) if fact.name == name else fact for fact in entry.record.facts)
    return dataclasses.replace(entry, record=dataclasses.replace(entry.record, facts=facts))


def _with_section(entry: AuthoredCode, heading: str, text: str) -> AuthoredCode:
    others = tuple(section for section in entry.record.sections if section.heading != heading)
    sections = (*others, Section(heading, text))
    return dataclasses.replace(entry, record=dataclasses.replace(entry.record, sections=sections))


def _with_description(entry: AuthoredCode, text: str) -> AuthoredCode:
    return dataclasses.replace(entry, record=dataclasses.replace(entry.record, description=text))
