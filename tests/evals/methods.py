"""What is compared: the search that ships, its parts, and what a user would build or pick instead.

Every method takes a query and the systems to search, and gives the answers best first: code numbers and section keys,
each once.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nlargest
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.bootstrap import open_retriever
from assistant.retrieval import Hit, Retriever
from assistant.retrieval.across import search_across
from assistant.retrieval.hybrid import HybridRetriever
from corpus.store.export import DEFAULT_MODEL, source_path
from corpus.store.knowledge_base import KnowledgeBase

DEPTH = 10
# The usual constant of reciprocal rank fusion.
_RANK_CONSTANT = 60
# More rows than answers are asked for where several rows lead to one answer.
_ROWS = 40


class Method(Protocol):
    name: str

    def answers(self, query: str, systems: Sequence[str]) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Text:
    """One text to search, and the answer it leads to."""

    id: str
    system: str
    answer: str
    text: str


def answer_of(key: str) -> str:
    """What a record key is called in a case: "icd10cm:E11.9" is "E11.9", a section's key stays."""
    return key if "#" in key else key.split(":", 1)[1]


# --- CasePilot and its parts ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shipped:
    """A retriever of CasePilot, through the merge over systems that the chat and the command line use."""

    name: str
    retriever: Retriever

    def answers(self, query: str, systems: Sequence[str]) -> list[str]:
        return [answer_of(hit.key) for hit in search_across(self.retriever, query, systems, DEPTH)]


@dataclass(frozen=True, slots=True)
class EqualFusion:
    """Reciprocal rank fusion with equal weights, the textbook hybrid."""

    dense: Retriever
    lexical: Retriever

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        scores: dict[str, float] = {}
        found: dict[str, Hit] = {}
        for side in (self.dense, self.lexical):
            for rank, hit in enumerate(side.search(query, collection, limit * 4), start=1):
                scores[hit.key] = scores.get(hit.key, 0.0) + 1 / (_RANK_CONSTANT + rank)
                found.setdefault(hit.key, hit)
        return [replace(found[key], score=scores[key]) for key in sorted(scores, key=lambda key: -scores[key])[:limit]]


def own_methods(knowledge: KnowledgeBase, plain: KnowledgeBase) -> Iterator[Method]:
    """What ships, and its parts alone; ``plain`` is the knowledge base without synonyms."""
    retriever = open_retriever(knowledge)
    assert isinstance(retriever, HybridRetriever)
    yield Shipped("ships", retriever)
    yield Shipped("dense only", retriever.dense)
    yield Shipped("lexical only", retriever.lexical)
    yield Shipped("equal fusion", EqualFusion(retriever.dense, retriever.lexical))
    yield Shipped("ships, no synonyms", open_retriever(plain))


# --- others --------------------------------------------------------------------------------------------------------


class Bm25s:
    """bm25s as its documentation shows it: its own tokenizer and stop words, one index a system."""

    name = "bm25s"

    def __init__(self, texts: Iterable[Text]) -> None:
        import bm25s

        self._systems: dict[str, tuple[Any, list[str]]] = {}
        self._tokenize = bm25s.tokenize
        for system, rows in _by_system(texts).items():
            engine = bm25s.BM25()
            engine.index(
                bm25s.tokenize([row.text for row in rows], stopwords="en", show_progress=False), show_progress=False
            )
            self._systems[system] = (engine, [row.answer for row in rows])

    def answers(self, query: str, systems: Sequence[str]) -> list[str]:
        found: list[tuple[float, str]] = []
        tokens = self._tokenize([query], stopwords="en", show_progress=False)
        for system in systems:
            engine, answers = self._systems[system]
            rows, scores = engine.retrieve(tokens, k=min(_ROWS, len(answers)), show_progress=False)
            found += [(float(s), answers[r]) for r, s in zip(rows[0], scores[0], strict=True) if s > 0]
        return _first_of_each(answer for _, answer in sorted(found, key=lambda pair: -pair[0]))


