"""What people keep: favourites and notes on codes, sections and claims, lists of codes, searches; and feedback."""

from __future__ import annotations

from fastapi import APIRouter

from desk.pages.account.kept import changes, claims, favourites, feedback, lists, notes, searches

ROUTERS: tuple[APIRouter, ...] = (
    favourites.router,
    notes.router,
    claims.router,
    lists.router,
    changes.router,
    searches.router,
    feedback.router,
)
