"""The process's one opened knowledge base and CasePilot, which the chat, the pages and the API all use.

    opened = workbench().open()             # in a thread
    opened = await workbench().opened()     # on an event loop

Hold what you were given for as long as you read from it: a knowledge base that a newer one replaced is closed once
nobody holds it any more, so that reloading doesn't grow the process.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Protocol

from assistant.bootstrap import open_parts
from assistant.casepilot import Beside, CasePilot
from assistant.lookup.about import CodeFile
from assistant.lookup.finding import Finder
from assistant.memory import give_back_soon
from assistant.retrieval import Retriever
from assistant.settings import Settings
from corpus.errors import CasePilotError
from corpus.store.knowledge_base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Opened:
    """What one process answers with: the knowledge base, the search over it, and what answers and finds with both.

    ``stamp`` is another one for whatever is opened later: what was made of this one holds as long as it is the same.
    """

    casepilot: CasePilot
    knowledge: KnowledgeBase
    retriever: Retriever
    finder: Finder
    files: CodeFile
    stamp: str = field(default_factory=lambda: secrets.token_hex(8), compare=False)


def open_all(settings: Settings | None = None) -> Opened:
    """Opens everything, by the settings of the environment; raises what ``open_casepilot`` raises."""
    casepilot, knowledge, retriever, hybrid = open_parts(settings or Settings())
    finder = Finder(knowledge, retriever, hybrid.misspelt)
    return Opened(casepilot, knowledge, retriever, finder, CodeFile(knowledge))


class Workbench:
    """Opens at the first need and takes up a newer knowledge base. A failure isn't remembered: the next call tries."""

    def __init__(self, opener: Callable[[], Opened] = open_all) -> None:
        self._opener, self._lock = opener, threading.Lock()
        self._opened: Opened | None = None
        self._beside: Beside | None = None

    def answers_beside(self, beside: Beside) -> None:
        """Has something answer beside CasePilot what isn't its own; before the first opening."""
        self._beside = beside

    def open(self) -> Opened:
        """Blocks for about a second the first time. Raises CasePilotError, one sentence with its remedy.

        While one caller opens a newer knowledge base, the others go on with the former; one that can't be opened
        leaves the former in use.
        """
        serving = self._opened
        if serving is None:
            with self._lock:
                if self._opened is None:
                    self._opened = self._open()
                return self._opened
        if not serving.knowledge.is_serving() and self._lock.acquire(blocking=False):
            try:
                with contextlib.suppress(CasePilotError):
                    self._opened = self._open()
            finally:
                self._lock.release()
        return self._opened or serving

    async def opened(self) -> Opened:
        """The same off the event loop."""
        return await asyncio.to_thread(self.open)

    def _open(self) -> Opened:
        opened = self._opener()
        if self._beside is not None:
            opened = replace(opened, casepilot=opened.casepilot.with_beside(self._beside))
        parts = (opened.knowledge.catalog, opened.knowledge.tables, opened.knowledge.vectors)
        # Whoever still reads from a replaced one holds it; the last to let go closes its files.
        weakref.finalize(opened.knowledge, _close, *parts).atexit = False
        return opened


class _Closable(Protocol):
    def close(self) -> None: ...


def _close(*parts: _Closable) -> None:
    for part in parts:
        part.close()
    give_back_soon()


@cache
def workbench() -> Workbench:
    """The process's own."""
    return Workbench()
