"""``python -m tests.soak.hours.victim HOME ROUND``: adds a document and builds, for ``kills`` to end somewhere in it."""

from __future__ import annotations

import functools
import io
import sys
import tempfile
from pathlib import Path

from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home
from ingest.adding import add
from ingest.pipeline import build
from ingest.progress import Progress
from ingest.sources.formats import FORMATS
from ingest.sources.icd10cm import icd10cm
from ingest.sources.shelf import shelf_texts

_SENTENCE = "In round {number} the plan covers one visit a year for an adult and {count} more for a child. "
_CATEGORIES = frozenset({"J45"})


def main(home: Home, number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "policy.md"
        sentences = "".join(_SENTENCE.format(number=number, count=count) for count in range(40))
        path.write_text(f"# A policy\n\n{sentences}\n", encoding="utf-8")
        add(home, [path], FORMATS, Progress(io.StringIO()))
    sources = [functools.partial(shelf_texts, Shelf.open(home)), functools.partial(icd10cm, _CATEGORIES)]
    build(home, sources, Progress(io.StringIO()))


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])), int(sys.argv[2]))
