"""Who an address of a hosted board belongs to: the first part of its path, or its first name."""

from __future__ import annotations

from urllib.parse import urlsplit

_HOSTS = ("greenhouse.io", "lever.co")


def employer_in(address: str) -> str:
    """ "https://jobs.lever.co/acme-health/…" -> "Acme Health"; "" for an address that tells nobody."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if not (parts.hostname or "").endswith(_HOSTS):
        return ""
    return parts.path.strip("/").partition("/")[0].replace("-", " ").replace("_", " ").title()
