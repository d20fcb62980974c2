"""What a question costs here and in another checkout, in one run: a table of ratios with the spread of five runs.

    python -m scripts.measure_speed HOME --against ../other-checkout [--runs 5]

HOME is a knowledge base that both can open, with all tables loaded. Each run of a checkout is a process of its own, the
two take turns. On a busy machine trust the processor's time and the ratios, not the milliseconds. Every question is
another one, so that nothing is only remembered; both sides answer the same ones, drawn from tests/evals.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).parent.parent
WORKER = Path(__file__).with_name("speed_worker.py")
MIXED = 120

# Bigger is better for these; for all others smaller is.
_RATES = frozenset({"32 askers at once, answers a second"})

_PAIRS = (
    "64483 64484|20610 99213|11102 11104|99213 36415|45380 45385|93000 99214|97110 97140|29881 29877|43239 45378|"
    "11042 97597|90471 99213|76942 20610|95886 95910|99214 96372|17000 17003|12001 11400|27447 20610|66984 66982|"
    "88305 88312|70553 70551|80053 80048|85025 85027|96365 96366|99291 99292"
)
_VERDICTS = (
    "Can {} and {} be billed on the same day?",
    "does {} need {}?",
    "{} with {} same visit, do I need a modifier?",
    "is {} included in {}?",
)
_LINES = (
    "{visit}-25 x1 {a}|20610-RT x1 {a}|36415 x1 {b}|80053 x1 {b}|85025 x1 {b}|Dx: A {one}, B {two}, C {three}",
    "{visit}-25 x1 {a}|93000 x1 {a}|80061 x1 {b}|83036 x1 {b}|36415 x1 {b}|Dx: A {one}, B {two}, C {three}",
    "{visit}-25 x1 {a}|11102 x1 {b}|11103 x2 {b}|17000-59 x1 {a}|17003 x4 {a}|Dx: A {one}, B {two}, C {three}",
    "{visit}-25 x1 {a}|96372 x1 {a}|J1885 x4 {a}|81003 x1 {b}|87880 x1 {b}|Dx: A {one}, B {two}, C {three}",
)
_VISITS = ("99212", "99213", "99214", "99215", "99203")
_DIAGNOSES = (
    ("M17.11", "E11.22", "N18.31"),
    ("I10", "E78.5", "E11.9"),
    ("L57.0", "D22.5", "L82.1"),
    ("J02.9", "R50.9", "M54.50"),
)


def questions() -> dict[str, list[str]]:
    """The texts that are asked, by row."""
    from tests.evals.questions import read_questions

    cases = [case.ask for case in read_questions() if not case.history]
    mixed = cases[:: max(len(cases) // MIXED, 1)][:MIXED]
    pairs = [pair.split() for pair in _PAIRS.split("|")]
    verdicts = [wording.format(*pair) for pair in pairs for wording in _VERDICTS]
    claims = [
        lines.format(visit=visit, a="A", b="A,B", one=first, two=second, three=third).replace("|", "\n")
        for visit in _VISITS
        for lines, (first, second, third) in zip(_LINES, _DIAGNOSES, strict=True)
    ]
    return {"mixed": mixed, "verdict": verdicts[1::2], "claim": claims, "long": long_texts()}


def long_texts() -> list[str]:
    """Texts of 8,000 characters that a reader may find slow: one sign, one kind of token, over and over."""
    pieces = (".", ",", "|", "-", "x", "1", "99213 ", "E11.9, ", "99213-25 x2\n", "64483 | 1 | A\n", "10/01/2026 ")
    words = ("patient seen for knee pain and injection given ", "40 minutes ", "modifier 25, ", "and not ", "a. ")
    return [(piece * 8_000)[:8_000] for piece in (*pieces, *words)]


def run(checkout: Path, home: Path, asked: Mapping[str, Sequence[str]]) -> dict[str, list[float]]:
    """One run of a checkout: row -> [measured, processor's share of it or the like]."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(WORKER), str(checkout), str(home)],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=checkout,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("measured "))
    measured: dict[str, list[float]] = json.loads(line.removeprefix("measured "))
    return measured


def table(ours: Sequence[Mapping[str, Sequence[float]]], theirs: Sequence[Mapping[str, Sequence[float]]]) -> list[str]:
    """Markdown rows: median of the runs with their spread, and how many times better ours is, by both times."""
    rows = ["| what | here | there | times better | by the processor's time |", "|---|---|---|---|---|"]
    for name in ours[0]:
        here, there = [one[name] for one in ours], [one[name] for one in theirs if name in one]
        if not there:
            rows.append(f"| {name} | {_spread([one[0] for one in here])} | not there | | |")
            continue
        clock = [one[0] for one in here], [one[0] for one in there]
        cells = [name, *map(_spread, clock), _ratio(name, *clock), ""]
        if len(here[0]) > 1:
            busy = [one[1] for one in here], [one[1] for one in there]
            cells[-1] = f"{_ratio(name, *busy)} ({_middle(busy[0])} ms, {_middle(busy[1])} there)"
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _ratio(name: str, ours: Sequence[float], theirs: Sequence[float]) -> str:
    pairs = [
        (one / other if name in _RATES else other / one) for one, other in zip(ours, theirs, strict=True) if one > 0
    ]
    return _spread(pairs) if pairs else "-"


def _spread(values: Sequence[float]) -> str:
    if len(values) == 1:
        return _figure(values[0])
    return f"{_middle(values)} ({_figure(min(values))} to {_figure(max(values))})"


def _middle(values: Sequence[float]) -> str:
    return _figure(statistics.median(values))


def _figure(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--against", type=Path, required=True, help="another checkout of this project")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    asked, home = questions(), options.home.resolve()
    ours, theirs = [], []
    for number in range(options.runs):
        print(f"run {number + 1} of {options.runs}", file=sys.stderr, flush=True)
        ours.append(run(PROJECT, home, asked))
        theirs.append(run(options.against.resolve(), home, asked))
    print("\n".join(table(ours, theirs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
