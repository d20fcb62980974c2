"""docs/performance.md and its plot, written from what the bench measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpus.configuration import PROJECT_FOLDER

PAGE = PROJECT_FOLDER / "docs" / "performance.md"
PLOT = PROJECT_FOLDER / "docs" / "performance.svg"
NOTES = Path(__file__).parent / "notes.md"


def write(results: dict[str, Any]) -> None:
    """Writes the page; what was left and why stands in notes.md and is put under the figures."""
    PAGE.write_text("\n\n".join([*_parts(results), NOTES.read_text(encoding="utf-8").strip()]) + "\n", encoding="utf-8")
    _plot(results)


def _parts(results: dict[str, Any]) -> list[str]:
    sizes = results["sizes"]
    return [
        "# Performance\n\nWritten by `make bench` from `tests/bench/results.json`: two cores, no GPU, Python 3.11. Queries are those of the tuning "
        "part of the evals; one index of one collection; times in milliseconds, p50 / p95. Vanilla is LlamaIndex's VectorStoreIndex with "
        "HuggingFaceEmbedding of the same model and Chroma, all defaults, in the same run.",
        "![time of a query and rate of a build by size](performance.svg)",
        "## A query",
        _table(
            ["passages", "CasePilot", "vanilla", "ratio of p50", *STAGES, "recall@10 against exhaustive"],
            [_query_row(size, sides) for size, sides in sizes.items()],
        ),
        "## Many askers",
        _table(
            ["passages", "askers", "CasePilot: queries/s", "waited", "vanilla: queries/s", "waited"],
            [row for size, sides in sizes.items() for row in _asker_rows(size, sides)],
        ),
        "## A build",
        _table(
            [
                "passages",
                "embedding and storing, passages/s",
                "encoder alone",
                "Chroma alone",
                "slower limit / reached",
                "lexical index",
                "whole build",
                "vanilla, whole",
                "ratio",
            ],
            [_build_row(size, sides) for size, sides in sizes.items()],
        ),
        "## Memory and opening",
        _table(
            [
                "passages",
                "CasePilot: memory, MB",
                "opening, s",
                "vanilla: memory, MB",
                "memory after a build, MB (passages held)",
            ],
            [_memory_row(size, sides) for size, sides in sizes.items()],
        ),
        "## The server, and a build after a change",
        _table(
            ["what", "measured"],
            [
                ["start to first page, s", f"{results['serving']['first page, seconds']:.1f}"],
                ["memory of the server with the whole knowledge base, MB", f"{results['serving']['memory, MB']:.0f}"],
                ["torch loaded", "yes" if results["serving"]["torch loaded"] else "no"],
                ["full build of 1,000 files (43,000 passages), s", f"{results['rebuild']['full build']:.1f}"],
                ["build after one of them changed, s", f"{results['rebuild']['one file changed']:.1f}"],
                ["that is", f"{results['rebuild']['one file changed'] / results['rebuild']['full build']:.1%}"],
            ],
        ),
    ]


STAGES = ("spelling", "encoding", "vectors", "words", "ranking")


def _query_row(size: str, sides: dict[str, Any]) -> list[str]:
    ours, vanilla = sides["ours"], sides.get("vanilla")
    return [
        f"{int(size):,}",
        _spread(ours["query"]),
        _spread(vanilla["query"]) if vanilla else "-",
        f"{vanilla['query']['p50'] / ours['query']['p50']:.1f}" if vanilla else "-",
        *(_spread(ours["stages"][stage]) for stage in STAGES),
        f"{ours['recall against exhaustive']:.4f}",
    ]


def _asker_rows(size: str, sides: dict[str, Any]) -> list[list[str]]:
    rows = []
    for askers, ours in sides["ours"]["askers"].items():
        vanilla = sides["vanilla"]["askers"][askers] if "vanilla" in sides else None
        rows.append(
            [
                f"{int(size):,}",
                askers,
                f"{ours['queries/s']:.0f}",
                _spread(ours),
                f"{vanilla['queries/s']:.0f}" if vanilla else "-",
                _spread(vanilla) if vanilla else "-",
            ]
        )
    return rows


def _build_row(size: str, sides: dict[str, Any]) -> list[str]:
    built = sides["ours"]["build"]
    slower = min(built["encoder alone"], built["Chroma alone"])
    vanilla = sides.get("vanilla", {}).get("build", {}).get("whole build")
    return [
        f"{int(size):,}",
        f"{built['embedding and storing']:,.0f}",
        f"{built['encoder alone']:,.0f}",
        f"{built['Chroma alone']:,.0f}",
        f"{slower / built['embedding and storing']:.2f}",
        f"{built['lexical index']:,.0f}",
        f"{built['whole build']:,.0f}",
        f"{vanilla:,.0f}" if vanilla else "-",
        f"{built['whole build'] / vanilla:.1f}" if vanilla else "-",
    ]


def _memory_row(size: str, sides: dict[str, Any]) -> list[str]:
    ours, vanilla = sides["ours"], sides.get("vanilla")
    memory = ours["build memory"]
    return [
        f"{int(size):,}",
        f"{ours['memory']:.0f}",
        f"{ours['open']:.1f}",
        f"{vanilla['memory']:.0f}" if vanilla else "-",
        f"{memory['after the build']:.0f} ({memory['passages held']:.0f})",
    ]


def _spread(values: dict[str, float]) -> str:
    return f"{values['p50']:.1f} / {values['p95']:.1f}"


def _table(header: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [header, ["---"] * len(header), *rows])


def _plot(results: dict[str, Any]) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "casepilot"  # the same figures give the same file
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4))
    for side, label in (("ours", "CasePilot"), ("vanilla", "vanilla LlamaIndex")):
        sizes = [size for size, sides in results["sizes"].items() if side in sides]
        times = [results["sizes"][size][side]["query"]["p50"] for size in sizes]
        left.plot([int(size) for size in sizes], times, marker="o", label=label)
        built = [size for size in sizes if results["sizes"][size][side]["build"]]
        rates = [results["sizes"][size][side]["build"]["whole build"] for size in built]
        right.plot([int(size) for size in built], rates, marker="o", label=label)
    for axes, title in ((left, "a query, p50 in ms"), (right, "a build, passages/s")):
        axes.set(xscale="log", xlabel="passages", title=title, ylim=(0, None))
        axes.legend()
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None})


if __name__ == "__main__":
    write(json.loads((Path(__file__).parent / "results.json").read_text(encoding="utf-8")))
