"""How questions come by mail, from the environment. Without CASEPILOT_MAIL nothing of it is.

CASEPILOT_MAIL           our address, such as consult@example.org: it is all that is read here, and turns mail on
CASEPILOT_MAIL_IN        the mailbox: imaps://USER:PASSWORD@HOST[:PORT][/FOLDER]; imap:// on this machine only
CASEPILOT_MAIL_OUT       the server that sends: smtps://, smtp+starttls:// or, on this machine only, smtp://
CASEPILOT_MAIL_SENDERS   who may ask beside those with an account: addresses and domains (@example.org) with commas
                         between; "confirmed" among them lets everybody in who confirms their address
CASEPILOT_MAIL_RELAY     the name that our own mail server writes into Authentication-Results, or "exchange-online": a
                         mail that it doesn't vouch for is quarantined. Without it nobody's address is checked
CASEPILOT_MAIL_DAILY     questions that one sender without an account may ask on a day (30)
CASEPILOT_MAIL_PERSON    whom a question goes to that has no answer here; their reply goes back into its thread
CASEPILOT_MAIL_PAGES     where the desk's pages are, such as https://codes.example.org: codes become links to them
CASEPILOT_MAIL_KEPT_DAYS how long threads are kept (30)

User names and passwords are written as in any address: %40 for @, %3A for a colon.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.configuration import unusable
from corpus.errors import SettingsError
from desk.mail.reading.headers import is_address
from desk.serving.post import Smtp
from desk.serving.served import is_loopback

_PORTS = {"imaps": 993, "imap": 143}
_EXAMPLE = "imaps://USER:PASSWORD@mail.example.org"
CONFIRMED = "confirmed"


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CASEPILOT_", extra="ignore")

    mail: str = ""
    mail_in: SecretStr = SecretStr("")
    mail_out: SecretStr = SecretStr("")
    mail_senders: str = ""
    mail_relay: str = ""
    mail_daily: int = Field(default=30, ge=1)
    mail_person: str = ""
    mail_pages: str = ""
    mail_kept_days: int = Field(default=30, ge=1)


@dataclass(frozen=True, slots=True)
class MailboxServer:
    """The server of a mailbox, and how it is spoken to."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What the environment says, understood. Addresses and domains are in small letters; "" is what isn't set."""

    address: str
    mailbox: MailboxServer
    outgoing: Smtp
    allowed: frozenset[str] = frozenset()
    confirms: bool = False
    relay: str = ""
    daily: int = 30
    person: str = ""
    pages: str = ""
    kept_days: int = 30

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @classmethod
    def read(cls) -> MailSettings:
        """Raises SettingsError, one sentence with its remedy; for mail that isn't turned on, too."""
        try:
            found = _Environment()
        except ValidationError as error:
            raise unusable(error) from None
        if not found.mail:
            raise SettingsError(
                "Questions by mail are off: set CASEPILOT_MAIL to the address that is asked, such as "
                "consult@example.org, with CASEPILOT_MAIL_IN and CASEPILOT_MAIL_OUT (docs/mail.md)."
            )
        allowed, confirms = _senders(found.mail_senders)
        return cls(
            address=_address("CASEPILOT_MAIL", found.mail),
            mailbox=_mailbox(found.mail_in.get_secret_value()),
            outgoing=Smtp.parse(found.mail_out.get_secret_value()),
            allowed=allowed,
            confirms=confirms,
            relay=found.mail_relay.strip().casefold(),
            daily=found.mail_daily,
            person=_address("CASEPILOT_MAIL_PERSON", found.mail_person) if found.mail_person else "",
            pages=_pages(found.mail_pages),
            kept_days=found.mail_kept_days,
        )


def _address(name: str, text: str) -> str:
    address = text.strip().casefold()
    if not is_address(address):
        raise SettingsError(f"{name} is no mail address; write it like consult@example.org.")
    return address


def _senders(text: str) -> tuple[frozenset[str], bool]:
    told = {part.strip().casefold() for part in text.split(",") if part.strip()}
    allowed = frozenset(told - {CONFIRMED})
    for one in sorted(allowed):
        if not is_address(f"anybody{one}" if one.startswith("@") else one):
            raise SettingsError(
                f"CASEPILOT_MAIL_SENDERS can't be read at {one!r}; write addresses and domains such as "
                "ann@example.org, @example.com, or confirmed."
            )
    return allowed, CONFIRMED in told


def _mailbox(address: str) -> MailboxServer:
    """Of CASEPILOT_MAIL_IN. The sentence for one that can't be used never shows it: it may hold a password."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise SettingsError(
            f"CASEPILOT_MAIL_IN can't be read; write it like {_EXAMPLE}, %40 for an @ in a name."
        ) from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise SettingsError(f"CASEPILOT_MAIL_IN is missing or no address of a server; write it like {_EXAMPLE}.")
    if parts.scheme == "imap" and not is_loopback(parts.hostname):
        raise SettingsError(
            f"CASEPILOT_MAIL_IN would send mails and a password over the network unencrypted: write {_EXAMPLE} instead."
        )
    if not parts.username:
        raise SettingsError(f"CASEPILOT_MAIL_IN names no user of the mailbox; write it like {_EXAMPLE}.")
    return MailboxServer(
        parts.scheme,
        parts.hostname,
        port or _PORTS[parts.scheme],
        unquote(parts.username),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
    )


def _pages(text: str) -> str:
    parts = urlsplit(text.strip())
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise SettingsError("CASEPILOT_MAIL_PAGES is no address of a site; write it like https://codes.example.org.")
    return text.strip().rstrip("/")
