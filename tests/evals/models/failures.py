"""Five ways in which a server fails, with a real model behind it: each time the answer without a model stands.

The relay stands between CasePilot and the server, as a proxy does: it lets go after so many bytes of an answer, or
tells nothing. What a context too small and a model that cannot call functions say is the server's own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

from assistant.answer import Answer
from assistant.casepilot import CasePilot
from assistant.drafting.abilities import AbilityMemory
from assistant.drafting.behind import INSTEAD
from assistant.drafting.model import Model
from assistant.drafting.openai_client import OpenAICompatibleModel
from tests.evals.models.ways import COMPOSER
from tests.evals.told_cases import converse

QUESTION = "Medicare patient, screening colonoscopy, polyp snared, another biopsied: codes and modifiers?"
# Bytes of a streamed answer: some words are in them, the end is not.
_CUT_AT = 2_500
_PIECE = 1_024
# More than small servers have; a prompt of so much is refused.
_BOASTED_TOKENS = 60_000


async def failures(casepilot: CasePilot, name: str, url: str, seconds: float) -> AsyncIterator[tuple[str, str]]:
    """Each way with what was wrong in the answer; nothing where it held."""
    (alone,) = await converse(casepilot, [QUESTION])

    async def with_server(address: str, patience: float = seconds, context: int = 4_096, calls: bool = False) -> str:
        server = OpenAICompatibleModel(
            name,
            address,
            "",
            first_token_timeout=patience,
            silence_timeout=patience,
            total_timeout=seconds,
            context_tokens=context,
        )
        with TemporaryDirectory() as folder:
            known = Path(folder) / "abilities.json"
            known.write_text(json.dumps({f"{server.name} at {server.address}": {"functions": calls}}), "utf-8")
            (answer,) = await converse(casepilot.with_model(Model((server,), AbilityMemory(known))), [QUESTION])
        return _wrong(answer, alone)

    async with _relay(url, cut_at=0) as nothing:
        yield "slow: no word comes", await with_server(nothing, patience=2.0)
    yield "absent: nobody listens there any more", await with_server(nothing)
    async with _relay(url, cut_at=_CUT_AT) as cut:
        yield "dying: the connection ends within an answer", await with_server(cut)
    yield "lying: its context is smaller than it was said to be", await with_server(url, context=_BOASTED_TOKENS)
    yield "lying: it cannot call functions", await with_server(url, calls=True)


def _wrong(answer: Answer, alone: Answer) -> str:
    if answer.conclusion != alone.conclusion:
        return f"the conclusion is another one: {answer.conclusion}"
    if answer.mode == COMPOSER and not any(INSTEAD in warning for warning in answer.warnings):
        return "nothing says why no model drafted"
    return ""


@asynccontextmanager
async def _relay(url: str, *, cut_at: int) -> AsyncIterator[str]:
    """The address of a server that passes everything on and lets go after so many bytes of an answer.

    With 0 it takes what is sent and never answers.
    """
    parts = urlsplit(url)

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(parts.hostname, parts.port)
        asking = asyncio.create_task(_copy(reader, back))
        try:
            left = cut_at
            while left > 0 and (piece := await there.read(min(_PIECE, left))):
                writer.write(piece)
                await writer.drain()
                left -= len(piece)
            if not cut_at:
                await asking
        finally:
            asking.cancel()
            back.close()
            writer.close()

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield urlunsplit((parts.scheme, f"127.0.0.1:{port}", parts.path, "", ""))
    finally:
        server.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(_PIECE):
        writer.write(piece)
        await writer.drain()
