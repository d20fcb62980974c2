"""What a run found: written by commit, compared with the committed baseline, printed as tables."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.evals.cases import TEST, Case
from tests.evals.metrics import Score, paired_drop, score

FOLDER = Path(__file__).parent / "results"
BASELINE = Path(__file__).parent / "baseline.json"
SHIPS = "ships"
OVERALL = "overall"

Ranks = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Run:
    """``ranks`` of every method by case, in the order of ``cases``; ``milliseconds`` a query, the median, by method."""

    cases: Sequence[Case]
    ranks: Mapping[str, Ranks]
    milliseconds: Mapping[str, float]

    def score(self, method: str, kind: str = OVERALL, part: str = TEST) -> Score:
        chosen = [
            rank
            for case, rank in zip(self.cases, self.ranks[method], strict=True)
            if case.part == part and kind in (OVERALL, case.kind)
        ]
        return score(chosen)

    @property
    def kinds(self) -> list[str]:
        return [*dict.fromkeys(case.kind for case in self.cases), OVERALL]


def table(run: Run, method: str, part: str = TEST) -> str:
    """The scores of one method by kind, as Markdown."""
    lines = [
        "| kind | cases | R@1 | R@5 | R@10 | 95 % | MRR@10 | 95 % | nDCG@10 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for kind in run.kinds:
        s = run.score(method, kind, part)
        lines.append(
            f"| {kind} | {s.cases} | {s.recall_1:.3f} | {s.recall_5:.3f} | {s.recall_10:.3f} | {_span(s.recall_10_interval)} "
            f"| {s.mrr_10:.3f} | {_span(s.mrr_10_interval)} | {s.ndcg_10:.3f} |"
        )
    return "\n".join(lines)


def ablation(run: Run, part: str = TEST) -> str:
    """Recall at 10 of every method by kind, with MRR over all kinds and the time of a query, as Markdown."""
    lines = [
        f"| R@10, {part} part | " + " | ".join(run.kinds) + " | MRR@10 | ms a query |",
        "|---" * (len(run.kinds) + 3) + "|",
    ]
    for method in run.ranks:
        recalls = [f"{run.score(method, kind, part).recall_10:.3f}" for kind in run.kinds]
        mrr = run.score(method, OVERALL, part).mrr_10
        lines.append(f"| {method} | " + " | ".join(recalls) + f" | {mrr:.3f} | {run.milliseconds[method]:.1f} |")
    return "\n".join(lines)


def _span(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.3f} to {interval[1]:.3f}"


def write(run: Run, answers: Mapping[str, float]) -> Path:
    """Writes the run below ``results/`` under the name of the commit; a tree with changes is named so."""
    body = {
        "commit": commit(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cases": len(run.cases),
        "questions": dict(answers),
        "methods": {
            method: {
                "milliseconds": round(run.milliseconds[method], 2),
                "test": {kind: asdict(run.score(method, kind)) for kind in run.kinds},
            }
            for method in run.ranks
        },
    }
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{body['commit']}.json"
    path.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    return path


def commit() -> str:
    """The commit that is measured; a tree with changes is named so."""
    changed = bool(_git("status", "--porcelain", "--", ":!tests/evals"))
    return _git("rev-parse", "--short=10", "HEAD") + ("-changed" if changed else "")


def write_baseline(run: Run, passed: Mapping[str, bool]) -> None:
    """What ships now, as the measure of later runs: the rank of every case and whether every question passed."""
    ranks = {_name(case): rank for case, rank in zip(run.cases, run.ranks[SHIPS], strict=True)}
    BASELINE.write_text(json.dumps({"ranks": ranks, "questions": dict(passed)}, indent=0) + "\n", encoding="utf-8")


def drops(run: Run, passed: Mapping[str, bool]) -> Iterator[str]:
    """A sentence for each real drop against the baseline: one whose whole 95 % interval is a drop.

    Compared are the cases that both runs have, test and tuning part together: a loss is a loss.
    """
    if not BASELINE.is_file():
        return
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    pairs = [
        (case.kind, baseline["ranks"][_name(case)], rank)
        for case, rank in zip(run.cases, run.ranks[SHIPS], strict=True)
        if _name(case) in baseline["ranks"]
    ]
    for kind in run.kinds:
        chosen = [(old, new) for of, old, new in pairs if kind in (OVERALL, of)]
        if chosen:
            drop, low, high = paired_drop([old for old, _ in chosen], [new for _, new in chosen])
            if low > 0:
                yield f"{kind}: R@10 fell by {drop:.3f} (95 % {low:.3f} to {high:.3f}) on {len(chosen)} cases"
    known = [name for name in baseline["questions"] if name in passed]
    drop, low, _ = paired_drop(
        [_as_rank(baseline["questions"][n]) for n in known], [_as_rank(passed[n]) for n in known]
    )
    if known and low > 0:
        yield f"questions: the share that passes fell by {drop:.3f} on {len(known)} questions"


def _as_rank(passes: bool) -> int | None:
    return 1 if passes else None


def _name(case: Case) -> str:
    return f"{case.kind}: {case.query}"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, cwd=FOLDER.parent, check=False)
    return done.stdout.strip()
