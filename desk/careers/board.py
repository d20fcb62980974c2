"""The board, opened: its stores over the desk's own database, put together in one place."""

from __future__ import annotations

from dataclasses import dataclass

from desk.accounts.database import Database
from desk.careers.settings import CareersSettings
from desk.careers.store.addresses import Addresses
from desk.careers.store.alerts import Alerts
from desk.careers.store.figures import Figures
from desk.careers.store.jobs import Jobs
from desk.careers.store.kept import Reports, Saved


@dataclass(frozen=True, slots=True)
class Board:
    settings: CareersSettings
    jobs: Jobs
    saved: Saved
    reports: Reports
    addresses: Addresses
    alerts: Alerts
    figures: Figures

    @classmethod
    def open(cls, database: Database, settings: CareersSettings) -> Board:
        """Makes the word index at the first time."""
        jobs = Jobs(database)
        return cls(
            settings,
            jobs,
            Saved(database),
            Reports(database),
            Addresses(database),
            Alerts(database),
            Figures(database),
        )
