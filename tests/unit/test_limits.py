"""Files beyond a limit: each one sentence with a way on, nothing taken, and the rest of an ``add`` goes on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from corpus.errors import SettingsError
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from ingest.adding import add
from ingest.limits import Limits
from ingest.progress import Progress
from ingest.sources.formats import FORMATS

_ROWS = "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n" + "".join(
    f"{code},1,3 Date of Service Edit: Clinical,x\n" for code in ("00100", "20610", "96372", "99213")
)
_POLICY = "The plan covers one visit a year for an adult. It denies a second one and says so to the patient. " * 4
_PROSE = f"{_POLICY}\n\n".encode() * 3_000


def _table(path: Path) -> Path:
    path.write_text(_ROWS, encoding="utf-8")
    return path


def _unknown_sheet(path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for number in range(5):
        book.active.append([number, "of no publisher"])
    book.save(path)
    return path


def _zip(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def _prose(path: Path) -> Path:
    return _zip(path, "policy.txt", _PROSE)


def _nested(path: Path) -> Path:
    inner = _zip(path.with_name("inner.zip"), "policy.txt", b"The plan covers a visit.")
    content = inner.read_bytes()
    inner.unlink()
    return _zip(path, "inner.zip", content)


def _pages(path: Path) -> Path:
    document = pypdfium2.PdfDocument.new()
    for _ in range(2):
        document.new_page(200, 200)
    document.save(path)
    return path


@pytest.mark.parametrize(
    ("setting", "most", "name", "make", "says"),
    [
        ("ROWS", 3, "MUE_Eff_07-01-2026.csv", _table, "more than 3 rows"),
        ("ROWS", 3, "some.xlsx", _unknown_sheet, "more than 3 rows"),
        ("MEGABYTES", 1, "policy.zip", _prose, "more than 1 MB once it is unpacked"),
        ("TEXT_MEGABYTES", 1, "policy.zip", _prose, "more than 1 MB of text"),
        ("PAGES", 1, "policy.pdf", _pages, "more than 1 pages"),
        ("DEPTH", 1, "policy.zip", _nested, "nested too deeply; unpack it first"),
    ],
)
def test_a_file_beyond_a_limit_is_one_sentence_and_the_rest_is_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    most: int,
    name: str,
    make: Callable[[Path], Path],
    says: str,
) -> None:
    monkeypatch.setenv(f"CASEPILOT_INGEST_{setting}", str(most))
    folder = tmp_path / "given"
    folder.mkdir()
    make(folder / name)
    (folder / "zzz.md").write_text(f"# A policy\n\n{_POLICY}\n", encoding="utf-8")
    home = Home(tmp_path / "home")
    result = add(home, [folder], FORMATS, Progress(io.StringIO()))
    refused, loaded = result.reports
    assert says in refused.reason
    assert setting == "DEPTH" or f"set CASEPILOT_INGEST_{setting} higher" in refused.reason
    assert (refused.loaded, loaded.outcome) == (0, "loaded")
    assert len(Shelf.open(home).entries) == 1


def test_what_takes_too_long_to_read_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEPILOT_INGEST_SECONDS", "2")
    ticks = count()
    monkeypatch.setattr("ingest.adding.time.monotonic", lambda: float(next(ticks)))
    (report,) = add(
        Home(tmp_path / "home"), [_table(tmp_path / "MUE_Eff_07-01-2026.csv")], FORMATS, Progress(io.StringIO())
    ).reports
    assert report.outcome == "refused"
    assert "longer than 2 seconds" in report.reason
    assert Shelf.open(Home(tmp_path / "home")).entries == ()


def test_a_limit_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEPILOT_INGEST_ROWS", "0")
    with pytest.raises(SettingsError, match="CASEPILOT_INGEST_ROWS"):
        Limits.read()
