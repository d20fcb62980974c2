"""All that the desk keeps of people, opened together: the one place where the parts are put together."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from assistant.privacy.hiding import kept_words
from desk.accounts.database import Database
from desk.accounts.secrets import installation_secret
from desk.accounts.settings import AccountSettings, Mode
from desk.accounts.stores.attempts import Attempts
from desk.accounts.stores.kept.favourites import Favourites
from desk.accounts.stores.kept.feedback import Feedback
from desk.accounts.stores.kept.lists import CodeLists
from desk.accounts.stores.kept.notes import Notes
from desk.accounts.stores.kept.searches import Searches
from desk.accounts.stores.people import LOCAL, People
from desk.accounts.stores.plans import read_plans
from desk.accounts.stores.quotas import Quotas
from desk.accounts.stores.sessions import Sessions
from desk.accounts.stores.shares import Shares
from desk.accounts.stores.threads import Threads
from desk.accounts.stores.tokens import Tokens

_GUESTS_KEPT_SECONDS = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Accounts:
    """The stores over one database. ``secret`` seals cookies and forms; ``secure``: cookies go over TLS only."""

    settings: AccountSettings
    secret: str
    secure: bool
    database: Database
    people: People
    sessions: Sessions
    tokens: Tokens
    attempts: Attempts
    quotas: Quotas
    threads: Threads
    shares: Shares
    favourites: Favourites
    notes: Notes
    lists: CodeLists
    searches: Searches
    feedback: Feedback

    @property
    def mode(self) -> Mode:
        return self.settings.mode

    @classmethod
    def open(cls, home: Path, settings: AccountSettings, *, secure: bool = False) -> Accounts:
        """Opens the database with its newest schema, and clears away what has had its time. Raises CasePilotError."""
        plans = read_plans(settings.plans)
        secret = settings.secret or installation_secret(home)
        keeps = kept_words if settings.hides else str
        database = Database.open(settings.database)
        accounts = cls(
            settings,
            secret,
            secure,
            database,
            People(database),
            Sessions(database),
            Tokens(database),
            Attempts(database),
            Quotas(database, plans),
            Threads(database, keeps),
            Shares(database),
            Favourites(database),
            Notes(database, keeps),
            CodeLists(database),
            Searches(database, keeps),
            Feedback(database),
        )
        accounts.people.ensure(LOCAL)
        accounts.people.prune_guests(time.time() - _GUESTS_KEPT_SECONDS)
        accounts.quotas.prune()
        return accounts

    def close(self) -> None:
        self.database.close()
