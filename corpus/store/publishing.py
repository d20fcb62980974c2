"""Publishing: the serving snapshot's catalog in PostgreSQL and its vectors on a Chroma server, for many readers.

    database   casepilot.published_snapshots       one row a published snapshot
               kb_<snapshot>                       a schema with the tables of ``schema``
    Chroma     <collection>-<snapshot>             one collection for each of the snapshot's, marked when all are whole

Each server records its own part, and only when that is whole; readers take nothing else. The catalog is copied in one
transaction; vectors that are on the server already are not sent again, so an interrupted publishing is taken up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from corpus.errors import KnowledgeBaseDamaged, KnowledgeBaseMissing
from corpus.store import schema
from corpus.store.catalog import Catalog
from corpus.store.servers import ChromaServer, Database, Servers
from corpus.store.snapshot import CATALOG, KEPT_SNAPSHOTS, VECTORS, Home, Manifest, build_lock, open_snapshot
from corpus.store.vectors import VectorIndex

_ROWS_A_WRITE = 5_000

# The name of a snapshot at the end of a collection's: everything else on the server is somebody else's.
_SUFFIX = re.compile(r"-\d{8}T\d{12}Z$")

_RECORDS_SCHEMA = "casepilot"
_published = sa.Table(
    "published_snapshots",
    sa.MetaData(),
    sa.Column("snapshot", sa.Text, primary_key=True),
    sa.Column("schema_version", sa.Integer, nullable=False),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
    schema=_RECORDS_SCHEMA,
)


class Telling(Protocol):
    """Where progress is told: ``ingest.progress.Progress``."""

    def stage(self, name: str, total: int = 0) -> None: ...
    def advance(self, count: int) -> None: ...
    def finish(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Published:
    """What a publishing did: rows and vectors sent now; those that were there already are not counted."""

    snapshot: str
    rows: int
    vectors: int


def publish(home: Home, servers: Servers, progress: Telling) -> Published:
    """Copies the serving snapshot to the servers and removes older ones; what is there already is left as it is.

    Raises KnowledgeBaseMissing, KnowledgeBaseDamaged, KnowledgeBaseUnreachable, SettingsError, or BuildError while a
    build is running. The snapshots published before serve on.
    """
    with build_lock(home):
        folder, manifest = open_snapshot(home)
        rows = _publish_catalog(servers.database, folder, manifest, progress) if servers.database else 0
        vectors = _publish_vectors(servers.chroma, folder, manifest, progress) if servers.chroma else 0
    return Published(manifest.snapshot, rows, vectors)


def open_catalog(database: Database, manifest: Manifest) -> Catalog:
    """The published catalog of a snapshot; raises KnowledgeBaseMissing when it is not published whole."""
    engine = schema.postgresql_engine(database, schema_name(manifest.snapshot))
    catalog = Catalog(engine, keep=True)
    try:
        if not _is_recorded(engine, manifest.snapshot) or catalog.counts() != manifest.counts:
            raise _missing(manifest, f"in the database {database}")
    except BaseException:
        catalog.close()
        raise
    return catalog


def open_vectors(server: ChromaServer, manifest: Manifest) -> VectorIndex:
    """The published vectors of a snapshot; raises KnowledgeBaseMissing when they are not published whole."""
    vectors = VectorIndex.connect(server, manifest.snapshot)
    try:
        if vectors.published_counts() != manifest.vector_counts:
            raise _missing(manifest, f"on the Chroma server {server}")
    except BaseException:
        vectors.close()
        raise
    return vectors


def is_published(servers: Servers, manifest: Manifest) -> bool:
    """Whether every server that is set has its part of a snapshot; raises KnowledgeBaseUnreachable."""
    try:
        if servers.database:
            open_catalog(servers.database, manifest).close()
        if servers.chroma:
            open_vectors(servers.chroma, manifest).close()
    except KnowledgeBaseMissing:
        return False
    return True


def schema_name(snapshot: str) -> str:
    """The schema that holds a snapshot's catalog: lower case, so that nobody has to quote it."""
    return f"kb_{snapshot.lower()}"


def _missing(manifest: Manifest, where: str) -> KnowledgeBaseMissing:
    return KnowledgeBaseMissing(
        f"The knowledge base {manifest.snapshot} is not published {where}; run 'python -m ingest publish'."
    )


# --- the catalog


def _publish_catalog(database: Database, folder: Path, manifest: Manifest, progress: Telling) -> int:
    with _engine(database, manifest.snapshot) as engine:
        progress.stage("Publishing the catalog", sum(manifest.counts.values()))
        rows = 0
        if not _is_recorded(engine, manifest.snapshot):
            with engine.begin() as connection:
                rows = _copy_catalog(connection, folder, manifest, progress)
        progress.finish()
        _drop_schemas(engine, manifest.snapshot)
    return rows


