"""The one composition root: settings in, a working CasePilot out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from assistant.casepilot import CasePilot
from assistant.drafting.abilities import AbilityMemory
from assistant.drafting.model import DailyBudget, Model
from assistant.retrieval import Retriever
from assistant.retrieval.dense import SCANNED_ROWS, SCANNED_ROWS_BESIDE_A_SERVER, DenseRetriever
from assistant.retrieval.hybrid import HybridRetriever
from assistant.retrieval.lexical import LexicalRetriever
from assistant.retrieval.reranking import CrossEncoderScorer, RerankingRetriever
from assistant.retrieval.words.specificity import Specifier
from assistant.retrieval.words.spelling import Speller
from assistant.settings import ModelSettings, Settings
from corpus.abbreviations import Expander, read_abbreviations
from corpus.store.knowledge_base import KnowledgeBase


def open_casepilot(settings: Settings | None = None) -> CasePilot:
    """Opens the knowledge base and, when one is set, the model.

    Takes about a second. Raises KnowledgeBaseError, EncoderError or SettingsError, each one sentence with its remedy.
    """
    return open_parts(settings or Settings()).casepilot


class Parts(NamedTuple):
    """A working CasePilot with what it answers from; ``hybrid`` is what ``retriever`` searches with in the end."""

    casepilot: CasePilot
    knowledge: KnowledgeBase
    retriever: Retriever
    hybrid: HybridRetriever


def open_parts(settings: Settings) -> Parts:
    """The same with what it answers from, for screens that look things up beside it."""
    model = open_model(settings.model, settings.store.home)  # an unusable setting is said before anything is opened
    knowledge = open_knowledge_base(settings)
    hybrid = open_retriever(knowledge)
    retriever = _served(hybrid, settings)
    casepilot = CasePilot(knowledge, retriever, model, hides=settings.privacy.hide_identifiers)
    return Parts(casepilot, knowledge, retriever, hybrid)


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    store = settings.store
    return KnowledgeBase.open(store.home, model=store.embedding_model, servers=store.servers())


def open_search(knowledge: KnowledgeBase, settings: Settings) -> Retriever:
    """What CasePilot searches with: the hybrid search, as a LlamaIndex retriever, and a cross-encoder where one is set.

    Raises SettingsError.
    """
    return _served(open_retriever(knowledge), settings)


def _served(hybrid: HybridRetriever, settings: Settings) -> Retriever:
    from assistant.retrieval.nodes import NodeSearch  # LlamaIndex: most of a second that no page needs to wait for

    retriever = NodeSearch(hybrid)
    if not settings.search.cross_encoder:
        return retriever
    return RerankingRetriever(retriever, CrossEncoderScorer(settings.search.cross_encoder))


def open_retriever(knowledge: KnowledgeBase) -> HybridRetriever:
    """The hybrid search alone."""
    tables = {name: index.table for name, index in knowledge.lexical.items()}
    words: Counter[str] = Counter()
    for index in knowledge.lexical.values():
        words.update(index.words())
    most_scanned = SCANNED_ROWS_BESIDE_A_SERVER if knowledge.servers.chroma else SCANNED_ROWS
    return HybridRetriever(
        DenseRetriever(knowledge.encoder, knowledge.vectors, tables, most_scanned=most_scanned),
        LexicalRetriever(knowledge.lexical),
        tables,
        Expander(read_abbreviations()),
        Speller(words, knowledge.encoder.knows_word),
        Specifier(knowledge.catalog.existing, knowledge.catalog.records),
    )


def open_model(settings: ModelSettings, home: Path) -> Model | None:
    """The models to draft with, in order, or None when none is named. What they can do is remembered below ``home``."""
    if not settings.names:
        return None
    from assistant.drafting.openai_client import OpenAICompatibleModel

    drafters = [
        OpenAICompatibleModel(
            name,
            settings.model_url,
            settings.key,
            first_token_timeout=settings.model_first_token_seconds,
            total_timeout=settings.model_total_seconds,
            context_tokens=settings.model_context,
            price_read=settings.model_price_read,
            price_written=settings.model_price_written,
        )
        for name in settings.names
    ]
    kept = home / "models"
    memory = AbilityMemory(kept / "abilities.json") if settings.model_functions else None
    return Model(drafters, memory, DailyBudget(settings.model_daily_tokens, kept / "tokens-of-today.json"))
