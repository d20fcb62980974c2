"""Who sends a request: by token, by the word of a proxy, by the cookie of a session, or as a guest."""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from desk.accounts.accounts import Accounts
from desk.accounts.entrance.cookies import Cookies
from desk.accounts.rights import Person, Role, Visitor
from desk.accounts.secrets import digest, sealed
from desk.accounts.settings import Mode, Network
from desk.accounts.stores.people import LOCAL, checked_name

# Where programs come with a token, and nothing else counts: a page can't use somebody's cookie there unseen.
TOKEN_PATHS = ("/api", "/mcp")
_CSRF = "csrf"
# Ids of persons who are signed in elsewhere are made of what they are there: two servers make the same.
_ELSEWHERE = uuid.UUID("0c6f0a3c-7f52-4f0e-9a63-5f4b7a1d9e21")


@dataclass(frozen=True, slots=True)
class Identified:
    """``visitor`` None: nobody is known. ``address`` is where from. ``cookie`` is a header to give to a new guest."""

    visitor: Visitor | None
    address: str
    cookie: str = ""


class Identifier:
    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self.cookies = Cookies(accounts.secret, secure=accounts.secure)

    def identify(self, connection: HTTPConnection) -> Identified:
        """Blocks on the database: run in a thread. Raises AccountError where a proxy's word can't be taken."""
        accounts, settings = self._accounts, self._accounts.settings
        peer = connection.client.host if connection.client else ""
        trusted = is_within(peer, settings.proxies)
        address = _client(connection, peer, settings.proxies) if trusted else peer
        if secret := _bearer(connection):
            found = accounts.tokens.person(secret)
            return Identified(Visitor(found[0], address, found[1]) if found else None, address)
        if accounts.mode is Mode.SINGLE:
            return Identified(Visitor(LOCAL, address, csrf=self._csrf(LOCAL.id)), address)
        if settings.proxy_header and trusted and (name := connection.headers.get(settings.proxy_header)):
            person = self._told_by_proxy(name)
            return Identified(Visitor(person, address, csrf=self._csrf(person.id)), address)
        secret = self.cookies.session(connection.cookies)
        if secret and (signed_in := accounts.sessions.person(secret)):
            return Identified(Visitor(signed_in, address, None, self._csrf(secret), digest(secret)), address)
        if accounts.mode is Mode.PUBLIC:
            known = self.cookies.guest(connection.cookies)
            guest, cookie = (known, "") if known else self.cookies.new_guest()
            return Identified(Visitor(guest_of(guest), address, csrf=self._csrf(guest)), address, cookie)
        return Identified(None, address)

    def _csrf(self, session: str) -> str:
        return sealed(self._accounts.secret, _CSRF, session)

    def _told_by_proxy(self, name: str) -> Person:
        name = checked_name(name)
        subject = f"proxy|{name}"
        made = Person(str(uuid.uuid5(_ELSEWHERE, subject)), name, name, self._accounts.settings.new_role, "member")
        return self._accounts.people.ensure(made, subject)


def guest_of(guest_id: str) -> Person:
    """A guest as a person; kept only once they ask something."""
    return Person(guest_id, f"guest:{guest_id}", "Guest", Role.GUEST, "guest")


def is_within(host: str, networks: Iterable[Network]) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in networks)


def _client(connection: HTTPConnection, peer: str, proxies: tuple[Network, ...]) -> str:
    """The nearest address that no named proxy has: what is further away, anybody can write."""
    told = [part.strip() for part in ",".join(connection.headers.getlist("x-forwarded-for")).split(",")]
    for host in reversed(told):
        if host and not is_within(host, proxies):
            try:
                return str(ipaddress.ip_address(host))
            except ValueError:
                break
    return peer


def _bearer(connection: HTTPConnection) -> str | None:
    path = connection.scope["path"]
    if not any(path == start or path.startswith(f"{start}/") for start in TOKEN_PATHS):
        return None
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.casefold() == "bearer" else None
