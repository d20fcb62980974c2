"""What a page reads from: the process's opened knowledge base, as a FastAPI dependency."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from assistant.opened import Opened


def opened(request: Request) -> Opened:
    """Opened at the first need; raises CasePilotError, which becomes a page with its sentence. Run in a thread."""
    found = request.app.state.bench.open()
    assert isinstance(found, Opened)  # create_application put a Workbench there
    return found


OpenedBench = Annotated[Opened, Depends(opened)]
