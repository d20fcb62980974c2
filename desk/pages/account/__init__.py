"""A person's own pages: signing in and out, password and tokens, conversations and their links, what they keep."""

from __future__ import annotations

from fastapi import APIRouter

from desk.pages.account import conversations, elsewhere, kept, own, sign_in

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    elsewhere.router,
    own.router,
    conversations.router,
    *kept.ROUTERS,
)
