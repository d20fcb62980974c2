"""One module per publisher format. A source gives editions, records and rows, with a RowError for a bad row.

A format module has a ``FORMAT``: it says by a file's content whether it can read it, and reads it. Items come in this
order: the ``Edition`` first, then its rows; a file may hold several editions, each before its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Protocol

from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import CodeRecord, GuidelineSection
from corpus.relations import Relation


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader accepted or left out, and why: told once, kept beside the edition. No row was refused."""

    text: str


class NotNeeded(SourceError):
    """A file of a publisher's package that holds nothing that is read: told as such, and no failure."""


Item = Edition | CodeRecord | GuidelineSection | Relation | RowError | Notice
Source = Callable[[], Iterator[Item]]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as a publisher made it: out of any zip or gzip that it came in.

    ``name`` is its own name ("ccipra-v322r0-f1.TXT"); ``path`` is what it can be opened as: a plain file, extracted to
    a temporary place when it came packed. ``origin`` is how a user finds it ("cms.zip/ccipra-v322r0-f1.TXT").
    ``head`` is its first ``HEAD_BYTES`` bytes. ``effective`` is the user's own word for the first day it covers
    (``--effective``), for files that say it nowhere.
    """

    name: str
    path: Path
    origin: str
    head: bytes
    effective: date | None = None

    def open(self) -> BinaryIO:
        return self.path.open("rb")


# Notices and preambles are a few kilobytes; headers come well before this.
HEAD_BYTES = 65_536


class Format(Protocol):
    """One publisher's file format."""

    @property
    def name(self) -> str:
        """What a user would call it: "NCCI add-on code edits"."""
        ...

    @property
    def full_release_rows(self) -> int:
        """Rows that any whole release has at least (a named constant, measured); fewer are taken for an excerpt."""
        ...

    def recognises(self, file: SourceFile) -> bool:
        """True when the content is of this format, by its header and never by the file's name. Does not raise."""
        ...

    def read(self, file: SourceFile) -> Iterator[Item]:
        """Every item of the file. Raises SourceError when the file cannot be read at all; bad rows come as RowError."""
        ...
