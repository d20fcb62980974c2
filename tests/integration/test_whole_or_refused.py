"""Whole or refused: less never replaces more, damage stops nothing else, and the remedies that errors name work."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.relations import MueLimit
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from corpus.store.tables import read_rows
from ingest.__main__ import main
from ingest.adding import add
from ingest.reporting import FileReport, refusal_lines, report_lines
from ingest.sources.formats import FORMATS
from tests.conftest import REPOSITORY
from tests.support.damage import MUE_NAME, Case, Trial, cases, quiet, tables

HEADER = "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n"
SMALL = HEADER + "".join(f"{code},2,3 Date of Service Edit: Clinical,x\n" for code in ("20610", "96372", "99213"))


@pytest.fixture(scope="module")
def whole() -> str:
    """A whole MUE table of the publisher's size."""
    return tables()[MUE_NAME]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, whole: str) -> Path:
    """The ``editions`` of a home with the whole table."""
    folder = tmp_path_factory.mktemp("loaded")
    (report,) = added(Home(folder), folder / MUE_NAME, whole)
    assert (report.outcome, report.editions[0].complete) == ("loaded", True)
    return folder / "editions"


@pytest.fixture
def home(tmp_path: Path, loaded: Path) -> Home:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "editions").mkdir()
    for path in loaded.iterdir():
        os.link(path, tmp_path / "home" / "editions" / path.name)
    return Home(tmp_path / "home")


def added(home: Home, path: Path, text: str, *, excerpt: bool = False) -> tuple[FileReport, ...]:
    path.write_text(text)
    return add(home, [path], FORMATS, quiet(), excerpt=excerpt).reports


def held(home: Home) -> tuple[int, bool]:
    """Rows of the one edition on the shelf, and whether it is complete."""
    shelf = Shelf.open(home)
    (entry,) = shelf.entries
    assert not shelf.damaged
    assert sum(1 for _ in read_rows(shelf, entry, MueLimit)) == entry.row_count
    return entry.row_count, entry.edition.complete


