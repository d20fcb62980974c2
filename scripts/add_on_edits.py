"""Writes corpus/text/add_on_edits.txt from CMS's add-on code file, or compares it with one.

    python scripts/add_on_edits.py AOC_V2026Q2-MCR.xlsx            # writes nothing; exits 1 where they differ
    python scripts/add_on_edits.py AOC_V2026Q2-MCR.xlsx --write

Only numbers, edit types, dates and the kind of a special note are taken: facts, and no descriptor.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus.add_on_facts import ADD_ON_FACTS_FILE, NOTES, note_kind, read_pairs, write_pairs
from corpus.authored import TEXT_FOLDER
from corpus.editions import Edition
from corpus.errors import RowError
from corpus.relations import AddOnPair
from ingest.files import opened
from ingest.sources.aoc import FORMAT

HEADER = """\
# The add-on code edits of Medicare NCCI, 2026 Q2 (2026-04-01 to 2026-06-30), as facts: numbers, types, dates.
# Written and checked by scripts/add_on_edits.py against CMS's own file. How a line is read: corpus/add_on_facts.py.
"""


def published(path: Path) -> tuple[str, list[AddOnPair]]:
    """The title of the file's edition, and every pair of it. Exits with a sentence for a file that is none."""
    title, pairs = "", []
    with opened(path) as files:
        for file in files:
            for item in FORMAT.read(file) if not isinstance(file, Exception) else [file]:
                if isinstance(item, Edition):
                    title = item.title
                elif isinstance(item, AddOnPair):
                    pairs.append(item)
                else:
                    sys.exit(f"{path}: {item}")
    return title, pairs


def facts_of(pair: AddOnPair, note: str) -> tuple[object, ...]:
    days = (pair.effective, pair.deleted, pair.add_on_deleted, pair.primary_deleted)
    return (str(pair.add_on), str(pair.primary), pair.edit_type, *map(str, days), note)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="the AOC file of CMS, Medicare")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    title, pairs = published(options.file)
    path = TEXT_FOLDER / ADD_ON_FACTS_FILE
    if options.write:
        path.write_text(HEADER + "\n".join(write_pairs(pairs)) + "\n", encoding="utf-8")
    kept = list(read_pairs(path.read_text(encoding="utf-8"), "shipped"))
    refused = [str(row) for row in kept if isinstance(row, RowError)]
    ours = {facts_of(pair, pair.note) for pair in kept if isinstance(pair, AddOnPair)}
    words = {"": "", **{kind: text for kind, (_, text) in NOTES.items()}}
    theirs = {facts_of(pair, words[note_kind(pair.note)]) for pair in pairs}
    active = [pair for pair in pairs if pair.last_day is None]
    print(
        f"{title}: {len(pairs):,} pairs, {len(active):,} active "
        f"of {len({pair.add_on for pair in active})} add-on codes; "
        f"{path.name}: {len(ours):,} pairs in {path.stat().st_size:,} bytes"
    )
    for name, rows in (("only in the publisher's file", theirs - ours), ("only in ours", ours - theirs)):
        print(f"{name}: {len(rows)}")
        for row in sorted(map(str, rows))[:20]:
            print(f"  {row}")
    print("\n".join(refused))
    return 1 if refused or ours != theirs else 0


if __name__ == "__main__":
    sys.exit(main())
