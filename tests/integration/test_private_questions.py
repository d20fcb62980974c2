"""Identifiers in a question are gone before anything searches, keeps or sends it."""

from __future__ import annotations

from datetime import date

from assistant.answer import Answer
from assistant.bootstrap import open_retriever
from assistant.casepilot import CasePilot
from assistant.drafting.model import Model
from assistant.drafting.openai_client import OpenAICompatibleModel
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.store.knowledge_base import KnowledgeBase
from tests.support.model_server import ModelServer, Reply

TODAY = date(2026, 5, 15)
QUESTION = "Pt Maria Lopez, DOB 3/4/1960, MRN 00123456, can 0709T be billed alone?"
SECRETS = ("Maria", "Lopez", "3/4/1960", "00123456")


async def _asked(casepilot: CasePilot, text: str) -> tuple[Answer, Conversation]:
    async for event in casepilot.ask(Conversation(), text, today=TODAY):
        if isinstance(event, AnswerReady):
            return event.answer, event.conversation
    raise AssertionError("no answer came")


async def test_neither_the_answer_nor_the_conversation_nor_the_model_has_them(small_knowledge: KnowledgeBase) -> None:
    with ModelServer() as server:
        drafter = OpenAICompatibleModel("scripted", server.url, "key", first_token_timeout=2, total_timeout=5)
        server.script(Reply.stream("0709T is an add-on code to 0708T [1]."))
        casepilot = CasePilot(small_knowledge, open_retriever(small_knowledge), Model((drafter,)))
        answer, conversation = await _asked(casepilot, QUESTION)
        sent = "".join(str(request) for request in server.requests)
    assert answer.warnings[0].endswith("1 name, 1 date of birth, 1 record number.")
    assert "0709T" in sent
    kept = f"{answer} {conversation}"
    assert not [secret for secret in SECRETS if secret in sent or secret in kept]


async def test_who_runs_the_server_may_leave_them(small_knowledge: KnowledgeBase) -> None:
    casepilot = CasePilot(small_knowledge, open_retriever(small_knowledge), hides=False)
    answer, conversation = await _asked(casepilot, QUESTION)
    assert not any("Replaced" in warning for warning in answer.warnings)
    assert conversation.last is not None
    assert "Lopez" in conversation.last.text
