"""What stands in the address of a page, read once: dates, places to search."""

from __future__ import annotations

from datetime import date

from starlette.exceptions import HTTPException

# ICD-10-CM began in 2015; payment tables that anyone loads are not older than this, nor are services of the next years.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
LONGEST_QUERY = 300


def day_of(text: str | None) -> date | None:
    """A date of service as the browser's date box or a person writes it (ISO); raises HTTPException (400)."""
    if not text or not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise HTTPException(400, f"“{text[:40]}” is no date: write it as year-month-day, like 2026-03-01.") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise HTTPException(400, f"No table is of {day.year}: give a date of service from {_FIRST_YEAR} on.")
    return day


def query_of(text: str | None) -> str:
    """What was typed, in one line; raises HTTPException (400) when it is longer than a search can use.

    What no one can type stands for a space: some databases refuse it.
    """
    told = " ".join("".join(letter if letter.isprintable() else " " for letter in text or "").split())
    if len(told) > LONGEST_QUERY:
        raise HTTPException(
            400, f"A search takes {LONGEST_QUERY} characters and this has {len(told)}: ask the chat, or check a claim."
        )
    return told
