"""The addresses of pages, in one place: pages, claims, search results and the chat link by them."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode

from assistant.answer import Citation
from assistant.lookup.further import CDT, ICD9CM
from corpus.authored import EDITION_ID as AUTHORED
from corpus.codes import Code, CodeSystem
from corpus.mentions import find_codes

# How a verdict names its place where the edition has no row of the code.
_NO_ROW = ("no row", "no entry")

SYSTEM_NAMES = {
    CodeSystem.CPT: "CPT",
    CodeSystem.HCPCS: "HCPCS II",
    CodeSystem.ICD10CM: "ICD-10-CM",
    CodeSystem.ICD10PCS: "ICD-10-PCS",
    CodeSystem.MODIFIER: "Modifier",
}


# Sets that only a loaded table has.
FURTHER_NAMES = {CDT: "CDT", ICD9CM: "ICD-9-CM"}


def code_address(code: Code, on: date | None = None) -> str:
    """A code's page, on a date of service: "/code/cpt/99213?on=2026-05-01"."""
    address = f"/code/{code.system.value}/{quote(str(code))}"
    return f"{address}?on={on.isoformat()}" if on else address


def former_address(code: str) -> str:
    """The page of an ICD-9-CM code: "/icd9/250.00"."""
    return f"/icd9/{quote(code)}"


def section_address(key: str) -> str:
    """The page of a section of a guideline or document, by its key ("em-mdm#overview")."""
    document, _, anchor = key.partition("#")
    return f"/documents/{quote(document)}/{quote(anchor, safe='')}"


def source_address(edition_id: str, code: Code | None = None) -> str:
    """The rows of an edition as published, those of a code marked."""
    address = f"/source/{quote(edition_id)}"
    return f"{address}?{urlencode({'code': str(code)})}" if code else address


def citation_address(citation: Citation) -> str:
    """The page of a cited source: the section, or the published row; empty where there is no row to show."""
    if citation.section:
        return section_address(citation.section)
    no_row = citation.locator.startswith(_NO_ROW) or citation.edition_id in ("", AUTHORED)
    named = () if no_row else find_codes(citation.locator)
    return source_address(citation.edition_id, named[0].code) if named else ""


def search_address(text: str, places: tuple[str, ...] = (), **more: str) -> str:
    """The search page for a text."""
    return f"/search?{urlencode([('q', text), *(('in', place) for place in places), *more.items()])}"


def chat_address(prompt: str) -> str:
    """The chat with a question in its box, ready to be sent or gone on with."""
    return f"/chat/?{urlencode({'prompt': prompt})}"
