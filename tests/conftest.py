"""Shared fixtures: one exported model a run, one small knowledge base a run, real stores throughout."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.snapshot import Home
from tests.support import homes

# Read when the hub's library is first imported: a model that is not here is not asked for elsewhere, again and again.
os.environ["HF_HUB_OFFLINE"] = "1"

if TYPE_CHECKING:
    import httpx
    from fastapi import FastAPI

REPOSITORY = Path(__file__).parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


def shared_file(name: str) -> Path:
    """A file of the shared publisher data, or a skip that says what is absent."""
    if os.environ.get("CASEPILOT_FAST_TESTS"):
        pytest.skip("publishers' files are read by 'make test'")
    path = SHARED_DATA / name
    if not path.is_file():
        pytest.skip(f"the shared publisher data is not here: no {name} in ../shared/data")
    return path


@pytest.fixture(scope="session")
def models() -> Path:
    """A folder with the default embedding model exported."""
    return homes.models()


@pytest.fixture
def empty_home(tmp_path: Path, models: Path) -> Home:
    """A home with the exported model and no knowledge base."""
    (tmp_path / "models").symlink_to(models, target_is_directory=True)
    return Home(tmp_path)


@pytest.fixture(scope="session")
def small_home() -> Path:
    """A CASEPILOT_HOME with all authored text and a small part of ICD-10-CM. Shared: nothing may be written to it."""
    return homes.small_home()


@pytest.fixture(scope="session")
def small_knowledge(small_home: Path) -> Iterator[KnowledgeBase]:
    """The small knowledge base, opened."""
    knowledge = KnowledgeBase.open(small_home)
    yield knowledge
    knowledge.close()


@pytest.fixture(scope="session")
def desk_home() -> Path:
    """The small knowledge base with small tables added to it. Shared: nothing may be written to it."""
    return homes.desk_home()


@pytest.fixture(scope="session")
def sparse_home() -> Path:
    """A knowledge base with little of every collection. Shared: nothing may be written to it."""
    return homes.sparse_home()


@pytest.fixture(scope="session")
def payment_home() -> Path:
    """The small knowledge base with the payment tables beside the fee schedule. Shared: nothing may be written to it."""
    return homes.payment_home()


@pytest.fixture(scope="session")
def dated_home() -> Path:
    """The small knowledge base with tables of several editions. Shared: nothing may be written to it."""
    return homes.dated_home()


@pytest.fixture(scope="session")
def desk_application(desk_home: Path) -> FastAPI:
    """The desk's application over the small tables, without the chat; few tests import so much."""
    from tests.support.desk import application_of

    return application_of(desk_home)


@pytest.fixture
async def desk_client(desk_application: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A program, or a browser, on the same machine."""
    from tests.support.desk import client_of

    async with client_of(desk_application) as client:
        yield client
