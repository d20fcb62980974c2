"""A cross-encoder that a user names: a tiny one, made here with random weights, through the real loading code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.bootstrap import open_search
from assistant.retrieval.nodes import NodeSearch
from assistant.retrieval.reranking import CrossEncoderScorer, RerankingRetriever
from assistant.settings import SearchSettings, Settings
from corpus.errors import SettingsError
from corpus.store.knowledge_base import KnowledgeBase


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("cross-encoder")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "knee", "hip", "pain", "fracture", "of", "the"]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    assert json.loads((folder / "config.json").read_text(encoding="utf-8"))["model_type"] == "bert"
    return folder


def test_it_orders_what_the_hybrid_search_finds(tiny_model: Path, small_knowledge: KnowledgeBase) -> None:
    settings = Settings(search=SearchSettings(cross_encoder=str(tiny_model)))
    retriever = open_search(small_knowledge, settings)
    assert isinstance(retriever, RerankingRetriever)
    ours, plain = (one.search("hip fracture", "icd10cm", 30) for one in (retriever, retriever.inner))
    assert {hit.key for hit in ours} == {hit.key for hit in plain}
    assert [hit.score for hit in ours] == [hit.score for hit in plain]
    scores = retriever.scorer.score("hip fracture", [hit.text for hit in ours])
    assert list(scores) == pytest.approx(sorted(scores, reverse=True), abs=1e-5)


def test_without_one_the_hybrid_search_serves(small_knowledge: KnowledgeBase) -> None:
    assert isinstance(open_search(small_knowledge, Settings(search=SearchSettings())), NodeSearch)


def test_a_model_that_is_not_there_is_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CASEPILOT_CROSS_ENCODER"):
        CrossEncoderScorer(str(tmp_path / "nothing-here"))
