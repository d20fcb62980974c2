"""The addresses of pages, in one place: pages, claims, search results and the chat link by them."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode

from corpus.codes import Code, CodeSystem

SYSTEM_NAMES = {
    CodeSystem.CPT: "CPT",
    CodeSystem.HCPCS: "HCPCS II",
    CodeSystem.ICD10CM: "ICD-10-CM",
    CodeSystem.ICD10PCS: "ICD-10-PCS",
    CodeSystem.MODIFIER: "Modifier",
}


def code_address(code: Code, on: date | None = None) -> str:
    """A code's page, on a date of service: "/code/cpt/99213?on=2026-05-01"."""
    address = f"/code/{code.system.value}/{quote(str(code))}"
    return f"{address}?on={on.isoformat()}" if on else address


def section_address(key: str) -> str:
    """The page of a section of a guideline or document, by its key ("em-mdm#overview")."""
    document, _, anchor = key.partition("#")
    return f"/documents/{quote(document)}/{quote(anchor, safe='')}"


def source_address(edition_id: str, code: Code | None = None) -> str:
    """The rows of an edition as published, those of a code marked."""
    address = f"/source/{quote(edition_id)}"
    return f"{address}?{urlencode({'code': str(code)})}" if code else address


def search_address(text: str, places: tuple[str, ...] = (), **more: str) -> str:
    """The search page for a text."""
    return f"/search?{urlencode([('q', text), *(('in', place) for place in places), *more.items()])}"


def chat_address(prompt: str) -> str:
    """The chat with a question in its box, ready to be sent or gone on with."""
    return f"/chat/?{urlencode({'prompt': prompt})}"
