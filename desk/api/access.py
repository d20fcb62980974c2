"""Who may use the API. Every route asks here, and here alone: this is where an account's token will be checked."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request

from desk.serving.served import is_loopback


def admitted(request: Request) -> None:
    """Lets through what runs on this machine; raises a 403 for everybody else.

    Behind a proxy every request comes from this machine, so there nothing is let through.
    """
    client = request.client.host if request.client else ""
    if not request.app.state.served.local or not is_loopback(client):
        raise HTTPException(403, "The API answers programs on its own machine only; run the program there.")
