"""Every page's router, in the order they are asked."""

from __future__ import annotations

from fastapi import APIRouter

from desk.pages import browse, codes, editions, further, search, sources, start
from desk.pages.claim import page as claim

PAGES: tuple[APIRouter, ...] = (
    start.router,
    search.router,
    further.router,  # before the chapters of the code systems, whose addresses take any name
    browse.router,
    codes.router,
    sources.router,
    claim.router,
    editions.router,
)
