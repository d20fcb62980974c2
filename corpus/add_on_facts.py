"""The add-on code edits that CasePilot ships as facts, ``corpus/text/add_on_edits.txt``: their text, read and written.

A line holds the pairs of one add-on code that have everything but the primary code in common:

    99354 1 2013-04-01 deleted=2022-12-31 add-on-deleted=2022-12-31: 90837 99242-99245

add-on code, CMS's edit type, first day of the edit, its last day and that of either code where there is one, a note by
its kind; after the colon the primary codes, a run of numbers as a range, ``-`` for contractor-defined. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from corpus.codes import CptCode
from corpus.errors import InvalidCode, RowError
from corpus.records import SourceRef
from corpus.relations import AddOnPair, ProcedureCode, procedure_code

ADD_ON_FACTS_FILE = "add_on_edits.txt"
ADD_ON_EDITION = "aoc-2026q2"  # of sources.yaml

# The special notes of CMS's file by kind: how each begins there, and what it says in our words.
NOTES = {
    "contractor": ("Contractor Defined", "The primary codes are the contractor's to define"),
    "practitioner": ("96360 (Practitioner Only)", "96360 counts as a primary for practitioners only"),
    "facility": ("96376 may be reported by facilities", "Facilities only"),
    "suspended": ("(Temporarily suspended", "Suspended for a time, back to 2019-01-01"),
    "microscope": ('"Based on Internet-Only Manual', "Medicare Claims Processing Manual, chapter 12, section 20.4.5"),
}
_CONTRACTOR_DEFINED = "-"
_DAYS = {"deleted": "deleted", "add-on-deleted": "add_on_deleted", "primary-deleted": "primary_deleted"}
_LINE = re.compile(
    r"(?P<add_on>\w{5}) (?P<type>[123]) (?P<effective>\S{10})(?P<more>(?: [a-z-]+=\S+)*): (?P<listed>.+)"
)
# Two codes side by side are shorter than a range of them.
_SHORTEST_RANGE = 3
# Primary codes of one line: more are told on the next, so that a change shows as a short difference.
_A_LINE = 18


def note_kind(note: str) -> str:
    """The kind of a special note as CMS prints it; "" for none. Raises ValueError for a note that is not known."""
    if not note:
        return ""
    for kind, (begins, _) in NOTES.items():
        if note.startswith(begins):
            return kind
    raise ValueError(f"the special note {note!r} is of no known kind; name it in corpus/add_on_facts.py")


def read_pairs(text: str, edition_id: str, file: str = ADD_ON_FACTS_FILE) -> Iterator[AddOnPair | RowError]:
    """Every pair of the text, in its order; a line that cannot be read comes as RowError."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            yield from _pairs(line, edition_id)
        except (InvalidCode, ValueError) as error:
            yield RowError(file, number, str(error))


def _pairs(line: str, edition_id: str) -> Iterator[AddOnPair]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError("the line is not in the form 'add-on type first-day ...: primaries'")
    more = dict(item.split("=", 1) for item in match["more"].split())
    note = NOTES[more.pop("note")][1] if "note" in more else ""
    days = {_DAYS[name]: date.fromisoformat(value) for name, value in more.items()}
    add_on = procedure_code(match["add_on"])
    for primary in _listed(match["listed"]):
        yield AddOnPair(
            add_on,
            primary,
            int(match["type"]),
            SourceRef(edition_id, f"row {add_on}/{primary or 'contractor-defined'}"),
            effective=date.fromisoformat(match["effective"]),
            note=note,
            **days,
        )


def _listed(text: str) -> Iterator[ProcedureCode | None]:
    for word in text.split():
        first, _, last = word.partition("-")
        if word == _CONTRACTOR_DEFINED:
            yield None
        elif last:
            yield from (CptCode.parse(f"{number:05}") for number in range(int(first), int(last) + 1))
        else:
            yield procedure_code(first)


def write_pairs(pairs: Iterable[AddOnPair]) -> Iterator[str]:
    """The lines of some pairs, sorted. ``note`` of a pair is as CMS prints it, or in our words."""
    ours = {words: kind for kind, (_, words) in NOTES.items()}

    def line_of(pair: AddOnPair) -> str:
        days = {name: getattr(pair, field) for name, field in _DAYS.items()}
        kind = ours.get(pair.note) or note_kind(pair.note)
        more = [f" {name}={day}" for name, day in days.items() if day] + ([f" note={kind}"] if kind else [])
        return f"{pair.add_on} {pair.edit_type} {pair.effective}{''.join(more)}"

    rows = sorted((line_of(pair), str(pair.primary or _CONTRACTOR_DEFINED)) for pair in pairs)
    for head, group in groupby(rows, key=lambda row: row[0]):
        words = list(_runs([primary for _, primary in group]))
        for start in range(0, len(words), _A_LINE):
            yield f"{head}: {' '.join(words[start : start + _A_LINE])}"


def _runs(codes: Sequence[str]) -> Iterator[str]:
    """Sorted codes, with runs of consecutive numbers as ranges."""
    run: list[str] = []
    for code in (*codes, ""):
        if run and code.isdigit() and run[-1].isdigit() and int(code) == int(run[-1]) + 1:
            run.append(code)
            continue
        yield from [f"{run[0]}-{run[-1]}"] if len(run) >= _SHORTEST_RANGE else run
        run = [code]
