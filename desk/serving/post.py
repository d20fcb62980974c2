"""Mail that the desk sends by itself: the settings, and the sending. Plain text, one message at a time.

post = Post.read()            # None without CASEPILOT_MAIL_OUT and CASEPILOT_MAIL_FROM
post.send("ann@example.org", "A new password", "...")
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import CasePilotError, SettingsError
from desk.serving.served import is_loopback

_PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}
_EXAMPLE = "smtps://USER:PASSWORD@mail.example.org"
_SECONDS = 20.0


class MailNotSent(CasePilotError):
    """The server that takes mail wasn't reached, or took it not."""


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CASEPILOT_MAIL_", extra="ignore")

    out: SecretStr = SecretStr("")
    # "from" is no name in Python.
    sender: str = Field(default="", validation_alias="CASEPILOT_MAIL_FROM")


@dataclass(frozen=True, slots=True)
class Smtp:
    """A server that takes mail, and how it is spoken to (a key of ``_PORTS``)."""

    host: str
    port: int
    scheme: str = "smtp"
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    @classmethod
    def parse(cls, address: str) -> Smtp:
        """Of CASEPILOT_MAIL_OUT. Raises SettingsError, one sentence with its remedy."""
        try:
            parts = urlsplit(address)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            parts, port = urlsplit(""), 0
        if parts.scheme not in _PORTS or not parts.hostname:
            raise SettingsError(
                f"CASEPILOT_MAIL_OUT is missing or no address of a server; write it like {_EXAMPLE}, %40 for an @ in a "
                "name."
            )
        if parts.scheme == "smtp" and not is_loopback(parts.hostname):
            raise SettingsError(
                f"CASEPILOT_MAIL_OUT would send mails and a password over the network unencrypted: write {_EXAMPLE}."
            )
        return cls(parts.hostname, port, parts.scheme, unquote(parts.username or ""), unquote(parts.password or ""))

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """A connection that is signed in. Raises smtplib.SMTPException or OSError."""
        secure = ssl.create_default_context()
        connection: smtplib.SMTP
        if self.scheme == "smtps":
            connection = smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=secure)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        with connection:
            if self.scheme == "smtp+starttls":
                connection.starttls(context=secure)  # raises where the server has none
            if self.user:
                connection.login(self.user, self.password)
            yield connection


@dataclass(frozen=True, slots=True)
class Post:
    """The server, and whom our mail is from."""

    server: Smtp
    sender: str

    @classmethod
    def read(cls) -> Post | None:
        """As the environment says; None unless both a server and a sender are set. Raises SettingsError."""
        found = _Environment()
        address = found.out.get_secret_value()
        if not address or not found.sender:
            return None
        if not is_mail_address(found.sender):
            raise SettingsError("CASEPILOT_MAIL_FROM is no mail address; write it like desk@example.org.")
        return cls(Smtp.parse(address), found.sender)

    def send(self, to: str, subject: str, text: str) -> None:
        """Hands it to the server; blocks for some seconds. Raises MailNotSent."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=self.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no program answers it
        message.set_content(text)
        try:
            with self.server.connected() as connection:
                connection.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSent(f"The mail server {self.server.host} didn't take a mail ({error}).") from None


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent there: one address and nothing beside it."""
    name, at, domain = text.rpartition("@")
    return bool(name and at and domain) and parseaddr(text) == ("", text) and text.isprintable() and text.isascii()
