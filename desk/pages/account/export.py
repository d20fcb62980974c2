"""A conversation to take along: as Markdown to read, as JSON for programs."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from desk.accounts.stores.threads import Message, Thread

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.-]+")


def as_markdown(thread: Thread) -> str:
    """Questions as quotes, answers as they were shown, their sources below each."""
    parts = [f"# {thread.title}", f"Asked on {_when(thread.created)} (UTC)."]
    for message in thread.messages:
        if message.kind == "user_message":
            parts.append("\n".join(f"> {line}" for line in message.text.splitlines() or [""]))
        else:
            parts.append(message.text)
        parts.extend(_sources(message))
    return "\n\n".join(parts) + "\n"


def as_json(thread: Thread) -> dict[str, Any]:
    """Keys: id, title, created, changed, messages (id, kind, text, created, answer, feedback)."""
    return {
        "id": thread.id,
        "title": thread.title,
        "created": _when(thread.created),
        "changed": _when(thread.changed),
        "messages": [
            {
                "id": message.id,
                "kind": message.kind,
                "text": message.text,
                "created": _when(message.created),
                "answer": _without_screen(message),
                "feedback": message.feedback and {"helpful": bool(message.feedback[1]), "reason": message.feedback[2]},
            }
            for message in thread.messages
        ],
    }


def file_name(thread: Thread) -> str:
    """Of plain letters: a header takes no others."""
    return _NOT_IN_A_NAME.sub("-", thread.title).strip("-.")[:60] or "conversation"


def _sources(message: Message) -> list[str]:
    if message.answer is None:
        return []
    lines = [
        f"- [{cited['number']}] {cited['title']}, {cited['edition']}, {cited['locator']}".rstrip(", ")
        for cited in message.answer["citations"]
    ]
    return ["Sources:\n\n" + "\n".join(lines)] if lines else []


def _without_screen(message: Message) -> dict[str, Any] | None:
    """The answer without what is kept for the chat's screen alone."""
    return None if message.answer is None else {key: value for key, value in message.answer.items() if key != "shown"}


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
