"""What each address of the desk asks of those who open it: a table, the longest beginning counts."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

from desk.accounts.keeping.audit import Act
from desk.accounts.rights import Right
from desk.accounts.stores.plans import Kind

# For everybody, signed in or not.
OPEN = (
    "/static",
    "/health",
    "/account/sign-in",
    "/account/register",
    "/account/oidc",
    "/account/reset",
    "/shared",
    # From a mail, wherever it is read: what is done there is proved by the link.
    "/careers/stop",
    "/careers/confirm",
)

# What of Chainlit is shut: its own ways to sign in and to share, which know nothing of ours, and tools not in use.
SHUT = (
    "/chat/login",
    "/chat/auth/jwt",
    "/chat/auth/header",
    "/chat/auth/oauth",
    "/chat/mcp",
    "/chat/project/share",
    "/chat/project/thread/share",
    "/chat/project/element",
)

RIGHTS: Mapping[str, Right] = {
    "": Right.READ,
    "/chat": Right.ASK,
    "/claims": Right.ASK,
    "/api/v1/ask": Right.ASK,
    "/api/v1/claims": Right.ASK,
    "/api/v1/verdicts": Right.ASK,
    "/mcp": Right.ASK,
    "/account/tokens": Right.TOKENS,
    "/account/feedback": Right.DESK,
    "/editions/fetch": Right.DESK,
    "/audit": Right.AUDIT,
    "/careers/queue": Right.DESK,
}

# (method, beginning of the path) of what is counted. A code's page is known by its system and code: seen again, and
# with all that stands below it, it is free.
METERED: Mapping[tuple[str, str], Kind] = {
    ("GET", "/code"): Kind.PAGES,
    ("GET", "/api/v1/codes"): Kind.PAGES,
    ("POST", "/api/v1/ask"): Kind.QUESTIONS,
}


# What isn't written down by its address: pieces of pages, and what of the chat its history writes down by itself.
_UNWITNESSED = ("/static", "/health", "/chat")
_CONVERSATION = "/chat/project/thread"
_LINKS = "/shared"
_ENTRANCES = ("/account/sign-in", "/account/register", "/account/oidc/callback", "/account/reset")
# Beside these, whatever is asked for in a format is taken along.
_EXPORTS = ("/account/everything", "/audit/export")


def is_open(path: str) -> bool:
    return any(_within(path, start) for start in OPEN)


def is_shut(path: str) -> bool:
    return any(_within(path, start) for start in SHUT)


def needed(path: str) -> Right:
    """The right that a path asks for."""
    return RIGHTS[max((start for start in RIGHTS if _within(path, start)), key=len)]


def metered(method: str, path: str) -> tuple[Kind, str] | None:
    """What of a request is counted, and as what thing ("" for one that never comes again)."""
    for (verb, start), kind in METERED.items():
        if method == verb and _within(path, start):
            if kind is Kind.QUESTIONS:
                return kind, ""
            parts = path.removeprefix(start).casefold().split("/")[1:3]
            return (kind, "/".join(parts)) if len(parts) == 2 else None
    return None


def witnessed(method: str, path: str, query: bytes) -> Act | None:
    """What somebody does with such a request; None for what nobody needs to know of. A new address is witnessed."""
    looks = method == "GET"
    if looks and _within(path, _CONVERSATION):
        return Act.SAW
    if method in ("HEAD", "OPTIONS") or any(_within(path, start) for start in _UNWITNESSED):
        return None
    if any(_within(path, start) for start in _ENTRANCES):
        return Act.ENTERED if not looks or path.endswith("/callback") else None
    if looks and is_open(path) and not _within(path, _LINKS):
        return None
    if looks:
        exported = path in _EXPORTS or bool(parse_qs(query.decode("latin-1")).get("format"))
        return Act.EXPORTED if exported else Act.SAW
    return Act.ASKED if needed(path) is Right.ASK else Act.CHANGED


def _within(path: str, start: str) -> bool:
    return not start or path == start or path.startswith(f"{start}/")
