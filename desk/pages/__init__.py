"""Pages written on the server: readable without script, printable, each address stable."""

from __future__ import annotations

from fastapi import APIRouter

from desk.pages import start
from desk.pages.claim import page as claim

# Every page's router, in the order they are asked.
PAGES: tuple[APIRouter, ...] = (start.router, claim.router)
