"""How much one file may be: what publishers and coders have is far below, what is beyond would be read for hours.

Each is a setting, ``CASEPILOT_INGEST_ROWS`` and so on, and what is refused names the one to raise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from pydantic import PositiveInt, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.configuration import unusable
from corpus.errors import SourceError

Row = TypeVar("Row")

_PREFIX = "CASEPILOT_INGEST_"


class TooLarge(SourceError):
    """A file that is beyond a limit: nothing of it was taken."""


class Limits(BaseSettings):
    """``megabytes`` of one file once it is unpacked, ``depth`` of zips in zips, ``rows`` of all tables of a file,
    ``pages`` of a PDF, ``text_megabytes`` of a text, HTML or mail, ``seconds`` of reading."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore")

    # The largest real one, a PTP part, unpacks to about 40 MB and has 650 thousand rows.
    megabytes: PositiveInt = 1_000
    depth: PositiveInt = 3
    rows: PositiveInt = 2_500_000
    # Medicare's longest manual chapters have some hundred pages; one page takes a fortieth of a second.
    pages: PositiveInt = 3_000
    text_megabytes: PositiveInt = 16
    seconds: PositiveInt = 1_800

    @classmethod
    def read(cls) -> Limits:
        """The limits that are set; raises SettingsError."""
        try:
            return cls()
        except ValidationError as error:
            raise unusable(error, _PREFIX) from None


def too_large(name: str, what: str, setting: str) -> TooLarge:
    """The refusal of a file that has ``what`` ("more than 3,000 pages"), with the ways on."""
    return TooLarge(
        f"{name}: it has {what}, which is more than is read of one file; cut it into parts and add those, or set "
        f"{_PREFIX}{setting.upper()} higher and add it again."
    )


def within_rows(rows: Iterable[Row], name: str) -> Iterator[Row]:
    """The rows as they come; raises TooLarge for one too many."""
    most = Limits.read().rows
    for count, row in enumerate(rows, start=1):
        if count > most:
            raise too_large(name, f"more than {most:,} rows", "rows")
        yield row
