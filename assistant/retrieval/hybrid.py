"""Dense and lexical search fused: what CasePilot uses, and the same thing as a LlamaIndex retriever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.retrieval import Hit, Retriever
from assistant.retrieval.fusion import DENSE_WEIGHT, LEXICAL_WEIGHT, fuse
from assistant.retrieval.specificity import Specifier
from corpus.abbreviations import Expander
from corpus.codes import CodeSystem

if TYPE_CHECKING:
    from llama_index.core.retrievers import BaseRetriever

# Each side offers more than is asked for, so that a record both find in the middle can rise to the top.
_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class HybridRetriever:
    """Implements ``Retriever``; ``Hit.score`` is the fused score, ``similarity`` the cosine where known.

    ``expander`` spells clinical abbreviations out before either side searches; ``specifier`` completes diagnoses.
    """

    dense: Retriever
    lexical: Retriever
    expander: Expander
    specifier: Specifier

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        if not query.strip() or limit < 1:
            return []
        query = self.expander.expand(query)
        depth = limit * _CANDIDATES
        dense = self.dense.search(query, collection, depth)
        lexical = self.lexical.search(query, collection, depth)
        hits = fuse([(DENSE_WEIGHT, dense), (LEXICAL_WEIGHT, lexical)], limit)
        return self.specifier.complete(query, hits) if collection == CodeSystem.ICD10CM.value else hits


def as_llama_index_retriever(retriever: Retriever, collection: str, limit: int = 10) -> BaseRetriever:
    """The retriever over one collection as a LlamaIndex ``BaseRetriever``, for LlamaIndex query engines and evals."""
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

    class CollectionRetriever(BaseRetriever):
        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            hits = retriever.search(query_bundle.query_str, collection, limit)
            return [
                NodeWithScore(node=TextNode(id_=hit.key, text=hit.text, metadata={"key": hit.key}), score=hit.score)
                for hit in hits
            ]

    return CollectionRetriever()
