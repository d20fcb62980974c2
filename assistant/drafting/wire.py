"""Prompts, functions and chunks in the shape of chat completions. Pure; trusts no shape that a server sends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.answer import Usage
from assistant.drafting.messages import Call, FunctionSpec, Prompt


def messages_of(prompt: Prompt) -> Any:
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": prompt.system},
        {"role": "user", "content": prompt.user},
    ]
    for message in prompt.further:
        if message.answers:
            messages.append({"role": "tool", "tool_call_id": message.answers, "content": message.content})
            continue
        calls = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in message.calls
        ]
        messages.append({"role": "assistant", "content": message.content, **({"tool_calls": calls} if calls else {})})
    return messages


def tool_of(spec: FunctionSpec) -> dict[str, Any]:
    told = {"name": spec.name, "description": spec.description, "parameters": dict(spec.parameters)}
    return {"type": "function", "function": told}


def add_call(calls: dict[int, Call], part: Any) -> None:
    """A chunk's share of a call: the first has its id and name, the others more of its arguments."""
    place = getattr(part, "index", None) or 0
    told = getattr(part, "function", None)
    before = calls.get(place, Call("", "", ""))
    calls[place] = Call(
        before.id or getattr(part, "id", None) or f"call{place}",
        before.name or getattr(told, "name", None) or "",
        before.arguments + (getattr(told, "arguments", None) or ""),
    )


def usage_of(chunk: Any) -> Usage | None:
    told = getattr(chunk, "usage", None)
    if told is None:
        return None
    details = getattr(told, "prompt_tokens_details", None)
    numbers = (
        getattr(told, "prompt_tokens", 0),
        getattr(told, "completion_tokens", 0),
        getattr(details, "cached_tokens", 0),
    )
    return Usage(*(number if isinstance(number, int) else 0 for number in numbers))


def priced(usage: Usage, read: float | None, written: float | None) -> Usage:
    """The usage with its cost, at prices in dollars for a million tokens; without one where a price is not set."""
    if read is None or written is None:
        return usage
    return replace(usage, dollars=(usage.read * read + usage.written * written) / 1_000_000)
