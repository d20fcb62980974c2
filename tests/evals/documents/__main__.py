"""``python -m tests.evals.documents``: recall and precision of words, their order and cells, by kind of document."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.evals.documents.reading import measured


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder))
    print("| kind | documents | words, recall | precision | order, recall | precision | cells, recall | precision |")
    print("|---|---|---|---|---|---|---|---|")
    for kind, one in found.items():
        scores = [f"{s.recall:.3f} | {s.precision:.3f}" for s in (one.words, one.order, one.cells)]
        print(f"| {kind} | {one.documents} | {' | '.join(scores)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
