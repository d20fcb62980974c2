"""Shared fixtures: one exported model a run, one small knowledge base a run, real stores throughout."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store.export import ensure_exported
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.snapshot import Home
from ingest.adding import add, report_lines
from ingest.pipeline import build
from ingest.progress import Progress
from ingest.sources.authored import authored
from ingest.sources.formats import FORMATS
from ingest.sources.icd10cm import icd10cm
from tests.support.tables import whole, write_tables

REPOSITORY = Path(__file__).parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"

# Enough of ICD-10-CM to find diabetes with kidney disease, knee osteoarthritis, a fracture with 7th characters and
# hypertension among their neighbours; the whole takes minutes.
SMALL_ICD10CM = frozenset("E08 E09 E10 E11 E13 I10 I12 I13 J45 M16 M17 M25 N17 N18 N19 S72 S82 Z79".split())


def shared_file(name: str) -> Path:
    """A file of the shared publisher data, or a skip that says what is absent."""
    path = SHARED_DATA / name
    if not path.is_file():
        pytest.skip(f"the shared publisher data is not here: no {name} in ../shared/data")
    return path


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the default embedding model exported."""
    folder = tmp_path_factory.mktemp("models")
    ensure_exported(folder)
    return folder


@pytest.fixture
def empty_home(tmp_path: Path, models: Path) -> Home:
    """A home with the exported model and no knowledge base."""
    (tmp_path / "models").symlink_to(models, target_is_directory=True)
    return Home(tmp_path)


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    """A CASEPILOT_HOME with all authored text and a small part of ICD-10-CM."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "models").symlink_to(models, target_is_directory=True)
    sources = [authored, functools.partial(icd10cm, SMALL_ICD10CM)]
    result = build(Home(folder), sources, Progress(io.StringIO()))
    assert not result.refused, [str(row) for row in result.refused]
    return folder


@pytest.fixture(scope="session")
def small_knowledge(small_home: Path) -> Iterator[KnowledgeBase]:
    """The small knowledge base, opened."""
    knowledge = KnowledgeBase.open(small_home)
    yield knowledge
    knowledge.close()


@pytest.fixture(scope="session")
def desk_home(tmp_path_factory: pytest.TempPathFactory, small_home: Path) -> Path:
    """The small knowledge base with small tables added to it, taken for whole: what a coder's desk has."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("models", "knowledge-base"):
        (folder / name).symlink_to(small_home / name, target_is_directory=True)
    files = write_tables(tmp_path_factory.mktemp("tables"))
    result = add(Home(folder), files, [whole(form) for form in FORMATS], Progress(io.StringIO()))
    assert not result.failed, list(report_lines(result.reports))
    assert not result.refused
    return folder
