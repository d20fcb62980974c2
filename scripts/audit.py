"""Known advisories for the locked releases, and what was decided for each: ``python scripts/audit.py [--all]``.

Reads ``scripts/advisories.yaml``, a dated file that is kept by hand; asks no network, so it knows nothing of packages
that nobody looked for: it says how many those are. ``--all`` names them, and lists the advisories that the locked
release is not, or no longer, concerned by.
Exit status: 0 every advisory is of a locked package; 1 one is of a package that is locked no longer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

PROJECT = Path(__file__).resolve().parent.parent
ADVISORIES = PROJECT / "scripts" / "advisories.yaml"
LOCKS = ("requirements.lock", "requirements-dev.lock")


@dataclass(frozen=True, slots=True)
class Advisory:
    """One advisory: whom it concerns, what it says, and what was decided. ``affected`` is a range of releases."""

    package: str
    ids: tuple[str, ...]
    affected: SpecifierSet
    says: str
    decided: str
    source: str

    def concerns(self, version: Version) -> bool:
        return self.affected.contains(version, prereleases=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the file has: the day on which it was looked up, for which packages, and what was found."""

    looked_up: date
    looked_for: frozenset[str]
    advisories: tuple[Advisory, ...]


def read_advisories(path: Path = ADVISORIES) -> Kept:
    kept = yaml.safe_load(path.read_text(encoding="utf-8"))
    advisories = tuple(
        Advisory(
            canonicalize_name(entry["package"]),
            tuple(entry["ids"]),
            SpecifierSet(entry["affected"]),
            entry["says"],
            entry["decided"],
            entry["source"],
        )
        for entry in kept["advisories"]
    )
    return Kept(kept["looked_up"], frozenset(map(canonicalize_name, kept["looked_for"])), advisories)


def read_lock(folder: Path = PROJECT) -> dict[str, Version]:
    """The locked release of each package."""
    pins: dict[str, Version] = {}
    for name in LOCKS:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            if line.strip() and line[0] not in "#-":
                requirement = Requirement(line)
                pins[canonicalize_name(requirement.name)] = Version(next(iter(requirement.specifier)).version)
    return pins


def lines(advisories: tuple[Advisory, ...], lock: Mapping[str, Version], *, everything: bool) -> Iterator[str]:
    """What there is to say of each advisory."""
    for advisory in sorted(advisories, key=lambda one: (one.package, one.ids)):
        version = lock[advisory.package]
        if not advisory.concerns(version) and not everything:
            continue
        state = "is concerned" if advisory.concerns(version) else "is not concerned"
        yield f"{advisory.package} {version} {state}: {', '.join(advisory.ids)} ({advisory.affected})"
        yield f"    {advisory.says}"
        yield f"    Decided: {advisory.decided}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="List known advisories for the locked releases.")
    parser.add_argument("--all", action="store_true", help="also those that the locked releases no longer have")
    options = parser.parse_args(arguments)
    kept, lock = read_advisories(), read_lock()
    gone = sorted(({advisory.package for advisory in kept.advisories} | kept.looked_for) - set(lock))
    advisories = tuple(advisory for advisory in kept.advisories if advisory.package in lock)
    for line in lines(advisories, lock, everything=options.all):
        print(line)
    having = sum(advisory.concerns(lock[advisory.package]) for advisory in advisories)
    others = sorted(set(lock) - kept.looked_for)
    print(
        f"{len(lock)} packages locked; {having} of {len(advisories)} advisories concern them, as of {kept.looked_up}. "
        f"{len(lock) - len(others)} were looked for by name, {len(others)} were not."
    )
    if options.all:
        print(f"Not looked for: {', '.join(others)}.")
    if gone:
        print(f"No longer locked, take their advisories out of {ADVISORIES.name}: {', '.join(gone)}.", file=sys.stderr)
    return 1 if gone else 0


if __name__ == "__main__":
    sys.exit(main())
