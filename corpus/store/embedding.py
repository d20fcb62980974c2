"""The encoder as a LlamaIndex embedding, so that LlamaIndex pipelines and indexes can use the same vectors."""

from __future__ import annotations

from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from corpus.store.encoder import Encoder


class EncoderEmbedding(BaseEmbedding):
    """Embeds with an ``Encoder``; vectors are lists of floats of unit length."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder, *, batch_size: int) -> None:
        super().__init__(model_name=encoder.spec.name, embed_batch_size=batch_size)
        self._encoder = encoder

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._encoder.encode(texts).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def __call__(self, nodes: Any, **kwargs: Any) -> Any:
        # The base class embeds with each node's metadata in its text; a passage is its text alone.
        for node, vector in zip(nodes, self._get_text_embeddings([node.text for node in nodes]), strict=True):
            node.embedding = vector
        return nodes
