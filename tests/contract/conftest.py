"""A desk database on SQLite and on PostgreSQL: a test that takes one runs on both."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.accounts.database import Database
from tests.support.postgres import PostgresServer, postgres_server


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/desk.db"
    running: PostgresServer = request.getfixturevalue("server")
    name = f"desk_{uuid.uuid4().hex}"
    running.execute(f"CREATE DATABASE {name}")
    return running.url(name)


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    opened = Database.open(address)
    yield opened
    opened.close()
