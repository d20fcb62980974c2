"""CasePilot for LlamaIndex users: a query engine whose responses carry the cited passages as nodes.

    from assistant.query_engine import open_query_engine

    engine = open_query_engine()
    response = engine.query("Can 64484 be billed alone?")
    print(response)
    for source in response.source_nodes:
        print(source.node.metadata["title"], source.node.metadata["edition"], source.node.text)

The text cites as [n]; ``source_nodes`` are in that order, each with number, title, edition and locator as metadata, and
``response.metadata`` has kind, conclusion, details and warnings.
"""

from __future__ import annotations

import asyncio
from datetime import date

from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.schema import NodeWithScore, TextNode
from pydantic import PrivateAttr

from assistant.answer import Answer, Citation
from assistant.bootstrap import open_casepilot
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.settings import Settings
from assistant.understand.query import Conversation


class CasePilotQueryEngine(CustomQueryEngine):
    """Answers each query on its own: gathered, decided by rule, checked, cited. ``today`` fixes the date of service."""

    today: date | None = None
    _casepilot: CasePilot = PrivateAttr()

    @classmethod
    def of(cls, casepilot: CasePilot, today: date | None = None) -> CasePilotQueryEngine:
        """An engine over an opened CasePilot."""
        engine = cls(today=today)
        engine._casepilot = casepilot
        return engine

    def custom_query(self, query_str: str) -> Response:
        """The answer as a LlamaIndex response. For use outside of an event loop: see ``acustom_query``."""
        return asyncio.run(self.acustom_query(query_str))

    async def acustom_query(self, query_str: str) -> Response:
        """The same inside an event loop."""
        answer: Answer | None = None
        async for event in self._casepilot.ask(Conversation(), query_str, today=self.today):
            if isinstance(event, AnswerReady):
                answer = event.answer
        assert answer is not None  # the last event of every question
        return Response(
            response=answer.text,
            source_nodes=[_node(citation) for citation in answer.citations],
            metadata={
                "kind": answer.kind.value,
                "conclusion": answer.conclusion,
                "details": answer.details,
                "warnings": list(answer.warnings),
            },
        )


def open_query_engine(settings: Settings | None = None) -> CasePilotQueryEngine:
    """Opens the knowledge base. Raises KnowledgeBaseError, EncoderError or SettingsError, each with its remedy."""
    return CasePilotQueryEngine.of(open_casepilot(settings))


def _node(citation: Citation) -> NodeWithScore:
    node = TextNode(
        id_=str(citation.number),
        text=citation.text,
        metadata={
            "number": citation.number,
            "title": citation.title,
            "edition": citation.edition,
            "locator": citation.locator,
        },
    )
    return NodeWithScore(node=node, score=None)
