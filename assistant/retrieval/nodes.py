"""The hybrid search as a LlamaIndex retriever: what CasePilot itself calls, and what any LlamaIndex engine can take.

    nodes = NodeRetriever(hybrid, "guidelines", limit=5).retrieve("modifier 25 on a visit with an injection")

A node's id is the record's key ("cpt:20610", "modifier-25#use"); its metadata has the collection and, where the vectors
found it, the cosine similarity. Its text is the passage that matched.
"""

from __future__ import annotations

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.retrieval import Hit, Retriever
from corpus.store.kept import remembered

COLLECTION, SIMILARITY = "collection", "similarity"
_REMEMBERED_SEARCHES = 256


class NodeRetriever(BaseRetriever):
    """One collection of a ``Retriever`` as LlamaIndex sees it; thread-safe as that is."""

    def __init__(self, retriever: Retriever, collection: str, limit: int = 10) -> None:
        super().__init__()
        self._retriever, self._collection, self._limit = retriever, collection, limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self.nodes(query_bundle.query_str)

    def nodes(self, query: str) -> list[NodeWithScore]:
        """What ``retrieve`` gives, without LlamaIndex' events, spans and hashes, which take longer than a search."""
        hits = self._retriever.search(query, self._collection, self._limit)
        return [_node(hit, self._collection) for hit in hits]


class NodeSearch:
    """Implements ``Retriever`` by LlamaIndex retrievers over another one: the search that the product calls.

    Searches are remembered: for one question the codes are looked at for what fits, for a title, and beside the rules.
    """

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self._remembered = remembered(self._search, _REMEMBERED_SEARCHES)

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        return list(self._remembered(query, collection, limit)) if query.strip() and limit > 0 else []

    def _search(self, query: str, collection: str, limit: int) -> tuple[Hit, ...]:
        nodes = NodeRetriever(self._retriever, collection, limit).nodes(query)
        return tuple(_hit(node) for node in nodes)


def _node(hit: Hit, collection: str) -> NodeWithScore:
    metadata = {COLLECTION: collection, SIMILARITY: hit.similarity}
    # Metadata is for programs: in a prompt or an embedding it would stand before every passage.
    node = TextNode(
        id_=hit.key,
        text=hit.text,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=list(metadata),
    )
    return NodeWithScore(node=node, score=hit.score)


def _hit(found: NodeWithScore) -> Hit:
    node = found.node
    return Hit(node.node_id, node.get_content(), found.score or 0.0, node.metadata[SIMILARITY])
