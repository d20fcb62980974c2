"""Measuring models: what is kept survives a kill, figures become a table, cases are judged alike for all ways."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.evals.models import figures
from tests.evals.models.cases import ModelCase, read_cases
from tests.evals.models.injections import read_attempts
from tests.evals.models.ways import Given

ROW = {**asdict(Given(texts=["x"], total=2_000.0, first_words=40.0, read=900, written=60, drafted=True)), "faults": []}


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "FOLDER", tmp_path)
    figures.Kept("a/b:1", "bare").add("one", ROW)
    (file,) = tmp_path.rglob("*.jsonl")
    file.write_text(file.read_text("utf-8") + '{"id": "two", "fau', "utf-8")  # killed while writing
    assert figures.Kept("a/b:1", "bare").known == {"one"}


def test_figures_are_put_between_the_marks_of_the_page(tmp_path: Path) -> None:
    folder, page = tmp_path / "abc", tmp_path / "models.md"
    folder.mkdir()
    for name, row in (("none.composer", {**ROW, "drafted": False}), ("m.casepilot", ROW), ("m.injections", None)):
        value = row or {"followed": False, "leaked": False, "overturned": False, "drafted": True}
        (folder / f"{name}.jsonl").write_text(json.dumps({"id": "1", **value}) + "\n", "utf-8")
    page.write_text(f"before\n{figures.BEGIN}\nold\n{figures.END}\nbehind\n", "utf-8")
    figures.write_page(folder, page)
    text = page.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nbehind\n")
    assert "| m | casepilot | 1 | 1 (100%) | 1 | 0 | 0 | 0.04 s | 2.00 s | 900 | 60 |" in text
    assert "m: 1 of 1 attempts at prompt injection held" in text
    assert "old" not in text


def test_told_cases_are_judged_by_what_stands_ahead_and_anywhere() -> None:
    case = ModelCase("1", ("q",), ({"lead": ["^64483"], "must": ["add-on"], "must_not": [r"\b59\b"]},))
    assert case.faults(("**64483** and its add-on [1].",)) == []
    assert case.faults(("Bill 59 with 64483.",)) == ["lead ^64483", "must add-on", r"must not \b59\b"]


def test_there_are_questions_and_attempts_enough() -> None:
    assert len(list(read_cases(None))) > 50
    attempts = list(read_attempts())
    assert len(attempts) == len({attempt.name for attempt in attempts}) == 200
