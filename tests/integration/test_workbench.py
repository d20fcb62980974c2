"""The one opened knowledge base of a process: taken up anew when a newer one is there, the former closed."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from assistant import opened as module
from assistant.opened import Opened, Workbench
from assistant.settings import Settings
from corpus.configuration import StoreSettings
from corpus.errors import KnowledgeBaseMissing
from corpus.store.knowledge_base import KnowledgeBase


class _Opener:
    """Opens the small knowledge base; counts, and fails when told to."""

    def __init__(self, home: Path) -> None:
        self.home, self.times, self.fails = home, 0, False

    def __call__(self) -> Opened:
        if self.fails:
            raise KnowledgeBaseMissing("There is none.")
        self.times += 1
        return module.open_all(Settings(StoreSettings(home=self.home)))


def test_a_replaced_knowledge_base_is_closed_once_nobody_reads_from_it(
    small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = _Opener(small_home)
    bench = Workbench(opener)
    closed: list[int] = []
    monkeypatch.setattr(module, "_close", lambda *parts: closed.append(len(parts)))
    opener.fails = True
    with pytest.raises(KnowledgeBaseMissing):
        bench.open()
    opener.fails = False  # a failure isn't remembered
    first = bench.open()
    assert bench.open() is first

    monkeypatch.setattr(KnowledgeBase, "is_serving", lambda _: False)
    opener.fails = True
    assert bench.open() is first  # a newer one that can't be opened leaves the former in use
    opener.fails = False
    second = bench.open()
    assert second is not first
    gc.collect()
    assert closed == []  # ``first`` is still held here
    assert first.casepilot.status().counts
    del first
    gc.collect()
    assert closed == [3]


def test_what_is_let_go_is_freed_without_the_garbage_collector(small_home: Path) -> None:
    """Else a replaced knowledge base stays, with its files, for as long as the collector doesn't come by."""
    opened = module.open_all(Settings(StoreSettings(home=small_home)))
    assert opened.casepilot.status().counts
    knowledge, search = opened.knowledge, opened.retriever
    parts = (knowledge, knowledge.catalog, knowledge.tables, knowledge.encoder, knowledge.vectors)
    held = [weakref.ref(part) for part in (*parts, knowledge.lexical["cpt"], opened.casepilot, opened.files, search)]
    assert search.search("knee", "cpt", 3)
    gc.collect()
    gc.disable()
    try:
        del opened, knowledge, parts, search
        assert [found for found in (one() for one in held) if found is not None] == []
    finally:
        gc.enable()
