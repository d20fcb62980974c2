"""Every page's router, in the order they are asked."""

from __future__ import annotations

from fastapi import APIRouter

from desk.pages import any_set, browse, codes, editions, search, sources, start
from desk.pages.claim import page as claim

PAGES: tuple[APIRouter, ...] = (
    start.router,
    search.router,
    browse.router,
    codes.router,
    any_set.router,
    sources.router,
    claim.router,
    editions.router,
)
