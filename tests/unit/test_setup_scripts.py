"""The scripts around set-up: where it can be installed, known advisories, and the embedding beside a running chat."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from corpus.store.snapshot import Home, Manifest
from scripts import audit, check_platforms, embedding_beside
from scripts.supported import refusal


@pytest.mark.parametrize(
    ("system", "machine", "macos", "libc", "python", "says"),
    [
        ("Linux", "x86_64", "", "glibc", (3, 11), ""),
        ("Linux", "aarch64", "", "glibc", (3, 14), ""),
        ("Darwin", "arm64", "14.0", "", (3, 12), ""),
        ("Darwin", "arm64", "26.1", "", (3, 13), ""),
        ("Darwin", "x86_64", "14.5", "", (3, 12), "Intel Macs"),
        ("Darwin", "arm64", "13.6", "", (3, 12), "macOS 13.6"),
        ("Linux", "x86_64", "", "", (3, 12), "without glibc"),
        ("Linux", "armv7l", "", "glibc", (3, 12), "Linux on armv7l"),
        ("Windows", "AMD64", "", "", (3, 12), "WSL"),
        ("Linux", "x86_64", "", "glibc", (3, 10), "Python 3.11 to 3.14, this is 3.10: run make with PYTHON=python3.11"),
        ("Linux", "x86_64", "", "glibc", (3, 15), "this is 3.15"),
    ],
)
def test_where_it_can_be_installed(
    system: str, machine: str, macos: str, libc: str, python: tuple[int, int], says: str
) -> None:
    said = refusal(system, machine, macos, libc, python)
    assert says in said
    assert bool(said) is bool(says)
    assert "\n" not in said


def test_every_advisory_is_of_a_locked_package_and_decided(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main([]) == 0
    said = capsys.readouterr().out
    kept, lock = audit.read_advisories(), audit.read_lock()
    advisories = kept.advisories
    assert f"as of {kept.looked_up}" in said
    for advisory in advisories:
        assert advisory.package in kept.looked_for
        assert advisory.decided
        assert advisory.source.startswith("https://")
        assert (advisory.ids[0] in said) is advisory.concerns(lock[advisory.package])
    assert audit.main(["--all"]) == 0
    everything = capsys.readouterr().out
    assert all(advisory.ids[0] in everything for advisory in advisories)


def test_pins_are_read_by_name() -> None:
    pins = check_platforms.read_pins()
    names = {check_platforms.name_of(pin) for pin in pins}
    assert {"torch", "onnxruntime", "llama-index-core"} <= names
    assert not names & check_platforms.PURE_SOURCE


def serving(folder: Path, vectors: dict[str, int]) -> None:
    """A home that serves a snapshot of so many vectors; only its manifest is there."""
    snapshot = folder / "knowledge-base" / "snapshots" / "one"
    snapshot.mkdir(parents=True)
    Manifest("one", "2026-01-01T00:00:00+00:00", 1, "m", "m@1", "", {}, vectors, 0, {}).write(snapshot)
    (Home(folder).base / "CURRENT").write_text("one\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("vectors", "ends_with", "says"),
    [
        ({}, 0, "Search by meaning has joined."),
        ({}, 3, "Search by meaning has joined."),  # rows were refused: what was built serves
        ({}, 1, "Search by meaning could not join; 'python -m ingest build' says why."),
        ({"cpt": 5}, 0, None),
        (None, 0, None),
    ],
)
def test_what_was_not_embedded_is_embedded_beside_the_chat(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    vectors: dict[str, int] | None,
    ends_with: int,
    says: str | None,
) -> None:
    if vectors is not None:
        serving(tmp_path, vectors)
    monkeypatch.setenv("CASEPILOT_HOME", str(tmp_path))
    monkeypatch.setattr(embedding_beside, "_BEGIN_SECONDS", 0.0)
    monkeypatch.setattr(embedding_beside, "_BUILD", (sys.executable, "-c", f"raise SystemExit({ends_with})"))
    said = ""
    with embedding_beside.embedding_beside():
        until = time.monotonic() + (30 if says else 0.1)
        while time.monotonic() < until and (says is None or says not in said):
            time.sleep(0.02)
            said += capsys.readouterr().out
    assert (says in said) if says else said == ""


def test_a_chat_that_is_stopped_ends_the_embedding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serving(tmp_path, {})
    begun, done = tmp_path / "begun", tmp_path / "done"
    work = f"import pathlib, time; pathlib.Path({str(begun)!r}).touch(); time.sleep(60); pathlib.Path({str(done)!r}).touch()"
    monkeypatch.setenv("CASEPILOT_HOME", str(tmp_path))
    monkeypatch.setattr(embedding_beside, "_BEGIN_SECONDS", 0.0)
    monkeypatch.setattr(embedding_beside, "_BUILD", (sys.executable, "-c", work))
    started = time.monotonic()
    with embedding_beside.embedding_beside():
        while not begun.exists() and time.monotonic() - started < 30:
            time.sleep(0.02)
    assert begun.exists()
    assert time.monotonic() - started < 40
    assert not done.exists()
