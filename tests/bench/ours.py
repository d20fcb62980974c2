"""CasePilot's side of the bench: an index of one collection, built and searched by the product's own code."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from assistant.retrieval.dense import DenseRetriever
from assistant.retrieval.hybrid import HybridRetriever
from assistant.retrieval.lexical import LexicalRetriever
from assistant.retrieval.ranking import rank
from assistant.retrieval.words.specificity import Specifier
from assistant.retrieval.words.spelling import Speller
from corpus.abbreviations import Expander, read_abbreviations
from corpus.records import Passage
from corpus.store import schema
from corpus.store.catalog import Catalog, CatalogWriter
from corpus.store.encoder import Encoder
from corpus.store.lexical import LexicalIndex
from corpus.store.vectors import WRITE_BATCH, VectorIndex
from ingest import indexing
from ingest.progress import Progress
from tests.bench.timing import Spread, spread, timed

NAME = "bench"


def build(folder: Path, passages: list[Passage], encoder: Encoder, progress: Progress) -> dict[str, float]:
    """Builds the index; gives passages/s of embedding and storing, and of the whole with the lexical index."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    vectors = VectorIndex.open(folder / "vectors")
    engine = schema.sqlite_engine(folder / "catalog.sqlite", read_only=False)
    wanted = {NAME: {passage.id: passage for passage in passages}}
    writer, catalog = CatalogWriter(engine), Catalog(engine)
    began = time.perf_counter()
    progress.stage("Embedding", len(passages))
    indexing.add_missing(indexing.missing(wanted, catalog), encoder, writer, vectors, progress)
    progress.finish()
    stored = time.perf_counter()
    ids = sorted(wanted[NAME])
    by_id = partial(vectors.vectors, NAME)
    LexicalIndex.build(folder / "lexical", [wanted[NAME][one] for one in ids], by_id)
    done = time.perf_counter()
    vectors.close()
    engine.dispose()
    return {
        "embedding and storing": len(passages) / (stored - began),
        "lexical index": len(passages) / (done - stored),
        "whole build": len(passages) / (done - began),
    }


def limits(folder: Path, passages: list[Passage], encoder: Encoder) -> dict[str, float]:
    """The two limits of a build measured alone, in passages/s: encoding, and Chroma storing vectors."""
    ordered = sorted(passages, key=lambda passage: len(passage.text))
    batches = [ordered[start : start + WRITE_BATCH] for start in range(0, len(ordered), WRITE_BATCH)]
    began = time.perf_counter()
    encoded = [encoder.encode([passage.text for passage in batch]) for batch in batches]
    encoding = time.perf_counter() - began
    shutil.rmtree(folder, ignore_errors=True)
    vectors = VectorIndex.open(folder)
    began = time.perf_counter()
    for batch, embeddings in zip(batches, encoded, strict=True):
        vectors.add(NAME, [passage.id for passage in batch], embeddings)
    storing = time.perf_counter() - began
    vectors.close()
    shutil.rmtree(folder)
    return {"encoder alone": len(passages) / encoding, "Chroma alone": len(passages) / storing}


def open_search(folder: Path, encoder: Encoder) -> tuple[HybridRetriever, float]:
    """The retriever over a built index, and the seconds it took to open."""
    began = time.perf_counter()
    index = LexicalIndex(folder / "lexical")
    vectors = VectorIndex.open(folder / "vectors")
    vectors.count(NAME)  # loads the graph
    tables = {NAME: index.table}
    retriever = HybridRetriever(
        DenseRetriever(encoder, vectors, tables),
        LexicalRetriever({NAME: index}),
        tables,
        Expander(read_abbreviations()),
        Speller(index.words(), encoder.knows_word),
        Specifier(lambda codes: frozenset(), lambda codes: {}),
    )
    return retriever, time.perf_counter() - began


def searcher(retriever: HybridRetriever) -> Callable[[str], object]:
    return lambda query: retriever.search(query, NAME, 10)


def stages(retriever: HybridRetriever, encoder: Encoder, queries: list[str]) -> dict[str, Spread]:
    """Each stage of a search alone, on the same queries."""
    dense, lexical = retriever.dense, retriever.lexical
    vector = {query: encoder.encode([query])[0] for query in set(queries)}
    read = {query: retriever._readings(query) for query in set(queries)}
    found = {query: list(retriever._candidates(read[query], NAME, 10)) for query in set(queries)}
    return {
        "spelling": spread(timed(retriever._readings, queries)),
        "encoding": spread(timed(lambda query: encoder.encode([query]), queries)),
        "vectors": spread(timed(lambda query: dense._vectors.query(NAME, vector[query], 80), queries)),
        "words": spread(timed(lambda query: lexical.rows(query, NAME, 80), queries)),
        "ranking": spread(timed(lambda query: rank(query, found[query], 10), queries)),
    }


def recall_against_exhaustive(retriever: HybridRetriever, encoder: Encoder, queries: list[str]) -> float:
    """The share of the ten nearest rows, looked up row by row, that Chroma's graph finds; like distances are alike."""
    table = retriever.tables[NAME]
    kept = []
    for query in queries:
        vector = encoder.encode([query])[0]
        least = table.nearest(vector, 10)[-1][1]
        hits = retriever.dense._vectors.query(NAME, vector, 10)
        # The row-by-row search reads vectors of a byte a component: their error decides nothing.
        kept.append(np.mean([hit.similarity >= least - _ROUNDING for hit in hits]))
    return float(np.mean(kept))


_ROUNDING = 0.002