def _copy_catalog(connection: sa.Connection, folder: Path, manifest: Manifest, progress: Telling) -> int:
    """All of it or nothing: the caller's transaction holds tables, rows and the record of them."""
    connection.execute(sa.schema.CreateSchema(_RECORDS_SCHEMA, if_not_exists=True))
    _published.create(connection, checkfirst=True)
    connection.execute(sa.schema.CreateSchema(schema_name(manifest.snapshot)))
    schema.metadata.create_all(connection)
    rows = 0
    with _sqlite(folder) as local:
        for table in schema.metadata.sorted_tables:
            read = local.execution_options(yield_per=_ROWS_A_WRITE).execute(sa.select(table))
            for part in read.mappings().partitions():
                connection.execute(sa.insert(table), [dict(row) for row in part])
                rows += len(part)
                progress.advance(len(part))
    connection.execute(
        sa.insert(_published).values(
            snapshot=manifest.snapshot, schema_version=manifest.schema_version, published_at=datetime.now(UTC)
        )
    )
    return rows


def _drop_schemas(engine: sa.Engine, current: str) -> None:
    """Removes published catalogs but for the newest and the current one, each in a transaction of its own."""
    with engine.connect() as connection:
        names = connection.execute(sa.select(_published.c.snapshot).order_by(_published.c.snapshot)).scalars().all()
    for name in _superseded(names, current):
        with engine.begin() as connection:
            connection.execute(sa.delete(_published).where(_published.c.snapshot == name))
            connection.execute(sa.schema.DropSchema(schema_name(name), cascade=True, if_exists=True))


def _is_recorded(engine: sa.Engine, snapshot: str) -> bool:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(_published.name, schema=_RECORDS_SCHEMA):
            return False
        query = sa.select(_published.c.schema_version).where(_published.c.snapshot == snapshot)
        return connection.execute(query).scalar_one_or_none() == schema.SCHEMA_VERSION


@contextmanager
def _engine(database: Database, snapshot: str) -> Iterator[sa.Engine]:
    engine = schema.postgresql_engine(database, schema_name(snapshot))
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _sqlite(folder: Path) -> Iterator[sa.Connection]:
    engine = schema.sqlite_engine(folder / CATALOG, read_only=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


# --- the vectors


def _publish_vectors(server: ChromaServer, folder: Path, manifest: Manifest, progress: Telling) -> int:
    with closing(VectorIndex.connect(server, manifest.snapshot)) as remote:
        sent = 0
        progress.stage("Publishing vectors", sum(manifest.vector_counts.values()))
        if remote.published_counts() != manifest.vector_counts:
            with closing(VectorIndex.open(folder / VECTORS)) as local:
                sent = sum(_copy_vectors(name, local, remote, progress) for name in local.names())
            counts = {name: remote.count(name) for name in remote.names()}
            if counts != manifest.vector_counts:
                raise KnowledgeBaseDamaged(
                    f"The vectors of {manifest.snapshot} on the Chroma server {server} are not those that were sent; "
                    f"remove its collections '...-{manifest.snapshot}' and run 'python -m ingest publish' again."
                )
            remote.mark_published()
        progress.finish()
        _drop_collections(remote, manifest.snapshot)
    return sent


def _copy_vectors(name: str, local: VectorIndex, remote: VectorIndex, progress: Telling) -> int:
    """Sends the vectors of one collection that are not on the server yet; gives how many."""
    ids, sent = sorted(local.ids(name)), 0
    for start in range(0, len(ids), remote.batch):
        batch = ids[start : start + remote.batch]
        present = remote.present(name, batch)
        lacking = [identifier for identifier in batch if identifier not in present]
        if lacking:
            remote.add(name, lacking, local.vectors(name, lacking))
        sent += len(lacking)
        progress.advance(len(batch))
    return sent


def _drop_collections(remote: VectorIndex, current: str) -> None:
    """Removes published collections but for the newest and the current ones, and what was never published whole."""
    snapshots: dict[str, list[str]] = {}
    unfinished = set()
    for name, is_marked in remote.on_server().items():
        if match := _SUFFIX.search(name):
            snapshots.setdefault(match.group()[1:], []).append(name)
            if not is_marked:
                unfinished.add(match.group()[1:])
    for snapshot in unfinished | _superseded(snapshots.keys() - unfinished, current):
        remote.drop(snapshots[snapshot])


def _superseded(snapshots: Collection[str], current: str) -> set[str]:
    """Published snapshots that nobody reads any more: names sort by time of making."""
    return set(sorted(snapshots)[:-KEPT_SNAPSHOTS]) - {current}
