"""Which servers hold parts of a published snapshot: PostgreSQL the catalog, a Chroma server the vectors.

Only addresses: nothing here connects. No password or token is in any text this module gives (``str``, ``repr`` and
errors): an address that cannot be read is told by the setting's name alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import sqlalchemy as sa

from corpus.errors import SettingsError

_DATABASE_FORM = "postgresql+psycopg://user:password@host/database"
_CHROMA_FORM = "http://host:port or https://host/tenant/database"

# Chroma's own names of what a server has without further ado.
_TENANT, _DATABASE = "default_tenant", "default_database"


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL database. ``str`` names it without user and password."""

    url: sa.URL = field(repr=False)

    def __str__(self) -> str:
        port = f":{self.url.port}" if self.url.port else ""
        return f"{self.url.host or 'localhost'}{port}/{self.url.database or ''}"

    @classmethod
    def read(cls, text: str) -> Database:
        """Reads CASEPILOT_DATABASE_URL; raises SettingsError."""
        try:
            url = sa.make_url(text)
        except (sa.exc.ArgumentError, ValueError):
            url = None
        if url is None or url.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
            raise SettingsError(f"CASEPILOT_DATABASE_URL is not the address of a PostgreSQL; write {_DATABASE_FORM}.")
        # The one driver that is installed with casepilot[postgres].
        return cls(url.set(drivername="postgresql+psycopg"))


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """A Chroma server, one's own or Chroma Cloud. ``str`` names it without its token."""

    scheme: str
    host: str
    port: int
    tenant: str
    database: str
    token: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def is_cloud(self) -> bool:
        return self.host.endswith(".trychroma.com")

    @classmethod
    def read(cls, text: str, token: str) -> ChromaServer:
        """Reads CASEPILOT_CHROMA_URL; raises SettingsError."""
        try:
            parts = urlsplit(text)
            port = parts.port or (443 if parts.scheme == "https" else 8000)
        except ValueError:
            parts, port = urlsplit(""), 0
        path = [part for part in parts.path.split("/") if part]
        odd = parts.username or parts.password or parts.query or parts.fragment
        if parts.scheme not in ("http", "https") or not parts.hostname or odd or len(path) not in (0, 2):
            raise SettingsError(
                f"CASEPILOT_CHROMA_URL is not the address of a Chroma server; write {_CHROMA_FORM}, and a token, "
                "when it asks for one, in CASEPILOT_CHROMA_TOKEN."
            )
        tenant, database = path or (_TENANT, _DATABASE)
        server = cls(parts.scheme, parts.hostname, port, tenant, database, token)
        if server.is_cloud and not (path and token):
            raise SettingsError(
                "Chroma Cloud needs CASEPILOT_CHROMA_URL as https://api.trychroma.com/<tenant>/<database> and "
                "CASEPILOT_CHROMA_TOKEN."
            )
        return server


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers that are set. What is None is read from the snapshot's folder."""

    database: Database | None = None
    chroma: ChromaServer | None = None

    def __bool__(self) -> bool:
        return self.database is not None or self.chroma is not None

    @classmethod
    def read(cls, database_url: str, chroma_url: str, chroma_token: str) -> Servers:
        """Reads the settings, empty ones being not set; raises SettingsError."""
        return cls(
            Database.read(database_url) if database_url else None,
            ChromaServer.read(chroma_url, chroma_token) if chroma_url else None,
        )


NO_SERVERS = Servers()
