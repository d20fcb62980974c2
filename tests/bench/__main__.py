"""``python -m tests.bench`` (make bench): how fast, how big, and how both grow, beside vanilla LlamaIndex in one run.

    python -m tests.bench                                  10 thousand and 100 thousand passages
    python -m tests.bench --sizes 10000 100000 1000000     the million takes half an hour more
    python -m tests.bench --page                           also writes docs/performance.md and its plot from the results

Run it on an otherwise idle machine. Every side of every size is measured in a process of its own, so that memory is its
own; results are kept in tests/bench/results.json.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.configuration import StoreSettings
from corpus.store.encoder import Encoder
from corpus.store.export import ensure_exported
from corpus.store.snapshot import Home
from ingest.progress import Progress
from tests.bench import page, rebuild, serving
from tests.bench.texts import grown, queries, real_passages
from tests.bench.timing import concurrent, resident_megabytes, spread, timed

RESULTS = Path(__file__).parent / "results.json"
ASKERS = (1, 8, 32)
QUERIES = 300
# Above this size vanilla LlamaIndex's own embedding would take hours: its query time is measured, its build is not.
VANILLA_BUILD_LIMIT = 10_000
VANILLA_LIMIT = 100_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--page", action="store_true", help="write docs/performance.md from what was measured")
    parser.add_argument("--only", nargs=2, metavar=("SIDE", "SIZE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        side, size = options.only
        print("result " + json.dumps((_ours if side == "ours" else _vanilla)(int(size))))
        return 0
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {"sizes": {}}
    for size in options.sizes:
        sides = {"ours": _in_a_process("ours", size)}
        if size <= VANILLA_LIMIT:
            sides["vanilla"] = _in_a_process("vanilla", size)
        results["sizes"][str(size)] = sides
        _keep(results)
    results["rebuild"] = rebuild.measure(_folder() / "rebuild")
    results["serving"] = serving.measure()
    _keep(results)
    shutil.rmtree(_folder(), ignore_errors=True)
    if options.page:
        page.write(results)
    return 0


def _keep(results: dict[str, Any]) -> None:
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _in_a_process(side: str, size: int) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench", "--only", side, str(size)]
    print(f"{side}, {size:,} passages", flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("result "))
    measured: dict[str, Any] = json.loads(line.removeprefix("result "))
    print(json.dumps(measured, indent=1), flush=True)
    return measured


def _folder() -> Path:
    return StoreSettings().home / "bench"


def _encoder() -> Encoder:
    return Encoder(ensure_exported(Home(StoreSettings().home).models))


def _ours(size: int) -> dict[str, Any]:
    from tests.bench import ours

    encoder, progress = _encoder(), Progress(sys.stderr)
    passages = grown(real_passages(progress), size)
    asked = queries(QUERIES)
    folder = _folder() / f"ours-{size}"
    before = resident_megabytes()
    built = ours.build(folder, passages, encoder, progress)
    after = resident_megabytes()
    # The limits of a million would take as long again and say the same as those of a hundred thousand.
    alone = ours.limits(_folder() / "limits", passages[:100_000], encoder)
    del passages
    return {
        "build": {**built, **alone},
        "build memory": {"passages held": before, "after the build": after},
        **_searched_in_a_process(folder, asked),
    }


def _searched_in_a_process(folder: Path, asked: list[str]) -> dict[str, Any]:
    """Opens and searches where nothing was built, so that the memory is that of serving."""
    code = (
        "import json, sys; from pathlib import Path; from tests.bench.__main__ import searched; "
        "print('result ' + json.dumps(searched(Path(sys.argv[1]), json.loads(sys.stdin.read()))))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(folder)],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("result "))
    found: dict[str, Any] = json.loads(line.removeprefix("result "))
    return found


def searched(folder: Path, asked: list[str]) -> dict[str, Any]:
    from tests.bench import ours

    encoder = _encoder()
    retriever, seconds = ours.open_search(folder, encoder)
    search = ours.searcher(retriever)
    measured = _asked(search, asked, encoder.forget)
    memory = resident_megabytes()
    return {
        "open": seconds,
        "memory": memory,
        **measured,
        "stages": {name: asdict(value) for name, value in ours.stages(retriever, encoder, asked).items()},
        "recall against exhaustive": ours.recall_against_exhaustive(retriever, encoder, asked),
    }


def _vanilla(size: int) -> dict[str, Any]:
    from tests.bench import vanilla

    passages = grown(real_passages(Progress(sys.stderr)), size)
    folder, model = _folder() / f"vanilla-{size}", vanilla.embedding_model()
    built: dict[str, float] = {}
    if size <= VANILLA_BUILD_LIMIT:
        built = {"whole build": vanilla.build(folder, passages, model)}
    else:
        vanilla.fill(folder, passages, _encoder())
    del passages
    search, seconds = vanilla.searcher(folder, model)
    return {"build": built, "open": seconds, **_asked(search, queries(QUERIES)), "memory": resident_megabytes()}


def _asked(search: Any, asked: list[str], forget: Any = lambda: None) -> dict[str, Any]:
    """Times of one asker and of many; ``forget`` empties what remembers former queries."""
    forget()
    alone = spread(timed(search, list(dict.fromkeys(asked))))
    crowds = {}
    for askers in ASKERS:
        forget()
        rate, waited = concurrent(search, asked, askers)
        crowds[str(askers)] = {"queries/s": rate, **asdict(waited)}
    return {"query": asdict(alone), "askers": crowds}


if __name__ == "__main__":
    sys.exit(main())
