"""``python -m tests.evals.documents``: words, their order and cells by kind of document; a hundred questions."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.evals.documents import questions
from tests.evals.documents.reading import measured


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder))
        asked, own, quoted = questions.measured(Path(folder))
    print("| kind | documents | words, recall | precision | order, recall | precision | cells, recall | precision |")
    print("|---|---|---|---|---|---|---|---|")
    for kind, one in found.items():
        scores = [f"{s.recall:.3f} | {s.precision:.3f}" for s in (one.words, one.order, one.cells)]
        print(f"| {kind} | {one.documents} | {' | '.join(scores)} |")
    print(f"\n{asked} questions: {own} answered first by the document named, {quoted} with the very sentence.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
