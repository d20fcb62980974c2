"""The page for a code that nothing loaded has: what is wrong with it, what may be meant, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import HTMLResponse

from assistant.opened import Opened
from assistant.retrieval.exact import near_misses
from corpus.codes import Code, CodeSystem, parse_code
from corpus.errors import InvalidCode
from desk.pages.templating import page

SEVERAL, NOT_FOUND = 300, 404


def readings(text: str) -> Iterator[Code]:
    """The codes that a text is by its form, in every set whose form it has."""
    for system in CodeSystem:
        try:
            yield parse_code(text, system)
        except InvalidCode:
            continue


def no_such_code(request: Request, opened: Opened, text: str, sentence: str) -> HTMLResponse:
    """Says what is wrong, with the codes of that form in other sets and the loaded ones that are a slip away."""
    meant = list(readings(text))
    existing = opened.knowledge.existing(meant)
    near = [other for one in meant for other in near_misses(one, opened.knowledge.existing)]
    known = [one for one in meant if one in existing]
    return told(request, opened, text, sentence, tuple(dict.fromkeys(known or near)), NOT_FOUND)


def told(
    request: Request, opened: Opened, text: str, sentence: str, codes: tuple[Code, ...], status: int
) -> HTMLResponse:
    """The page with these codes to go on with."""
    entries = opened.finder.entries(codes)
    return page(request, "unknown.html", http_status=status, status=status, text=text, sentence=sentence, near=entries)
