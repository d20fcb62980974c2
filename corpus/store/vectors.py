"""The vector index: Chroma collections, one per code system or kind, of passage ids and vectors only.

One collection per kind because a metadata filter costs Chroma 6 to 80 times the query. Texts and keys are kept in
``passage_table``: storing them in Chroma as well would halve the rate of a build (docs/adr/0009-finding.md). Distances
are cosine.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import KnowledgeBaseDamaged
from corpus.store.encoder import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_DATABASE = "chroma.sqlite3"
_REMEDY = "run 'python -m ingest build' to make them again"

# Chroma refuses more rows at once than 5,461; smaller batches lose less when a build is killed.
WRITE_BATCH = 2_048

# Wider than Chroma's defaults (100, 100, 16): at 100 thousand near-identical diagnosis titles the defaults lose
# neighbours that an exhaustive search finds. docs/adr/0004-search.md has the measurement.
_HNSW = {"space": "cosine", "ef_construction": 128, "ef_search": 200, "max_neighbors": 32}


@dataclass(frozen=True, slots=True)
class VectorHit:
    """A passage found, by its id, with its cosine similarity in [-1, 1]."""

    passage_id: str
    similarity: float


class VectorIndex:
    """Chroma collections below one folder. Thread-safe for reading."""

    def __init__(self, client: ClientAPI) -> None:
        self._client = client
        self._collections: dict[str, Collection] = {found.name: found for found in client.list_collections()}

    @classmethod
    def open(cls, folder: Path) -> VectorIndex:
        """Opens, or creates, the collections kept in a folder; raises KnowledgeBaseDamaged when they are unsound."""
        import chromadb
        from chromadb.config import Settings

        folder.mkdir(parents=True, exist_ok=True)
        _check_database(folder / _DATABASE)
        settings = Settings(anonymized_telemetry=False)
        with _damage_told():
            return cls(chromadb.PersistentClient(path=str(folder), settings=settings))

    def close(self) -> None:
        """Lets go of the files."""
        self._collections.clear()
        self._client.close()  # type: ignore[attr-defined]

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._collections))

    def count(self, name: str) -> int:
        with _damage_told():
            return self._collection(name).count()

    def ids(self, name: str) -> set[str]:
        """Every passage id in a collection."""
        with _damage_told():
            return set(self._collection(name).get(include=[])["ids"])

    def add(self, name: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Adds passages by id with their vectors, shape (len(ids), dimensions); ids already there stay as they are."""
        self._collection(name).add(ids=list(ids), embeddings=vectors)

    def vectors(self, name: str, ids: Sequence[str]) -> Vectors:
        """The vectors of passages that are there, in the order of their ids: shape (len(ids), dimensions)."""
        parts: list[Vectors] = []
        for start in range(0, len(ids), WRITE_BATCH):
            wanted = list(ids[start : start + WRITE_BATCH])
            with _damage_told():
                found = self._collection(name).get(ids=wanted, include=["embeddings"])
            at = {identifier: place for place, identifier in enumerate(found["ids"])}
            stored = np.asarray(found["embeddings"], dtype=np.float32)
            parts.append(stored[[at[identifier] for identifier in wanted]])
        return np.concatenate(parts)

    def remove(self, name: str, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), WRITE_BATCH):
            self._collection(name).delete(ids=list(ids[start : start + WRITE_BATCH]))

    def query(self, name: str, vector: Vectors, limit: int) -> list[VectorHit]:
        """The nearest passages to one vector of shape (dimensions,), nearest first; empty for an unknown collection."""
        if name not in self._collections or not limit:
            return []
        with _damage_told():
            found = self._collections[name].query(
                query_embeddings=[vector.tolist()], n_results=limit, include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [VectorHit(*row) for row in zip(found["ids"][0], (1.0 - d for d in distances[0]), strict=True)]

    def _collection(self, name: str) -> Collection:
        if name not in self._collections:
            self._collections[name] = self._client.get_or_create_collection(
                name,
                embedding_function=None,
                configuration={"hnsw": _HNSW},  # type: ignore[arg-type]
            )
        return self._collections[name]


@contextmanager
def _damage_told() -> Iterator[None]:
    """Turns what Chroma raises when its files are unsound into one sentence with the remedy."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise KnowledgeBaseDamaged(f"The knowledge base's vectors cannot be read ({reason}); {_REMEDY}.") from error


def _check_database(path: Path) -> None:
    # Chroma keeps a half-started system for a folder whose database it could not open, and every later try in the
    # same process then fails: so look first.
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise KnowledgeBaseDamaged(f"The knowledge base's vectors cannot be read ({error}); {_REMEDY}.") from error
