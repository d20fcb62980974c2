"""A build after one of a thousand files changed, against a build of all of them."""

from __future__ import annotations

import shutil
import sys
import time
from functools import partial
from pathlib import Path

from corpus.authored import TEXT_FOLDER
from corpus.configuration import StoreSettings
from corpus.store.snapshot import Home
from ingest.pipeline import build
from ingest.progress import Progress
from ingest.sources.authored import authored

FILES = 1_000
SECTIONS = 20


def measure(folder: Path) -> dict[str, float]:
    """Seconds of a full build of ``FILES`` documents and of one after a change in one of them."""
    shutil.rmtree(folder, ignore_errors=True)
    texts, home = folder / "text", Home(folder / "home")
    (texts / "guidelines").mkdir(parents=True)
    shutil.copytree(Home(StoreSettings().home).models, home.models)
    shutil.copy(TEXT_FOLDER / "sources.yaml", texts)
    (texts / "modifiers.yaml").write_text("", encoding="utf-8")
    for number in range(FILES):
        _write(texts, number, "as it was")
    times = {}
    for name in ("full build", "one file changed"):
        began = time.perf_counter()
        result = build(home, [partial(authored, texts)], Progress(sys.stderr))
        times[name] = time.perf_counter() - began
        times[f"{name}, passages embedded"] = result.embedded
        _write(texts, 7, "changed")
    shutil.rmtree(folder)
    return times


def _write(texts: Path, number: int, state: str) -> None:
    sections = "\n\n".join(
        f"## Rule {part} of subject {number} {{#rule-{part}}}\n"
        f"Subject {number} is reported once a day, rule {part}, {state}: the record shows time {part} and reason {number}.\n"
        "Source: casepilot-text, made up"
        for part in range(SECTIONS)
    )
    (texts / "guidelines" / f"document-{number}.md").write_text(
        f"---\nid: document-{number}\ntitle: Subject {number}\ntopics: [subject {number}]\ncodes: []\n"
        f"sources: [casepilot-text]\n---\nAbout subject {number}.\n\n{sections}\n",
        encoding="utf-8",
    )
