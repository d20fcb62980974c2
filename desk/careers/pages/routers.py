"""The routers of the board."""

from __future__ import annotations

from fastapi import APIRouter

from desk.careers.pages import mailed, posting, queue, searching, statistics

ROUTERS: tuple[APIRouter, ...] = (
    searching.router,
    posting.router,
    queue.router,
    mailed.router,
    statistics.router,
)
