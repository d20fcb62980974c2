"""The vector index: Chroma collections, one per code system or kind, of passage ids and vectors only.

One collection per kind because a metadata filter costs Chroma 6 to 80 times the query. Texts and keys are kept in
``passage_table``: storing them in Chroma as well would halve the rate of a build (docs/adr/0009-finding.md). Distances
are cosine. The collections are in a folder, or, published, on a Chroma server (docs/adr/0010-past-one-machine.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import KnowledgeBaseDamaged, KnowledgeBaseUnreachable
from corpus.store.chroma_files import DATABASE, REMEDY, can_be_written, check_database, view_of
from corpus.store.encoder import Vectors
from corpus.store.servers import ChromaServer

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

# Chroma refuses more rows at once than 5,461; smaller batches lose less when a build is killed.
WRITE_BATCH = 2_048

# Chroma Cloud takes and gives no more at once (docs.trychroma.com, "Quotas & Limits").
_CLOUD_BATCH = 300

# Seconds for a server to show that it is there, and for one request; Chroma's own client waits forever.
_PROBE_SECONDS, _REQUEST_SECONDS = 10.0, 60.0

# A collection's metadata once all of a snapshot is on the server.
_PUBLISHED = {"casepilot_published": True}

# Wider than Chroma's defaults (100, 100, 16): at 100 thousand near-identical diagnosis titles the defaults lose
# neighbours that an exhaustive search finds. docs/adr/0004-search.md has the measurement.
_HNSW = {"space": "cosine", "ef_construction": 128, "ef_search": 200, "max_neighbors": 32}


@dataclass(frozen=True, slots=True)
class VectorHit:
    """A passage found, by its id, with its cosine similarity in [-1, 1]."""

    passage_id: str
    similarity: float


class VectorIndex:
    """Chroma collections below one folder, or those of one snapshot on a server. Thread-safe for reading.

    A collection is called ``name + suffix`` where it is kept and ``name`` here. ``told`` turns what Chroma raises into
    one sentence.
    """

    def __init__(
        self,
        connect: Callable[[], ClientAPI],
        told: Callable[[], AbstractContextManager[None]],
        *,
        suffix: str = "",
        batch: int = WRITE_BATCH,
        closing: ExitStack | None = None,
    ) -> None:
        self._connect, self._told, self._suffix, self.batch = connect, told, suffix, batch
        self._closing = closing or ExitStack()
        self._opening = Lock()
        self._opened: ClientAPI | None = None

    @classmethod
    def open(cls, folder: Path) -> VectorIndex:
        """Opens, or creates, the collections kept in a folder; raises KnowledgeBaseDamaged when they are unsound."""
        index = cls.later(folder)
        index.names()
        return index

    @classmethod
    def later(cls, folder: Path) -> VectorIndex:
        """Those of a folder, opened when they are first asked for; raises then what ``open`` does.

        Chroma writes to its database when it opens it: where that cannot be (a read-only home, a full disk), a copy of
        the database in a temporary place is opened, beside the vectors where they are.
        """
        if not folder.is_dir():
            folder.mkdir(parents=True)
        check_database(folder / DATABASE)
        closing = ExitStack()
        return cls(partial(_opened, folder, closing), _damage_told, closing=closing)

    @property
    def _client(self) -> ClientAPI:
        with self._opening:
            if self._opened is None:
                with self._told():
                    self._opened = self._connect()
            return self._opened

    @cached_property
    def _collections(self) -> dict[str, Collection]:
        with self._told():
            return {
                found.name.removesuffix(self._suffix): found
                for found in _all_collections(self._client, self.batch)
                if found.name.endswith(self._suffix)
            }

    @classmethod
    def connect(cls, server: ChromaServer, snapshot: str) -> VectorIndex:
        """Opens the collections of one snapshot on a server, none when it is not there.

        Raises KnowledgeBaseUnreachable, here and in every method, when the server does not answer or refuses.
        """

        def told() -> AbstractContextManager[None]:
            return _refusal_told(server)

        with told():
            client = _client(server)
            batch = min(WRITE_BATCH, client.get_max_batch_size(), _CLOUD_BATCH if server.is_cloud else WRITE_BATCH)
        index = cls(lambda: client, told, suffix=f"-{snapshot}", batch=batch)
        index.names()
        return index

    def close(self) -> None:
        """Lets go of the files or connections."""
        if self._opened is not None:
            self._collections.clear()
            self._opened.close()  # type: ignore[attr-defined]
        self._closing.close()

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._collections))

    def count(self, name: str) -> int:
        with self._told():
            return self._collection(name).count()

    def ids(self, name: str) -> set[str]:
        """Every passage id in a collection."""
        with self._told():
            if not self._suffix:
                return set(self._collection(name).get(include=[])["ids"])
            found: set[str] = set()
            # A server gives no more than a batch at once.
            while part := self._collection(name).get(include=[], limit=self.batch, offset=len(found))["ids"]:
                found.update(part)
            return found

    def present(self, name: str, ids: Sequence[str]) -> set[str]:
        """Those of the ids, a batch of them at most, that a collection has."""
        with self._told():
            return set(self._collection(name).get(ids=list(ids), include=[])["ids"])

    def add(self, name: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Adds passages by id with their vectors, shape (len(ids), dimensions); ids already there stay as they are."""
        # A folder that cannot be written to (a full disk) is not damaged: the build tells that itself.
        with self._told() if self._suffix else nullcontext():
            self._collection(name).add(ids=list(ids), embeddings=vectors)

    def vectors(self, name: str, ids: Sequence[str]) -> Vectors:
        """The vectors of passages that are there, in the order of their ids: shape (len(ids), dimensions)."""
        parts: list[Vectors] = []
        for start in range(0, len(ids), self.batch):
            wanted = list(ids[start : start + self.batch])
            with self._told():
                found = self._collection(name).get(ids=wanted, include=["embeddings"])
            at = {identifier: place for place, identifier in enumerate(found["ids"])}
            stored = np.asarray(found["embeddings"], dtype=np.float32)
            parts.append(stored[[at[identifier] for identifier in wanted]])
        return np.concatenate(parts)

    def remove(self, name: str, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), self.batch):
            self._collection(name).delete(ids=list(ids[start : start + self.batch]))

    def query(self, name: str, vector: Vectors, limit: int) -> list[VectorHit]:
        """The nearest passages to one vector of shape (dimensions,), nearest first; empty for an unknown collection."""
        if name not in self._collections or not limit:
            return []
        with self._told():
            found = self._collections[name].query(
                query_embeddings=[vector.tolist()], n_results=limit, include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [VectorHit(*row) for row in zip(found["ids"][0], (1.0 - d for d in distances[0]), strict=True)]

    def mark_published(self) -> None:
        """Says of every collection that it is complete: readers of a server take no other."""
        with self._told():
            for collection in self._collections.values():
                collection.modify(metadata=_PUBLISHED)

    def published_counts(self) -> dict[str, int]:
        """Rows of the collections that are marked as published, by collection."""
        return {name: self.count(name) for name, found in sorted(self._collections.items()) if _is_marked(found)}

    def on_server(self) -> dict[str, bool]:
        """Every collection there, of this snapshot or not, by its full name: whether it is marked as published."""
        with self._told():
            return {found.name: _is_marked(found) for found in _all_collections(self._client, self.batch)}

    def drop(self, full_names: Sequence[str]) -> None:
        """Removes collections by their full names."""
        with self._told():
            for name in full_names:
                self._client.delete_collection(name)

    def _collection(self, name: str) -> Collection:
        if name not in self._collections:
            self._collections[name] = self._client.get_or_create_collection(
                name + self._suffix,
                embedding_function=None,
                configuration={"hnsw": _HNSW},  # type: ignore[arg-type]
            )
        return self._collections[name]


def _opened(folder: Path, closing: ExitStack) -> ClientAPI:
    """The client of a folder, or of a view of it; what ``closing`` closes removes the view."""
    import chromadb
    from chromadb.config import Settings

    path = str(folder) if can_be_written(folder, DATABASE) else closing.enter_context(view_of(folder, DATABASE))
    return chromadb.PersistentClient(path=path, settings=Settings(anonymized_telemetry=False))


def _is_marked(collection: Collection) -> bool:
    return _PUBLISHED.items() <= (collection.metadata or {}).items()


def _all_collections(client: ClientAPI, batch: int) -> list[Collection]:
    """Every collection: a server may give no more than a batch at once."""
    found: list[Collection] = []
    while part := client.list_collections(limit=batch, offset=len(found)):
        found += part
    return found


def _client(server: ChromaServer) -> ClientAPI:
    import chromadb
    import httpx
    from chromadb.config import Settings

    # First, as Chroma's own client waits for as long as the operating system does.
    httpx.get(f"{server}/api/v2/heartbeat", timeout=_PROBE_SECONDS).raise_for_status()
    client = chromadb.HttpClient(
        host=server.host,
        port=server.port,
        ssl=server.scheme == "https",
        headers={"x-chroma-token": server.token} if server.token else None,
        settings=Settings(anonymized_telemetry=False),
        tenant=server.tenant,
        database=server.database,
    )
    # There is no setting for it: a server that hangs would otherwise hang every answer.
    client._server._session.timeout = httpx.Timeout(_REQUEST_SECONDS)  # type: ignore[attr-defined]
    return client


@contextmanager
def _refusal_told(server: ChromaServer) -> Iterator[None]:
    """Turns a server that is down, refuses or lost a collection into one sentence with the remedy."""
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, httpx.HTTPError, ValueError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        if server.token:
            reason = reason.replace(server.token, "***")
        raise KnowledgeBaseUnreachable(
            f"The Chroma server {server} cannot be used ({reason}); see that it is up and that CASEPILOT_CHROMA_URL "
            "and CASEPILOT_CHROMA_TOKEN are right, and try again."
        ) from None


@contextmanager
def _damage_told() -> Iterator[None]:
    """Turns what Chroma raises when its files are unsound into one sentence with the remedy."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise KnowledgeBaseDamaged(f"The knowledge base's vectors cannot be read ({reason}); {REMEDY}.") from error
