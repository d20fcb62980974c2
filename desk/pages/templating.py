"""The one Jinja environment, and the way a page becomes a response."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from assistant.lookup.found import Entry
from corpus.codes import Code
from desk.careers.job.telling import pay_told
from desk.careers.reading.cleaning import clean
from desk.pages import links

_FOLDER = Path(__file__).parent
STATIC_FOLDER = _FOLDER / "static"

# What stands in the head of every page: (address, name).
NAVIGATION = (
    ("/search", "Search"),
    ("/codes", "Codes"),
    ("/claims", "Claims"),
    ("/chat", "Chat"),
    ("/editions", "Editions"),
)
# And before the last, where the job board is served.
JOBS = ("/careers", "Jobs")


def page(request: Request, template: str, *, http_status: int = 200, **values: object) -> HTMLResponse:
    """A page of a template of ``templates/`` with the values it names; an unnamed one is a bug and raises."""
    text = (
        _environment()
        .get_template(template)
        .render(
            path=request.scope["path"],
            account=request.scope.get("account"),
            navigation=navigation(request),
            **values,
        )
    )
    return HTMLResponse(text, http_status, headers={"Cache-Control": "no-cache"})


def navigation(request: Request) -> tuple[tuple[str, str], ...]:
    """What stands in the head of the pages of this desk."""
    served = getattr(request.app.state, "board", None) is not None if "app" in request.scope else False
    return (*NAVIGATION[:-1], JOBS, NAVIGATION[-1]) if served else NAVIGATION


# A diagnosis as the tabular list prints one, or a range of two: "E08.-", "N18.1-N18.6".
_DIAGNOSES = re.compile(r"\b[A-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?(?:-[A-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?|\.?-)?")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_ADDRESSES = {
    link.__name__: link
    for link in (
        links.chat_address,
        links.code_address,
        links.former_address,
        links.search_address,
        links.section_address,
        links.source_address,
    )
}


# What a list says of a code's status: the word and its colour.
_MARKS = {
    "billable": ("good", "Billable"),
    "active": ("good", "In use"),
    "header": ("warn", "Header"),
    "terminated": ("bad", "Ended"),
}


def link(code: Code, on: date | None) -> Markup:
    """A code as a link to its page. A function, as macros take ten times as long and a page has hundreds of codes."""
    return Markup(f'<a class="code" href="{escape(links.code_address(code, on))}">{escape(str(code))}</a>')


def mark(entry: Entry) -> Markup:
    """The status of a code as a word and a colour."""
    color, word = _MARKS.get(entry.status.value if entry.status else "", ("", "Listed"))
    return Markup(f'<span class="{f"mark {color}".strip()}">{word}</span>')


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
    environment.filters.update(
        day=day, moment=moment, words=words, diagnoses=diagnoses, pay=pay_told, safe_html=safe_html
    )
    environment.globals.update(static=static, link=link, mark=mark, **_ADDRESSES)
    return environment


def day(seconds: float) -> str:
    """A time as a day, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def moment(seconds: float) -> str:
    """A time to the second, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def words(text: str) -> Markup:
    """A verdict's sentence with its bold parts, which it marks as Markdown does."""
    return Markup(_BOLD.sub(r"<strong>\1</strong>", str(escape(text))))


def diagnoses(text: str) -> Markup:
    """A note of the tabular list with the codes and ranges that it names as links to a search for them."""

    def linked(named: re.Match[str]) -> str:
        written = named.group()
        return f'<a class="code" href="{escape(links.search_address(written, ("icd10cm",)))}">{written}</a>'

    return Markup(_DIAGNOSES.sub(linked, str(escape(text))))


def safe_html(text: str) -> Markup:
    """A description as it is shown: cleaned again, whatever stands in the database."""
    return Markup(clean(text))


@cache
def static(name: str) -> str:
    """The address of a static file, which changes with its content: browsers may keep it."""
    digest = hashlib.sha256((STATIC_FOLDER / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"
