"""results/quality.svg: recall at 10 by kind over the kept results, and quality against the time of a query by method."""

from __future__ import annotations

import json
from typing import Any

from tests.evals.results import FOLDER, OVERALL, SHIPS


def plot() -> None:
    """Draws what ``results/`` holds, oldest first."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "casepilot"
    from matplotlib import pyplot

    kept = sorted((json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")), key=_time)
    if not kept:
        return
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(12, 5))
    for kind in kept[-1]["methods"][SHIPS]["test"]:
        values = [run["methods"][SHIPS]["test"].get(kind, {}).get("recall_10") for run in kept]
        left.plot(
            [run["commit"] for run in kept], values, marker="o", label=kind, linewidth=3 if kind == OVERALL else 1
        )
    left.set(title="recall@10 of what ships, test part, by commit", ylim=(0, 1))
    left.tick_params(axis="x", rotation=45)
    left.legend(fontsize="small")
    compared = next((run for run in reversed(kept) if len(run["methods"]) > 1), kept[-1])
    for name, method in compared["methods"].items():
        right.plot(method["milliseconds"], method["test"][OVERALL]["recall_10"], "o")
        right.annotate(f" {name}", (method["milliseconds"], method["test"][OVERALL]["recall_10"]), fontsize="small")
    right.set(
        title=f"quality against time, {compared['commit']}", xlabel="ms a query, p50", ylabel="recall@10", xscale="log"
    )
    figure.tight_layout()
    figure.savefig(FOLDER / "quality.svg", metadata={"Date": None})


def _time(run: dict[str, Any]) -> str:
    return str(run["at"])
