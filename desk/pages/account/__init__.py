"""A person's own pages: signing in and out, password and tokens, conversations and their links, what they keep."""

from __future__ import annotations

from fastapi import APIRouter

from desk.pages.account import audit, conversations, elsewhere, kept, own, resetting, sign_in

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    elsewhere.router,
    resetting.router,
    own.router,
    conversations.router,
    *kept.ROUTERS,
    audit.router,
)
