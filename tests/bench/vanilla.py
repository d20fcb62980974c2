"""The other side: LlamaIndex's VectorStoreIndex, HuggingFaceEmbedding of the same model, Chroma; all defaults."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus.records import Passage
from corpus.store.encoder import Encoder
from corpus.store.export import DEFAULT_MODEL, source_path


def embedding_model() -> Any:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    return HuggingFaceEmbedding(model_name=str(source_path(DEFAULT_MODEL)))


def build(folder: Path, passages: list[Passage], model: Any) -> float:
    """Builds the index as LlamaIndex's documentation does; gives passages/s."""
    from llama_index.core import StorageContext, VectorStoreIndex

    store, nodes = _store(folder, fresh=True), _nodes(passages)
    began = time.perf_counter()
    VectorStoreIndex(nodes, storage_context=StorageContext.from_defaults(vector_store=store), embed_model=model)
    return len(passages) / (time.perf_counter() - began)


def fill(folder: Path, passages: list[Passage], encoder: Encoder) -> None:
    """Stores the passages with vectors that are known already: where only the time of a query is measured.

    Embedding a hundred thousand passages as the defaults do takes a quarter of an hour.
    """
    store = _store(folder, fresh=True)
    for start in range(0, len(passages), 4096):
        batch = passages[start : start + 4096]
        nodes = _nodes(batch)
        for node, vector in zip(nodes, encoder.encode([passage.text for passage in batch]), strict=True):
            node.embedding = vector.tolist()
        store.add(nodes)


def searcher(folder: Path, model: Any) -> tuple[Callable[[str], object], float]:
    """A search for ten, and the seconds it took to open."""
    from llama_index.core import VectorStoreIndex

    began = time.perf_counter()
    retriever = VectorStoreIndex.from_vector_store(_store(folder), embed_model=model).as_retriever(similarity_top_k=10)
    retriever.retrieve("knee")
    return retriever.retrieve, time.perf_counter() - began


def _store(folder: Path, *, fresh: bool = False) -> Any:
    import chromadb
    from llama_index.vector_stores.chroma import ChromaVectorStore

    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    client = chromadb.PersistentClient(str(folder))
    return ChromaVectorStore(chroma_collection=client.get_or_create_collection("bench"))


def _nodes(passages: list[Passage]) -> list[Any]:
    from llama_index.core.schema import TextNode

    return [TextNode(id_=one.id, text=one.text, metadata={"key": one.key, "role": one.role.value}) for one in passages]
