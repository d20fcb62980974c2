"""Whether each platform can have every release of the lock, by dry runs: ``python scripts/check_platforms.py``.

Asks the package index through uv (which ``make setup`` installs); nothing is downloaded but metadata, nothing is
installed. Exit status: 0 all is as README says; 1 a platform that is promised lacks something, or one that is refused
lacks nothing; 2 the index could not be asked.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCK = PROJECT / "requirements.lock"

PYTHONS = ("3.11", "3.12", "3.13", "3.14")


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform in words and as uv names it; ``macos`` is the oldest macOS that wheels must run on."""

    title: str
    target: str
    promised: bool
    macos: str = ""


PLATFORMS = (
    Platform("Linux on x86-64 (glibc 2.28)", "x86_64-manylinux_2_28", promised=True),
    Platform("Linux on arm64 (glibc 2.28)", "aarch64-manylinux_2_28", promised=True),
    Platform("macOS 14 on Apple silicon", "aarch64-apple-darwin", promised=True, macos="14.0"),
    Platform("macOS 13 on Apple silicon", "aarch64-apple-darwin", promised=False, macos="13.0"),
    Platform("macOS 14 on Intel", "x86_64-apple-darwin", promised=False, macos="14.0"),
    Platform("Linux on x86-64 without glibc (Alpine)", "x86_64-unknown-linux-musl", promised=False),
)

# Published as source alone, in Python alone: they are built anywhere in a moment.
PURE_SOURCE = frozenset({"cuid", "literalai", "syncer"})

_LACKING = re.compile(r"Because ([A-Za-z0-9_.-]+)==\S+ has no (?:usable )?wheels")


class IndexNotAsked(Exception):
    """uv ended for another reason than a missing wheel."""


def lacking(platform: Platform, python: str, pins: Sequence[str]) -> list[str]:
    """The releases that have no wheel there; raises IndexNotAsked."""
    left, found = list(pins), []
    while problem := first_lacking(platform, python, left):
        found.append(next(pin for pin in left if name_of(pin) == problem))
        left.remove(found[-1])
    return found


def first_lacking(platform: Platform, python: str, pins: Sequence[str]) -> str | None:
    """The name of one release that has no wheel there; None when all have."""
    with tempfile.TemporaryDirectory(prefix="casepilot-platform-") as folder:
        lock = Path(folder) / "lock.txt"
        lock.write_text("\n".join(pins) + "\n", encoding="utf-8")
        command = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--dry-run", "--no-deps", "--quiet"]
        command += ["--target", f"{folder}/target", "--only-binary", ":all:", "--python-platform", platform.target]
        command += ["--python-version", python, "-r", str(lock)]
        environment = {**os.environ, **({"MACOSX_DEPLOYMENT_TARGET": platform.macos} if platform.macos else {})}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode == 0:
        return None
    if (said := _LACKING.search(" ".join(done.stderr.split()))) is None:
        raise IndexNotAsked(done.stderr.strip())
    return name_of(said[1])


def name_of(pin: str) -> str:
    """ "Types_PyYAML==6.0" -> "types-pyyaml"."""
    return re.sub(r"[-_.]+", "-", re.split(r"[=\[; ]", pin)[0]).lower()


def read_pins(lock: Path = LOCK) -> list[str]:
    """The releases of the lock but those that are built anywhere."""
    lines = (line.strip() for line in lock.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and line[0] not in "#-" and name_of(line) not in PURE_SOURCE]


def main() -> int:
    pins, wrong = read_pins(), False
    for platform in PLATFORMS:
        for python in PYTHONS:
            try:
                missing = lacking(platform, python, pins)
            except IndexNotAsked as error:
                print(f"uv could not be asked about {platform.title}:\n{error}", file=sys.stderr)
                return 2
            wrong |= bool(missing) is platform.promised
            told = f"lacks {', '.join(missing)}" if missing else "has everything"
            print(f"{platform.title}, Python {python}: {told}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
