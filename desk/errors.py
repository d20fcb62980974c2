"""How a request that can't be served is told: a page that says what is wrong, under /api a problem document (RFC 9457).

A page keeps what was typed: the address holds it, and the search box shows it again.
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from corpus.errors import CasePilotError, InvalidCode, KnowledgeBaseError
from desk.pages.templating import page

_API = "/api"
_TITLES = {
    400: "This can't be read",
    403: "Not allowed",
    404: "Nothing is here",
    405: "This can't be done here",
    413: "Too large",
    503: "Not ready",
    500: "Something went wrong",
}


def problem(request: Request, status: int, detail: str) -> Response:
    """The answer for a failure. What was typed, or the code of the address, stands in the page's search box."""
    title = _TITLES.get(status) or HTTPStatus(status).phrase
    if request.scope["path"].startswith(_API):
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        return JSONResponse(body, status, media_type="application/problem+json")
    return page(
        request, "problem.html", http_status=status, status=status, title=title, detail=detail, typed=_typed(request)
    )


def _typed(request: Request) -> str:
    typed = request.query_params.get("q", "")
    parts = request.scope["path"].strip("/").split("/")
    return typed or (parts[2] if len(parts) > 2 and parts[0] == "code" else "")


def register(application: FastAPI) -> None:
    """Makes the application tell every failure this way."""
    application.add_exception_handler(HTTPException, _told)
    application.add_exception_handler(RequestValidationError, _not_valid)
    application.add_exception_handler(CasePilotError, _mendable)


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    unsaid = error.detail == HTTPStatus(error.status_code).phrase
    detail = _UNSAID.get(error.status_code, error.detail) if unsaid else error.detail
    response = problem(request, error.status_code, detail)
    response.headers.update(error.headers or {})
    return response


_UNSAID = {
    404: "There is no page at this address. Search for what you need, or go back.",
    405: "This address doesn't take that kind of request.",
}


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    told = (f"{'.'.join(map(str, one['loc'][1:])) or 'request'}: {one['msg']}" for one in error.errors()[:3])
    return problem(request, 400, f"{'; '.join(told)}.")


def _mendable(request: Request, error: Exception) -> Response:
    if isinstance(error, KnowledgeBaseError):
        return problem(request, 503, str(error))
    return problem(request, 404 if isinstance(error, InvalidCode) else 400, str(error))
