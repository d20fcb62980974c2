"""All that the desk keeps of people, opened together: the one place where the parts are put together."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from assistant.privacy.hiding import kept_words
from desk.accounts.database import Database
from desk.accounts.keeping.audit import AuditLog
from desk.accounts.keeping.recorder import Recorder
from desk.accounts.keeping.retention import DAY_SECONDS, clear_aged
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

_GUESTS_KEPT_SECONDS = 30 * DAY_SECONDS


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
    audit: AuditLog
    recorder: Recorder

    @property
    def mode(self) -> Mode:
        return self.settings.mode

    @classmethod
    def open(cls, home: Path, settings: AccountSettings, *, secure: bool = False) -> Accounts:
        """Opens the database with its newest schema. Raises CasePilotError."""
        plans = read_plans(settings.plans)
        secret = settings.secret or installation_secret(home)
        keeps = kept_words if settings.hides else str
        database = Database.open(settings.database)
        audit = AuditLog(database, keeps if settings.audit_words else None)
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
            audit,
            Recorder(audit),
        )
        accounts.people.ensure(LOCAL)
        return accounts

    def clear(self) -> dict[str, int]:
        """Deletes what has had its time; how many rows of what."""
        settings = self.settings
        cleared = clear_aged(self.database, settings.keep_days)
        cleared["guests"] = self.people.prune_guests(time.time() - _GUESTS_KEPT_SECONDS)
        self.quotas.prune()
        if settings.audit_days is not None:
            cleared["audit"] = self.audit.prune(time.time() - settings.audit_days * DAY_SECONDS)
        return cleared

    def close(self) -> None:
        self.recorder.close()
        self.database.close()
