"""Who may use the API. Every route asks here, and here alone."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request

from desk.serving.served import is_loopback


def admitted(request: Request) -> None:
    """Lets through whoever SignIn knows, whose rights and scopes it has looked at; raises a 403 for everybody else.

    Without accounts only what runs on this machine is let through: behind a proxy every request comes from this
    machine, so there nothing is.
    """
    account = request.scope.get("account")
    if account is not None and account.visitor is not None:
        return
    client = request.client.host if request.client else ""
    if not request.app.state.served.local or not is_loopback(client):
        raise HTTPException(403, "The API answers programs on its own machine only; run the program there.")
