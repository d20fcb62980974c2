"""Asks CasePilot about every active add-on code, and compares its answers with the add-on code edits.

    python scripts/measure_add_ons.py --day 2026-05-15                               # with the loaded edition
    python scripts/measure_add_ons.py --day 2026-05-15 --file AOC_V2026Q2-MCR.xlsx   # with a file of CMS

Two questions a code, through ``CasePilot.ask`` as the chat asks it: "which primaries go with X?" must name the set of
primary codes in force in the table, no more and no fewer; "can X be billed alone?" must never be answered with yes.
The table is read with SQL of this script's own, so that the comparison does not run through the rule it measures.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sqlite3
import sys
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from assistant.answer import Answer  # noqa: E402
from assistant.bootstrap import open_casepilot  # noqa: E402
from assistant.casepilot import CasePilot  # noqa: E402
from assistant.events import AnswerReady  # noqa: E402
from assistant.understand.query import Conversation  # noqa: E402
from corpus.configuration import StoreSettings  # noqa: E402
from corpus.errors import CasePilotError  # noqa: E402
from corpus.mentions import find_codes  # noqa: E402
from corpus.relations import Table  # noqa: E402
from corpus.store.shelf import Shelf  # noqa: E402
from corpus.store.snapshot import Home  # noqa: E402


def table_sets(home: Home, day: date, edition_id: str | None) -> tuple[str, dict[str, set[str]]]:
    """The edition's title, and for every add-on code with a row in force its listed primary codes."""
    entries = [entry for entry in Shelf.open(home).entries if entry.edition.table == Table.ADD_ON.value]
    chosen = [entry for entry in entries if edition_id in (None, entry.edition.id) and entry.edition.covers(day)]
    if not chosen:
        raise SystemExit(f"No add-on code edits of {day} are added; run 'python -m ingest add' with an AOC file first.")
    entry = max(chosen, key=lambda entry: entry.edition.effective_from or date.min)
    ordinal = day.toordinal()
    sets: dict[str, set[str]] = defaultdict(set)
    with sqlite3.connect(f"file:{home.path / 'editions' / entry.file}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            'SELECT add_on, "primary", effective, deleted, add_on_deleted, primary_deleted FROM add_on_pairs'
        )
        for add_on, primary, effective, *ends in rows:
            ended = any(end is not None and end < ordinal for end in ends)
            if (effective is None or effective <= ordinal) and not ended and ends[0] != (effective or -1):
                sets[add_on] |= {primary} if primary else set()
    return entry.edition.title, sets


def file_sets(path: Path, day: date) -> tuple[str, dict[str, set[str]]]:
    """The same from CMS's own workbook: days are YYYYDDD there, the contractor's primaries CCCCC."""
    import openpyxl

    told = int(f"{day:%Y%j}")
    sets: dict[str, set[str]] = defaultdict(set)
    for row in openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(min_row=3, values_only=True):
        _, add_on, add_on_end, primary, primary_end, begin, end, *_ = row
        ended = any(last and int(last) < told for last in (add_on_end, primary_end, end))
        if add_on and int(begin) <= told and not ended and begin != end:
            sets[str(add_on)] |= {str(primary)} - {"CCCCC"}
    return path.name, sets


async def ask(casepilot: CasePilot, text: str, day: date) -> Answer:
    async for event in casepilot.ask(Conversation(), text, today=day):
        if isinstance(event, AnswerReady):
            return event.answer
    raise AssertionError("an answer always comes")


def named_primaries(answer: Answer, code: str) -> set[str]:
    """The codes that the verdict (the first sentence) names as primary codes."""
    return {str(mention.code) for mention in find_codes(answer.sentences[0].text)} - {code}


async def measure(casepilot: CasePilot, sets: dict[str, set[str]], day: date) -> list[str]:
    wrong: list[str] = []
    for code, primaries in sorted(sets.items()):
        listed = await ask(casepilot, f"which primaries go with {code}?", day)
        if named_primaries(listed, code) != primaries:
            wrong.append(f"{code}: primaries {sorted(primaries)}, answered {listed.sentences[0].text!r}")
        alone = await ask(casepilot, f"can {code} be billed alone?", day)
        first = alone.sentences[0].text.replace("**", "")
        if not first.startswith("No") or re.search(r"\bcan be billed alone|\byes\b", alone.text, re.IGNORECASE):
            wrong.append(f"{code}: alone, answered {first!r}")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--day", type=date.fromisoformat, default=date.today(), help="date of service")
    parser.add_argument("--file", type=Path, help="an AOC workbook of CMS to compare with")
    parser.add_argument("--edition", help="edition id; the one of the day by default")
    options = parser.parse_args()
    try:
        home = Home(StoreSettings().home)
        title, sets = (
            file_sets(options.file, options.day) if options.file else table_sets(home, options.day, options.edition)
        )
        casepilot = open_casepilot()
    except CasePilotError as error:
        print(error, file=sys.stderr)
        return 1
    began = time.perf_counter()
    wrong = asyncio.run(measure(casepilot, sets, options.day))
    seconds = time.perf_counter() - began
    pairs = sum(map(len, sets.values()))
    print(f"{title}, date of service {options.day}: {len(sets)} add-on codes, {pairs} listed pairs")
    print(f"{2 * len(sets)} questions in {seconds:.1f} s ({seconds / (2 * len(sets)) * 1000:.1f} ms each)")
    print(f"answers that differ from the table: {len(wrong)}")
    for line in wrong:
        print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