class Fts5:
    """SQLite's full-text search, any of the query's words, ordered by its bm25()."""

    name = "SQLite FTS5"

    def __init__(self, texts: Iterable[Text]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute("CREATE VIRTUAL TABLE texts USING fts5(text, answer UNINDEXED, system UNINDEXED)")
        self._connection.executemany(
            "INSERT INTO texts VALUES (?, ?, ?)", ((row.text, row.answer, row.system) for row in texts)
        )

    def answers(self, query: str, systems: Sequence[str]) -> list[str]:
        words = re.findall(r"\w+", query)
        if not words:
            return []
        rows = self._connection.execute(
            f"SELECT answer FROM texts WHERE texts MATCH ? AND system IN ({','.join('?' * len(systems))}) "
            "ORDER BY bm25(texts) LIMIT ?",
            (" OR ".join(f'"{word}"' for word in words), *systems, _ROWS),
        )
        return _first_of_each(answer for (answer,) in rows)


class VanillaLlamaIndex:
    """VectorStoreIndex over Chroma with HuggingFaceEmbedding of the same model, all defaults, one collection a system.

    The vectors are those of its own embedding model, kept in a file between runs: embedding a hundred thousand texts one
    batch of ten after the other, as its defaults do, takes a quarter of an hour here.
    """

    name = "vanilla LlamaIndex"

    def __init__(self, texts: Iterable[Text], folder: Path) -> None:
        import chromadb
        from llama_index.core import VectorStoreIndex
        from llama_index.core.schema import TextNode
        from llama_index.vector_stores.chroma import ChromaVectorStore

        self._retrievers: dict[str, Any] = {}
        client = chromadb.EphemeralClient()
        for system, rows in _by_system(texts).items():
            vectors = self._vectors(rows, folder / f"vanilla-{system}.npz")
            store = ChromaVectorStore(chroma_collection=client.get_or_create_collection(f"vanilla-{system}"))
            for start in range(0, len(rows), 4096):
                store.add(
                    [
                        TextNode(id_=row.id, text=row.text, metadata={"answer": row.answer}, embedding=vector.tolist())
                        for row, vector in zip(rows[start : start + 4096], vectors[start : start + 4096], strict=True)
                    ]
                )
            index = VectorStoreIndex.from_vector_store(store, embed_model=self._model)
            self._retrievers[system] = index.as_retriever(similarity_top_k=DEPTH)

    @cached_property
    def _model(self) -> Any:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        return HuggingFaceEmbedding(model_name=str(source_path(DEFAULT_MODEL)))

    def _vectors(self, rows: Sequence[Text], path: Path) -> np.ndarray:
        """Vectors of the rows; those that the file has are not computed again."""
        known: dict[str, np.ndarray] = {}
        if path.is_file():
            with np.load(path) as kept:
                known = dict(zip(kept["ids"].tolist(), kept["vectors"], strict=True))
        lacking = [row for row in rows if row.id not in known]
        if lacking:
            model = self._model._model  # the SentenceTransformer that HuggingFaceEmbedding calls
            vectors = model.encode([row.text for row in lacking], batch_size=64, normalize_embeddings=True)
            known |= {row.id: vector for row, vector in zip(lacking, vectors, strict=True)}
            wanted = [row.id for row in rows]
            path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(path, ids=np.array(wanted), vectors=np.stack([known[identifier] for identifier in wanted]))
        return np.stack([known[row.id] for row in rows])

    def answers(self, query: str, systems: Sequence[str]) -> list[str]:
        found = [node for system in systems for node in self._retrievers[system].retrieve(query)]
        return _first_of_each(node.metadata["answer"] for node in nlargest(DEPTH, found, key=lambda node: node.score))


def _by_system(texts: Iterable[Text]) -> dict[str, list[Text]]:
    systems: dict[str, list[Text]] = {}
    for text in texts:
        systems.setdefault(text.system, []).append(text)
    return systems


def _first_of_each(answers: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(answers))[:DEPTH]
