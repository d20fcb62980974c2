"""One contract for every retriever, on a real small knowledge base, and the same contract through LlamaIndex."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.bootstrap import open_retriever
from assistant.retrieval import Retriever
from assistant.retrieval.lexical import LexicalRetriever
from assistant.retrieval.nodes import NodeRetriever, NodeSearch
from assistant.retrieval.reranking import RerankingRetriever
from corpus.store.knowledge_base import KnowledgeBase

KINDS = ["dense", "lexical", "hybrid", "reranked", "llama_index"]


class SharedWords:
    """A scorer that counts the words a text shares with the query."""

    def score(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        words = set(query.lower().split())
        return [float(len(words & set(text.lower().split()))) for text in texts]


@pytest.fixture(params=KINDS)
def retriever(request: pytest.FixtureRequest, small_knowledge: KnowledgeBase) -> Retriever:
    return {
        "dense": open_retriever(small_knowledge).dense,
        "lexical": LexicalRetriever(small_knowledge.lexical),
        "hybrid": open_retriever(small_knowledge),
        "llama_index": NodeSearch(open_retriever(small_knowledge)),
        "reranked": RerankingRetriever(open_retriever(small_knowledge), SharedWords()),
    }[request.param]


QUERIES = ["type 2 diabetes with chronic kidney disease", "knee osteoarthritis", "fracture of femur neck"]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("limit", [1, 5, 20])
def test_hits_come_best_first_each_record_once_and_no_more_than_asked(
    retriever: Retriever, query: str, limit: int
) -> None:
    hits = retriever.search(query, "icd10cm", limit)
    assert 0 < len(hits) <= limit
    assert len({hit.key for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.key.startswith("icd10cm:") and hit.text for hit in hits)


def test_fewer_are_the_beginning_of_more(retriever: Retriever) -> None:
    few, more = (retriever.search(QUERIES[0], "icd10cm", limit) for limit in (3, 10))
    assert few[0].key == more[0].key


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_no_words_no_hits(retriever: Retriever, query: str) -> None:
    assert retriever.search(query, "icd10cm", 5) == []


def test_an_unknown_collection_has_no_hits(retriever: Retriever) -> None:
    assert retriever.search(QUERIES[0], "nothing-here", 5) == []


@pytest.mark.parametrize("query", ["?!", "天気", "a" * 20_000, "\x00\x01", "(unbalanced [", "' OR 1=1 --"])
def test_no_text_is_too_odd(retriever: Retriever, query: str) -> None:
    assert len(retriever.search(query, "icd10cm", 5)) <= 5


def test_the_same_question_has_the_same_answer_from_any_thread(retriever: Retriever) -> None:
    expected = retriever.search(QUERIES[0], "icd10cm", 10)
    with ThreadPoolExecutor(8) as pool:
        results = pool.map(lambda _: retriever.search(QUERIES[0], "icd10cm", 10), range(32))
    assert all(result == expected for result in results)


def test_it_finds_what_a_coder_means(retriever: Retriever) -> None:
    keys = [hit.key for hit in retriever.search(QUERIES[0], "icd10cm", 5)]
    assert "icd10cm:E11.22" in keys


def test_abbreviations_are_spelled_out(small_knowledge: KnowledgeBase) -> None:
    hits = open_retriever(small_knowledge).search("T2DM with CKD", "icd10cm", 3)
    assert "icd10cm:E11.22" in [hit.key for hit in hits]


def test_it_serves_as_a_llama_index_retriever(small_knowledge: KnowledgeBase) -> None:
    retriever = open_retriever(small_knowledge)
    nodes = NodeRetriever(retriever, "icd10cm", 5).retrieve(QUERIES[0])
    hits = retriever.search(QUERIES[0], "icd10cm", 5)
    assert [(node.node.node_id, node.score, node.node.get_content()) for node in nodes] == [
        (hit.key, hit.score, hit.text) for hit in hits
    ]
    assert {node.node.metadata["collection"] for node in nodes} == {"icd10cm"}
