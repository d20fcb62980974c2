"""Every page's router, in the order they are asked."""

from __future__ import annotations

from fastapi import APIRouter

from desk.pages import search, start

PAGES: tuple[APIRouter, ...] = (start.router, search.router)