LESS = [
    # what comes of the whole text, and what the refusal says
    ("a tenth", lambda text: text[: len(text) // 10 // 56 * 56], r"1,5\d\d rows.* 15,466|ends within a row"),
    ("within the last row", lambda text: text[:-40], r"cut short: it ends within a row, after 15,466 rows"),
    ("all but the last row", lambda text: text[: text.rindex("\n", 0, -1) + 1], "15,465 rows, .* loaded with 15,466"),
    ("a row that cannot be read", lambda text: text.replace("99540,", "99540 or,", 1), "1 that could not be read"),
    ("no row that can be read", lambda text: re.sub(r"(?m)^(\w{5}),\d,", r"\1,x,", text), "none of its 15,466 rows"),
    ("the header alone", lambda text: text[: text.index("00100,")], "no rows"),
]


@pytest.mark.parametrize(("harm", "says"), [case[1:] for case in LESS], ids=[case[0] for case in LESS])
def test_less_never_replaces_more(home: Home, tmp_path: Path, whole: str, harm: object, says: str) -> None:
    (report,) = added(home, tmp_path / MUE_NAME, harm(whole))  # type: ignore[operator]
    assert report.outcome == "refused"
    assert re.search(says, report.reason), report.reason
    assert held(home) == (15_466, True)
    assert not list((home.path / "editions").glob("*.part"))
    assert "download it again" in " ".join(report_lines([report]))


def test_the_users_word_makes_it_an_excerpt(home: Home, tmp_path: Path, whole: str) -> None:
    text = whole[: whole.index("\n20615,")]
    (refused,) = added(home, tmp_path / MUE_NAME, text)
    assert "--excerpt" in refused.reason
    (report,) = added(home, tmp_path / MUE_NAME, text, excerpt=True)
    assert (report.outcome, held(home)) == ("loaded", (report.loaded, False))
    (again,) = added(home, tmp_path / MUE_NAME, whole)
    assert (again.outcome, held(home)) == ("loaded", (15_466, True))


def test_a_few_rows_are_an_excerpt_beside_the_whole(home: Home, tmp_path: Path) -> None:
    (report,) = added(home, tmp_path / "MUE_Prac_07-01-2026.csv", SMALL)
    assert "mue-prac-2026-07 (an excerpt: its silence says nothing)" in " ".join(report_lines([report]))
    assert [entry.edition.complete for entry in Shelf.open(home).entries] == [True, False]
    (more,) = added(home, tmp_path / "MUE_Prac_07-01-2026.csv", SMALL[: SMALL.index("99213")])
    assert (more.outcome, more.loaded) == ("refused", 0)  # nor does an excerpt with less replace one with more


def test_a_file_that_is_called_an_excerpt_is_one(tmp_path: Path, whole: str) -> None:
    home = Home(tmp_path / "home")
    (report,) = added(home, tmp_path / "MUE_Prac_04-01-2026.csv", whole[: whole.index("\n20615,")])
    assert report.outcome == "refused"
    assert "a whole release of this table 12,000 or more" in report.reason
    (report,) = added(home, tmp_path / "MUE_Prac_04-01-2026.excerpt.csv", whole[: whole.index("\n20615,")])
    assert (report.outcome, held(home)[1]) == ("loaded", False)


def test_refused_rows_are_counted_shown_and_make_it_partly_loaded(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    text = SMALL + "".join(f"9921{letter},2,3 x,x\n" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:24] + "()")
    (report,) = added(home, tmp_path / MUE_NAME, text)
    assert (report.outcome, report.read, report.loaded) == ("partly loaded", 29, report.loaded)
    assert f"{report.loaded} of 29 rows: its silence says nothing" in " ".join(report_lines([report]))
    lines = list(refusal_lines(report))
    assert lines[0].startswith(f"refused: {MUE_NAME}: line 5: ")
    assert (len(lines), lines[-1]) == (21, f"refused: {MUE_NAME}: and {report.refused - 20} more rows")
    assert held(home) == (report.loaded, False)


# --- damage, and the remedies ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory, small_home: Path) -> Trial:
    return Trial(tmp_path_factory.mktemp("trial"), small_home)


SAMPLE = ("the edition file altered", "the catalog altered")


def sample() -> Iterator[Case]:
    yield from (case for case in cases() if any(words in case.name for words in SAMPLE))


@pytest.mark.parametrize("case", list(sample()), ids=lambda case: case.name)
def test_damage_gives_no_wrong_answer_and_is_mended(trial: Trial, case: Case) -> None:
    outcome = trial.run(case)
    assert not outcome.wrong
    assert outcome.mended
    assert outcome.told
    assert all("repair" in line or "again" in line for line in outcome.told)


@pytest.fixture
def at(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CASEPILOT_HOME", str(home.path))
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    status = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return status, out + err


def test_the_remedies_of_adding_work(at: Path, whole: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = at / MUE_NAME
    path.write_text(whole[: whole.index("\n20615,")])
    status, text = said(capsys, "add", "--no-build", path)
    assert (status, "--excerpt" in text) == (3, True)
    assert said(capsys, "add", "--no-build", "--excerpt", path)[0] == 0
    path = at / "mue.csv"
    path.write_text(SMALL)
    status, text = said(capsys, "add", "--no-build", path)
    assert (status, "--effective YYYY-MM-DD" in text) == (3, True)
    assert said(capsys, "add", "--no-build", "--effective", "2026-07-01", path)[0] == 0
    assert said(capsys, "add", at / "nothing.csv") == (
        1,
        f"There is no file or folder {at}/nothing.csv; check the name.\n",
    )
    status, text = said(capsys, "remove", "mue")
    assert (status, "'python -m ingest status' lists them by id" in text) == (1, True)
    assert "mue-prac-2026-07" in said(capsys, "status")[1]
    assert said(capsys, "remove", "mue-prac-2026-07")[0] == 0


def test_a_damaged_edition_is_told_by_every_command_and_taken_off(
    at: Path, home: Home, whole: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (path,) = (home.path / "editions").glob("*.sqlite")
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-1] + b"x")
    (at / "small.csv").write_text(SMALL)
    for command in (["status"], ["verify"], ["add", "--no-build", "--effective", "2026-07-01", at / "small.csv"]):
        assert "'python -m ingest repair'" in said(capsys, *command)[1], command
    assert "The edition Medicare NCCI Medically Unlikely Edits, practitioner services, April 2026 was altered" in (
        Shelf.open(home).damaged[0].sentence
    )
    (at / MUE_NAME).write_text(whole)
    assert said(capsys, "add", "--no-build", at / MUE_NAME)[0] == 0
    assert not Shelf.open(home, thorough=True).damaged


def test_a_disk_without_room_leaves_what_was_there(home: Home, tmp_path: Path, whole: str) -> None:
    """No file may grow over a limit, as on a full disk; then the same command again, with room."""
    path = tmp_path / "MUE_Prac_07-01-2026.csv"
    path.write_text(whole)
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); "
        "from ingest.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", script, "add", "--no-build", str(path)]
    environment = {**os.environ, "CASEPILOT_HOME": str(home.path)}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "run the same command again" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert held(home) == (15_466, True)
    assert added(home, path, whole)[0].outcome == "loaded"
