"""How people come to the desk, from the environment.

CASEPILOT_MODE           single, team or public; without it single on this machine alone, team beyond it
CASEPILOT_DESK_URL       the database of people and conversations; without it desk.db in CASEPILOT_HOME
CASEPILOT_SECRET         what seals cookies and forms; without it one is made and kept in CASEPILOT_HOME. Several
                         servers before one database need the same
CASEPILOT_PLANS          a file of quotas by plan; without it desk/accounts/plans.yaml
CASEPILOT_PROXIES        addresses or networks of the proxies whose word counts, with commas between
CASEPILOT_PROXY_HEADER   the header in which they tell who was signed in there (X-Forwarded-User)
CASEPILOT_OIDC_ISSUER    a provider of OpenID Connect where people sign in, with _OIDC_CLIENT and _OIDC_SECRET
CASEPILOT_NEW_ROLE       what somebody is who comes by a proxy or a provider for the first time: reader, coder (the
                         default) or admin
CASEPILOT_KEEP_DAYS      after so many days without change a conversation is deleted; without it, none is
CASEPILOT_AUDIT_DAYS     after so many days the log of who did what is cleared; without it, it isn't
CASEPILOT_AUDIT_WORDS    true: that log keeps the questions' text too, without identifiers of persons
CASEPILOT_MAIL_OUT       the server that sends: smtps://, smtp+starttls:// or, on this machine only, smtp://
CASEPILOT_MAIL_FROM      whom the desk's own mail is from; with both, a forgotten password is reset by mail
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.settings import PrivacySettings
from corpus.configuration import unusable
from corpus.errors import SettingsError
from desk.accounts.rights import Role
from desk.accounts.stores.plans import DEFAULT_FILE
from desk.serving.post import Post

_SHORTEST_SECRET = 32
_MOST_DAYS = 36_500  # a hundred years
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Mode(StrEnum):
    """Who may come."""

    SINGLE = "single"  # one person at this machine, without sign-in
    TEAM = "team"  # those who are signed in
    PUBLIC = "public"  # everybody, guests within their quotas; whoever registers has more


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CASEPILOT_", extra="ignore")

    mode: Mode | None = None
    desk_url: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")
    plans: Path = DEFAULT_FILE
    proxies: str = ""
    proxy_header: str = ""
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: SecretStr = SecretStr("")
    new_role: Role = Role.CODER
    keep_days: int | None = Field(default=None, ge=1, le=_MOST_DAYS)
    audit_days: int | None = Field(default=None, ge=1, le=_MOST_DAYS)
    audit_words: bool = False


@dataclass(frozen=True, slots=True)
class Provider:
    """Where people of an organisation sign in: its issuer's address, and what this desk is called there."""

    issuer: str
    client: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """What the environment says, understood. ``database`` is the address of one and may hold a password; ``secret``
    is "" where none is set."""

    mode: Mode
    database: str = field(repr=False)
    plans: Path = DEFAULT_FILE
    secret: str = field(default="", repr=False)
    proxies: tuple[Network, ...] = ()
    proxy_header: str = ""
    new_role: Role = Role.CODER
    provider: Provider | None = None
    hides: bool = True  # identifiers of persons, in what is kept of conversations
    keep_days: int | None = None  # None: for ever
    audit_days: int | None = None
    audit_words: bool = False
    post: Post | None = None  # None: no mail is sent

    @classmethod
    def read(cls, home: Path, *, local: bool) -> AccountSettings:
        """``local``: only this machine reaches the server. Raises SettingsError, one sentence with its remedy."""
        try:
            found, hides = _Environment(), PrivacySettings().hide_identifiers
        except ValidationError as error:
            raise unusable(error) from None
        mode = found.mode or (Mode.SINGLE if local else Mode.TEAM)
        if mode is Mode.SINGLE and not local:
            raise SettingsError(
                "CASEPILOT_MODE=single asks nobody who they are and is for this machine alone: set team or public, "
                "or serve on 127.0.0.1."
            )
        proxies = _networks(found.proxies)
        if found.proxy_header and not proxies:
            raise SettingsError(
                "CASEPILOT_PROXY_HEADER says who is signed in, so only named proxies may send it: "
                "set CASEPILOT_PROXIES to their addresses, such as 127.0.0.1."
            )
        address = found.desk_url.get_secret_value() or f"sqlite:///{home.absolute() / 'desk.db'}"
        secret = found.secret.get_secret_value()
        if secret and len(secret) < _SHORTEST_SECRET:
            raise SettingsError(f"CASEPILOT_SECRET is easily guessed: give it {_SHORTEST_SECRET} characters or more.")
        header, provider = found.proxy_header.casefold(), _provider(found)
        return cls(
            mode,
            address,
            found.plans,
            secret,
            proxies,
            header,
            found.new_role,
            provider,
            hides,
            found.keep_days,
            found.audit_days,
            found.audit_words,
            Post.read(),
        )


def _provider(found: _Environment) -> Provider | None:
    if not found.oidc_issuer:
        return None
    parts = urlsplit(found.oidc_issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")):
        raise SettingsError(
            "CASEPILOT_OIDC_ISSUER is no address of a provider; write it like https://login.example.org"
        )
    if not found.oidc_client:
        raise SettingsError("CASEPILOT_OIDC_CLIENT is missing: the provider gives it to you for this desk.")
    return Provider(found.oidc_issuer, found.oidc_client, found.oidc_secret.get_secret_value())


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(
            f"CASEPILOT_PROXIES can't be read ({error}); write addresses or networks such as 127.0.0.1,10.0.0.0/8."
        ) from None
