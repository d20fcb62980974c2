"""Every page's router, in the order they are asked."""

from __future__ import annotations

from fastapi import APIRouter

from desk.pages import codes, search, start

PAGES: tuple[APIRouter, ...] = (start.router, search.router, codes.router)
