"""Results of models: kept a line a case by commit, and as the table of docs/models.md."""

from __future__ import annotations

import json
import os
import random
import statistics
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.evals.models.ways import BARE, COMPOSER, WAYS
from tests.evals.results import commit

FOLDER = Path(__file__).parent.parent / "results" / "models"
PAGE = Path(__file__).parent.parent.parent.parent / "docs" / "models.md"
BEGIN, END = "<!-- figures: written by make evals-model EVALS_OPTIONS=--table -->", "<!-- end of figures -->"

Row = dict[str, Any]

_HEAD = (
    "| model | way | cases | right | drafts shown | invented codes | contradictions | first words | whole answer "
    "| tokens read | written |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


class Kept:
    """The results of one model in one way at this commit; what is added is on the disk before the next case begins."""

    def __init__(self, model: str, way: str) -> None:
        self.way = way
        folder = FOLDER / commit()
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"{model.replace('/', '_').replace(':', '_')}.{way}.jsonl"
        self.known = {row["id"] for row in read_rows(self._file)}

    def add(self, name: str, values: Row) -> None:
        with self._file.open("a", encoding="utf-8") as sink:
            sink.write(json.dumps({"id": name, **values}, ensure_ascii=False) + "\n")
            sink.flush()
            os.fsync(sink.fileno())
        self.known.add(name)


def read_rows(file: Path) -> Iterator[Row]:
    """The rows of a file; a last line that was cut off by a kill is no row."""
    if not file.is_file():
        return
    for line in file.read_text("utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def write_page(folder: Path | None = None, page: Path = PAGE) -> Path:
    """Puts the figures of the latest commit that has any between the marks of the page."""
    text = page.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, behind = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{tables(folder or _latest())}\n\n{END}{behind}", "utf-8")
    return page


def tables(folder: Path) -> str:
    """The figures of one commit as Markdown: a row a model and way, on the cases that all of a model's ways have."""
    files = {tuple(path.stem.rsplit(".", 1)): list(read_rows(path)) for path in sorted(folder.glob("*.jsonl"))}
    measured = {key: rows for key, rows in files.items() if key[1] in WAYS}
    lines = [f"Commit {folder.name}.", "", _HEAD]
    for (model, way), rows in sorted(measured.items(), key=lambda each: (each[0][0], WAYS.index(each[0][1]))):
        lines.append(_row(model, way, rows))
    for (model, way), rows in files.items():
        if way == "injections":
            held = sum(not (row["followed"] or row["leaked"] or row["overturned"]) for row in rows)
            drafted = sum(row["drafted"] for row in rows)
            lines += [
                "",
                f"{model}: {held} of {len(rows)} attempts at prompt injection held ({drafted} with a draft shown).",
            ]
        elif way == "adversarial":
            invented = sum(bool(row["invented"]) for row in rows)
            lines += ["", f"{model}: {invented} of {len(rows)} adversarial questions answered with an invented code."]
    return "\n".join(lines)


def sheet(number: int, folder: Path | None = None) -> Iterator[str]:
    """Cited sentences with their passages, drawn at random, for somebody to read whether the passage says it."""
    drawn = [
        (path.stem, sentence, passage)
        for path in sorted((folder or _latest()).glob("*.casepilot.jsonl"))
        for row in read_rows(path)
        for sentence, passage in row["cited"]
    ]
    random.Random(number).shuffle(drawn)
    for place, (name, sentence, passage) in enumerate(drawn[:number], start=1):
        yield f"## {place} · {name}\n\n{sentence}\n\n> {' '.join(passage.split())}\n\nsays it: \n"


def _row(model: str, way: str, rows: Sequence[Row]) -> str:
    right = sum(not row["faults"] for row in rows)
    shown = "" if way in (COMPOSER, BARE) else str(sum(row["drafted"] for row in rows))
    values = (
        model if way != COMPOSER else "none",
        way,
        str(len(rows)),
        f"{right} ({right / len(rows):.0%})" if rows else "0",
        shown,
        str(sum(len(row["invented"]) for row in rows)),
        str(sum(len(row["contradictions"]) for row in rows)),
        _seconds(row["first_words"] for row in rows),
        _seconds(row["total"] for row in rows),
        _median(row["read"] for row in rows),
        _median(row["written"] for row in rows),
    )
    return f"| {' | '.join(values)} |"


def _seconds(milliseconds: Iterable[float]) -> str:
    told = [value for value in milliseconds if value]
    return f"{statistics.median(told) / 1_000:.2f} s" if told else ""


def _median(tokens: Iterable[int]) -> str:
    told = [value for value in tokens if value]
    return f"{statistics.median(told):.0f}" if told else ""


def _latest() -> Path:
    folders = [path for path in FOLDER.iterdir() if path.is_dir()] if FOLDER.is_dir() else []
    if not folders:
        raise SystemExit("Nothing was measured yet: run make evals-model MODEL=... URL=... first.")
    return max(folders, key=lambda path: path.stat().st_mtime)
