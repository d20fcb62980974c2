"""The board, opened: its stores over the desk's own database, put together in one place."""

from __future__ import annotations

from dataclasses import dataclass

from desk.accounts.database import Database
from desk.careers.settings import CareersSettings
from desk.careers.store.jobs import Jobs


@dataclass(frozen=True, slots=True)
class Board:
    settings: CareersSettings
    jobs: Jobs

    @classmethod
    def open(cls, database: Database, settings: CareersSettings) -> Board:
        """Makes the word index at the first time."""
        return cls(settings, Jobs(database))
