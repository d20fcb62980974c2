"""The one Jinja environment, and the way a page becomes a response."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

_FOLDER = Path(__file__).parent
STATIC_FOLDER = _FOLDER / "static"

# What stands in the head of every page: (address, name).
NAVIGATION = (("/chat", "Chat"),)


def page(request: Request, template: str, *, http_status: int = 200, **values: object) -> HTMLResponse:
    """A page of a template of ``templates/`` with the values it names; an unnamed one is a bug and raises."""
    text = (
        _environment()
        .get_template(template)
        .render(path=request.scope["path"], account=request.scope.get("account"), **values)
    )
    return HTMLResponse(text, http_status, headers={"Cache-Control": "no-cache"})


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["day"] = _day
    environment.globals.update(navigation=NAVIGATION, static=static)
    return environment


def _day(seconds: float) -> str:
    """A time as a day, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


@cache
def static(name: str) -> str:
    """The address of a static file, which changes with its content: browsers may keep it."""
    digest = hashlib.sha256((STATIC_FOLDER / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"
