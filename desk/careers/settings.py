"""The board's settings, from the environment.

CASEPILOT_CAREERS      on: the board is served (off by default)
CASEPILOT_CAREERS_FROM the address that its mail comes from (careers@ and the host of the desk's pages by default)
CASEPILOT_MAIL_OUT     the server that sends: smtps://, smtp+starttls:// or, on this machine only, smtp://, with
                       USER:PASSWORD@ before the host. Without it the board sends no mail
CASEPILOT_MAIL_PAGES   where the desk's pages are, for links in mail and feeds (where it is served; on the command line,
                       which serves nothing, http://127.0.0.1:8000)
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.configuration import unusable
from corpus.errors import SettingsError
from desk.serving.post import Smtp


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CASEPILOT_", extra="ignore")

    careers: bool = False
    careers_from: str = ""
    mail_out: SecretStr = SecretStr("")
    mail_pages: str = ""


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
        address = (found.mail_pages.strip() or served_at).rstrip("/")
        host = urlsplit(address).hostname
        if not address.startswith(("http://", "https://")) or not host:
            raise SettingsError(
                "CASEPILOT_MAIL_PAGES is no address of a site; write it like https://codes.example.org."
            )
        sender = found.careers_from or f"careers@{host}"
        out = found.mail_out.get_secret_value()
        return cls(found.careers, Smtp.parse(out) if out else None, sender, address)
