"""An opened knowledge base: the serving snapshot and the shelf of added editions, checked to belong together.

With servers set, the catalog and the vectors of the same snapshot are read from there; the rest is always files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.codes import Code
from corpus.editions import Edition
from corpus.errors import KnowledgeBaseDamaged, KnowledgeBaseError
from corpus.meaning import IntentModel, ensure_fitted
from corpus.store import publishing, schema
from corpus.store.catalog import Catalog
from corpus.store.chroma_files import kept_counts
from corpus.store.encoder import Encoder
from corpus.store.export import DEFAULT_MODEL, model_folder
from corpus.store.lexical import LexicalIndex
from corpus.store.servers import NO_SERVERS, Servers
from corpus.store.shelf import Shelf
from corpus.store.snapshot import CATALOG, LEXICAL, VECTORS, Home, Manifest, open_snapshot, serving_folder
from corpus.store.tables import Tables
from corpus.store.vectors import VectorIndex

# The first start builds this knowledge base; the chat goes on to embed it and takes the whole one up by itself.
_BY_WORDS_ALONE = (
    "Text is found by its words alone until search by meaning joins, a few minutes after the first 'make chat' "
    "('python -m ingest build' does it without a chat); codes and rules are answered in full."
)


@dataclass(frozen=True, slots=True, weakref_slot=True)  # weakly held by who closes it: assistant/opened.py
class KnowledgeBase:
    """Everything a reader needs. Immutable: a newer snapshot is another ``KnowledgeBase``."""

    folder: Path
    manifest: Manifest
    catalog: Catalog
    vectors: VectorIndex
    lexical: dict[str, LexicalIndex]
    encoder: Encoder
    tables: Tables
    servers: Servers = NO_SERVERS
    intents: IntentModel | None = None

    @classmethod
    def open(cls, path: Path, *, model: str = DEFAULT_MODEL, servers: Servers = NO_SERVERS) -> KnowledgeBase:
        """Opens the serving snapshot below a CASEPILOT_HOME, its published parts from the servers.

        Raises KnowledgeBaseMissing (also: not published), KnowledgeBaseDamaged, KnowledgeBaseMismatch,
        KnowledgeBaseUnreachable, SettingsError or EncoderError, each one sentence with its remedy. Reads nothing from a
        network but these servers and imports no torch.
        """
        home = Home(path)
        serving_folder(home)  # a missing knowledge base is said before a missing model
        encoder = Encoder(model_folder(home.models, model))
        folder, manifest = open_snapshot(home, model_fingerprint=encoder.spec.fingerprint)
        tables = Tables(Shelf.open(home))
        lexical = {name: LexicalIndex(folder / LEXICAL / name) for name in manifest.lexical}
        if servers.database:
            catalog = publishing.open_catalog(servers.database, manifest)
        else:
            catalog = Catalog(schema.sqlite_engine(folder / CATALOG, read_only=True), keep=True)
        try:
            if servers.chroma:
                vectors = publishing.open_vectors(servers.chroma, manifest)
            else:
                vectors = VectorIndex.later(folder / VECTORS)
                _check_counts(folder, manifest)
        except BaseException:
            catalog.close()
            raise
        intents = ensure_fitted(model_folder(home.models, model), encoder)
        return cls(folder, manifest, catalog, vectors, lexical, encoder, tables, servers, intents)

    def is_serving(self) -> bool:
        """False once a newer snapshot can be served or an edition was added; looks at two small files.

        A newer snapshot that is still being published is not waited for: servers are only asked while that lasts.
        """
        if not self.tables.shelf.is_serving():
            return False
        newer = Home(self.folder.parents[2]).current()
        if newer is None or newer == self.folder or not self.servers:
            return newer == self.folder
        try:
            return not publishing.is_published(self.servers, Manifest.read(newer))
        except KnowledgeBaseError:
            return True  # nothing newer can be served

    def existing(self, codes: Iterable[Code]) -> frozenset[Code]:
        """Those of the codes that any loaded edition or table has."""
        wanted = frozenset(codes)
        found = self.catalog.existing(wanted)
        return found | self.tables.existing(wanted - found)

    def editions(self) -> tuple[Edition, ...]:
        """Every edition loaded, once each: what was added goes before what the authored text only cites."""
        known = {edition.id: edition for edition in (*self.catalog.editions(), *self.tables.editions())}
        return tuple(known[identifier] for identifier in sorted(known))

    @property
    def damage(self) -> tuple[str, ...]:
        """Added editions that are damaged and not read, each a sentence with its remedy."""
        return tuple(damage.sentence for damage in self.tables.shelf.damaged)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What every answer must do without, each a sentence with its remedy: damaged editions, vectors to come."""
        return (*self.damage, _BY_WORDS_ALONE) if self.manifest.by_words_alone else self.damage

    def close(self) -> None:
        """Lets go of files; the object is of no use afterwards."""
        self.catalog.close()
        self.tables.close()
        self.vectors.close()


def open_vectors(folder: Path, manifest: Manifest) -> VectorIndex:
    """The vectors of a snapshot's folder; raises KnowledgeBaseDamaged when they are not those of its manifest."""
    vectors = VectorIndex.open(folder / VECTORS)
    if {name: vectors.count(name) for name in vectors.names()} != manifest.vector_counts:
        vectors.close()
        raise _incomplete()
    return vectors


def _check_counts(folder: Path, manifest: Manifest) -> None:
    """Raises KnowledgeBaseDamaged when a folder's vectors are not all there."""
    wanted = {name: rows for name, rows in manifest.vector_counts.items() if rows}
    if kept_counts(folder / VECTORS) != wanted:
        raise _incomplete()


def _incomplete() -> KnowledgeBaseDamaged:
    return KnowledgeBaseDamaged(
        "The knowledge base's vectors are not complete; run 'python -m ingest build' to make them again."
    )
