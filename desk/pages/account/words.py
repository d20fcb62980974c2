"""Kept messages as HTML: an answer is Markdown of ours, a question is shown as it was typed."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from desk.accounts.stores.threads import Message


def as_html(message: Message) -> Markup:
    """Nothing in a message becomes a tag of its own: HTML in it is text."""
    if message.kind != "assistant_message":
        return escape(message.text)
    return markdown(message.text)


def markdown(text: str) -> Markup:
    """Markdown of ours as HTML, with HTML in it as text."""
    return Markup(_markdown().render(text))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
