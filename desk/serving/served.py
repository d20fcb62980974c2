"""The addresses that the desk is served at: what a request's Host and Origin are held against."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Served:
    """``origins`` as browsers write them ("http://127.0.0.1:8000"), the first one to be told to people.

    ``local`` is True where only this machine can reach the server: what changes the desk itself is only done there
    until there are accounts.
    """

    origins: tuple[str, ...]
    local: bool = True

    @classmethod
    def on_loopback(cls, port: int, told: str = "127.0.0.1") -> Served:
        """This machine only, under every name it has for itself; ``told`` is the name that was asked for."""
        names = dict.fromkeys((_in_address(told), *_LOOPBACK_NAMES))
        return cls(tuple(_origin("http", name, port) for name in names))

    @classmethod
    def behind(cls, proxy: str) -> Served:
        """Behind a proxy that signs people in and shows the desk at this address; raises ValueError for no address."""
        parts = urlsplit(proxy)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.path.strip("/"):
            raise ValueError(f"{proxy!r} is no address of a site; write it like https://codes.example.org")
        return cls((_origin(parts.scheme, _in_address(parts.hostname), parts.port),), local=False)

    @property
    def address(self) -> str:
        """Where to open it."""
        return self.origins[0]

    def has_host(self, host: str) -> bool:
        """Whether a Host header names this server."""
        asked = host.lower()
        return any(urlsplit(origin).netloc == asked for origin in self.origins)

    def has_origin(self, origin: str) -> bool:
        """Whether an Origin header names a page of this server."""
        return origin.lower() in self.origins


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on a host."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _origin(scheme: str, name: str, port: int | None) -> str:
    """As browsers write it: the usual port is left out."""
    shown = "" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}"
    return f"{scheme}://{name.lower()}{shown}"


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
