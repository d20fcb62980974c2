"""Seconds since 1970 as moments and days, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def midnight(seconds: float) -> float:
    """When the day of a moment began."""
    return moment(seconds).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
