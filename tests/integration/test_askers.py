"""Many askers of one process: nobody holds the event loop, whatever is asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from assistant.answering.rendering import answer_markdown, codes_shown, linked, sentence_markdown, source_markdown
from assistant.bootstrap import open_retriever
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady, SentenceReady
from assistant.understand.query import Conversation
from corpus.codes import Code
from corpus.store.knowledge_base import KnowledgeBase
from desk.pages.links import code_address

# Seconds of the loop's own thread: what another process takes of the machine meanwhile is not counted.
_LONGEST = 0.05


@pytest.fixture
def holds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each call held the event loop, by the processor's time of its thread."""
    held: list[float] = []
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        held.append(time.thread_time() - began)

    monkeypatch.setattr(asyncio.Handle, "_run", timed)
    return held


def _known(casepilot: CasePilot, markdown: str) -> frozenset[Code]:
    return casepilot.known(codes_shown(markdown))


@pytest.mark.parametrize("question", ["List all add-on codes", "Can 20610 and 99213 be billed together?"])
def test_no_answer_holds_the_loop(small_knowledge: KnowledgeBase, holds: list[float], question: str) -> None:
    casepilot = CasePilot(small_knowledge, open_retriever(small_knowledge))

    async def shown() -> AsyncIterator[str]:
        """What the chat's handlers do with it, on the loop and beside it."""
        async for event in casepilot.ask(Conversation(), question):
            if isinstance(event, SentenceReady):
                yield sentence_markdown(event.sentence)
            elif isinstance(event, AnswerReady):
                markdown = answer_markdown(event.answer)
                known = await asyncio.to_thread(_known, casepilot, markdown)
                yield linked(markdown, {code: code_address(code) for code in known})
                yield "".join(map(source_markdown, event.answer.citations))

    async def whole() -> str:
        return "".join([part async for part in shown()])

    assert asyncio.run(whole())
    assert max(holds) < _LONGEST
