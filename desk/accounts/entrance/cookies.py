"""The two cookies of the desk: who is signed in, and which guest it is. Neither can be read by a script."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from starlette.responses import Response

from desk.accounts.secrets import is_sealed, sealed
from desk.accounts.stores.sessions import LASTS_SECONDS

_GUEST_SECONDS = 30 * 86_400
_GUEST = "guest"


class Cookies:
    """``secure``: over TLS only, under names that browsers take from this host alone."""

    def __init__(self, key: str, *, secure: bool) -> None:
        prefix = "__Host-" if secure else ""
        self.session_name, self._guest_name = f"{prefix}casepilot-session", f"{prefix}casepilot-guest"
        self._key, self._secure = key, secure

    def session(self, cookies: Mapping[str, str]) -> str | None:
        """The secret of the session that a browser sends."""
        return cookies.get(self.session_name) or None

    def guest(self, cookies: Mapping[str, str]) -> str | None:
        """The id of a guest whom we gave it."""
        guest_id, _, seal = cookies.get(self._guest_name, "").partition(".")
        return guest_id if guest_id and is_sealed(self._key, _GUEST, guest_id, seal) else None

    def new_guest(self) -> tuple[str, str]:
        """The id of a new guest, and the header that gives the browser its cookie."""
        guest_id = str(uuid.uuid4())
        response = Response()
        self._set(response, self._guest_name, f"{guest_id}.{sealed(self._key, _GUEST, guest_id)}", _GUEST_SECONDS)
        return guest_id, response.headers["set-cookie"]

    def signed_in(self, response: Response, secret: str) -> None:
        self._set(response, self.session_name, secret, LASTS_SECONDS)

    def signed_out(self, response: Response) -> None:
        response.delete_cookie(self.session_name, secure=self._secure, httponly=True, samesite="lax")

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(name, value, max_age=seconds, secure=self._secure, httponly=True, samesite="lax")
