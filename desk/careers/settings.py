"""The board's settings, from the environment.

CASEPILOT_CAREERS      on: the board is served (off by default)
CASEPILOT_MAIL_SMTP    the server that mail goes out by: smtp://[user:password@]host[:port] (STARTTLS where it is
                       offered), smtps://... for TLS from the first byte. Without it the board sends no mail
CASEPILOT_MAIL_FROM    the address that mail comes from (careers@ and the desk's host by default)
CASEPILOT_ADDRESS      where people open the desk, for links in mail and feeds: what it is served at, unless a command
                       line that serves nothing has to know it (http://127.0.0.1:8000)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.configuration import unusable
from corpus.errors import SettingsError

_PORTS = {"smtp": 25, "smtps": 465}


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CASEPILOT_", extra="ignore")

    careers: bool = False
    mail_smtp: SecretStr = SecretStr("")
    mail_from: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server that mail goes out by; ``tls`` from the first byte, otherwise STARTTLS where it is offered."""

    host: str
    port: int
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CareersSettings:
    """What the environment says, understood. ``smtp`` is None where no mail can be sent."""

    on: bool = False
    smtp: Smtp | None = None
    sender: str = "careers@127.0.0.1"
    address: str = "http://127.0.0.1:8000"

    @classmethod
    def read(cls, served_at: str = "http://127.0.0.1:8000") -> CareersSettings:
        """Raises SettingsError, one sentence with its remedy."""
        try:
            found = _Environment()
        except ValidationError as error:
            raise unusable(error) from None
        address = (found.address or served_at).rstrip("/")
        host = urlsplit(address).hostname
        if not address.startswith(("http://", "https://")) or not host:
            raise SettingsError("CASEPILOT_ADDRESS is no address of a desk; write it like https://codes.example.org.")
        return cls(
            found.careers, _smtp(found.mail_smtp.get_secret_value()), found.mail_from or f"careers@{host}", address
        )


def _smtp(text: str) -> Smtp | None:
    if not text:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in _PORTS or not parts.hostname:
        raise SettingsError("CASEPILOT_MAIL_SMTP is no mail server; write it like smtp://user:password@host:587.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Smtp(parts.hostname, port, parts.scheme == "smtps", user, password)
