"""Brings the vector index of a staging folder in line with the wanted passages: only what is new is embedded.

Encoding and inserting overlap: one thread embeds the next batch while Chroma stores the last one.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing

from corpus.records import Passage
from corpus.store.catalog import Catalog, CatalogWriter
from corpus.store.encoder import Encoder, Vectors
from corpus.store.vectors import WRITE_BATCH, VectorIndex
from ingest.progress import Progress

# Two batches wait at most: enough to keep both sides busy, and memory flat.
_WAITING_BATCHES = 2

Wanted = Mapping[str, Mapping[str, Passage]]  # collection -> passage id -> passage


def remove_stale(wanted: Wanted, catalog: Catalog, writer: CatalogWriter, vectors: VectorIndex) -> int:
    """Removes what is indexed but no longer wanted, from vectors and catalog; gives how many passages."""
    recorded = catalog.passage_ids()
    removed = 0
    for name in sorted(set(vectors.names()) | set(recorded)):
        present = vectors.ids(name) if name in vectors.names() else set()
        stale = sorted((present | recorded.get(name, set())) - set(wanted.get(name, ())))
        if stale:
            writer.remove_passages(stale)  # first: a catalog row promises that the vector is there
            vectors.remove(name, [identifier for identifier in stale if identifier in present])
        # A recorded passage whose vector is gone would never come back otherwise.
        writer.remove_passages(sorted(recorded.get(name, set()) - present - set(stale)))
        removed += len(stale)
    return removed


def missing(wanted: Wanted, catalog: Catalog) -> list[Passage]:
    """The wanted passages that are not indexed yet, by collection and length (like lengths embed faster together)."""
    recorded = catalog.passage_ids()
    lacking = [
        passage
        for name, passages in wanted.items()
        for identifier, passage in passages.items()
        if identifier not in recorded.get(name, ())
    ]
    return sorted(lacking, key=lambda passage: (passage.collection, len(passage.text), passage.id))


def add_missing(
    lacking: Sequence[Passage], encoder: Encoder, writer: CatalogWriter, vectors: VectorIndex, progress: Progress
) -> None:
    """Embeds and stores passages; each batch is recorded in the catalog once its vectors are stored."""
    with closing(_embedded(list(_batches(lacking)), encoder)) as embedded:
        for batch, embeddings in embedded:
            vectors.add(batch[0].collection, [passage.id for passage in batch], embeddings)
            writer.add_passages(batch)
            progress.advance(len(batch))


def _batches(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Runs of one collection, ``WRITE_BATCH`` long at most."""
    batch: list[Passage] = []
    for passage in passages:
        if batch and (len(batch) == WRITE_BATCH or batch[0].collection != passage.collection):
            yield batch
            batch = []
        batch.append(passage)
    if batch:
        yield batch


def _embedded(batches: list[list[Passage]], encoder: Encoder) -> Generator[tuple[list[Passage], Vectors], None, None]:
    """Encodes the batches in a thread of its own, in order."""
    done: queue.Queue[tuple[list[Passage], Vectors] | BaseException | None] = queue.Queue(_WAITING_BATCHES)
    stopped = threading.Event()

    def hand_over(item: tuple[list[Passage], Vectors] | BaseException | None) -> None:
        while not stopped.is_set():
            try:
                done.put(item, timeout=0.1)
            except queue.Full:
                continue
            return

    def work() -> None:
        try:
            for batch in batches:
                if stopped.is_set():
                    return
                hand_over((batch, encoder.encode([passage.text for passage in batch])))
            hand_over(None)
        except BaseException as error:  # noqa: BLE001 - handed to the waiting thread, which raises it
            hand_over(error)

    thread = threading.Thread(target=work, name="encode", daemon=True)
    thread.start()
    try:
        while (item := done.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        # A thread still inside onnxruntime when Python ends would abort the process and hide the exit status.
        stopped.set()
        thread.join()
