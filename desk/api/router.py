"""The routes of ``/api/v1``. Thin: what comes in is checked, ``assistant`` answers, what it gives becomes JSON.

Plain functions run in threads, so coding work never blocks the event loop; ``ask`` is streamed by CasePilot itself.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from assistant.answer import Answer
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady, DraftDiscarded, Event, SentenceReady, StageFinished, StageStarted, StepTaken
from assistant.lookup.facts import FactLine
from assistant.lookup.sheet import AboutCode
from assistant.opened import Opened
from assistant.retrieval.exact import near_misses
from assistant.retrieval.search import SEARCHABLE, search
from assistant.rules.verdict import Stance
from assistant.serialization import answer_json, code_json, plain, verdict_json
from assistant.understand.intake import read_question
from assistant.understand.query import Conversation
from assistant.understand.query_json import conversation_from_json, conversation_json, query_from_json
from corpus.codes import Code, CodeSystem, parse_code
from corpus.editions import Edition
from corpus.errors import CasePilotError
from desk.accounts.entrance.witness import WORDS
from desk.accounts.stores.kept.team import codes_of
from desk.api import claims
from desk.api.access import admitted
from desk.api.knowledge import knowledge_of
from desk.api.models import (
    AnswerOut,
    Ask,
    CodePageOut,
    Day,
    EditionsOut,
    Problem,
    SearchOut,
    VerdictsIn,
    VerdictsOut,
)
from desk.api.team import TeamNotes, ThisTeam
from desk.pages.bench import OpenedBench

_PROBLEM: dict[str, Any] = {"model": Problem, "content": {"application/problem+json": {}}}
REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": _PROBLEM | {"description": "Not served; the detail says why."},
    400: _PROBLEM | {"description": "What was sent can't be read; the detail says what to change."},
    403: _PROBLEM | {"description": "The API is not open to this caller."},
    413: _PROBLEM | {"description": "Too large, or too many lines."},
    503: _PROBLEM | {"description": "No knowledge base is there yet, or it can't be used; the detail has the remedy."},
}
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: _PROBLEM | {"description": "No loaded edition has this code."}}
_LONGEST_SEARCH = 400
_REPORTED = {Stance.AFFIRMS: True, Stance.DENIES: False}

router = APIRouter(prefix="/api/v1", dependencies=[Depends(admitted)], responses=REFUSALS)
router.include_router(claims.router)


# --- ask ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that can be asked, read before anything is answered: a stream can't take its status back."""

    question: str
    conversation: Conversation
    day: date | None

    def of(self, casepilot: CasePilot) -> AsyncGenerator[Event, None]:
        return casepilot.ask(self.conversation, self.question, today=self.day)


def asking(request: Request, asked: Ask) -> Asking:
    """Raises a 400 for what can't be asked."""
    request.scope[WORDS] = asked.question
    try:
        conversation = conversation_from_json(asked.conversation) if asked.conversation else Conversation()
    except ValueError as error:
        raise HTTPException(400, f"{error}. Send back the conversation of the answer before, unchanged.") from error
    return Asking(read_question(asked.question), conversation, asked.date_of_service)


@router.post("/ask", tags=["ask"], summary="Ask a question")
async def ask(asked: Annotated[Asking, Depends(asking)], opened: OpenedBench, team: ThisTeam) -> AnswerOut:
    """The whole answer. A follow-up ("what is its primary?") is asked with the conversation of the answer before."""
    given: AnswerOut | None = None
    async with aclosing(asked.of(opened.casepilot)) as events:
        async for event in events:
            if isinstance(event, AnswerReady):
                given = await run_in_threadpool(_answer, opened, event, team)
    assert given is not None  # the last event of every question
    return given


@router.post("/ask/stream", tags=["ask"], summary="Ask, answered in pieces", response_class=EventSourceResponse)
async def ask_stream(
    asked: Annotated[Asking, Depends(asking)], opened: OpenedBench, team: ThisTeam
) -> AsyncIterator[ServerSentEvent]:
    """The same as server-sent events: ``stage``, ``step`` (a function that a model called), ``sentence``,
    ``discarded`` (forget the sentences).

    The last one is ``answer``, whole, or ``problem``.
    """
    try:
        async with aclosing(asked.of(opened.casepilot)) as events:
            async for event in events:
                if isinstance(event, AnswerReady):
                    answer = await run_in_threadpool(_answer, opened, event, team)
                    yield ServerSentEvent(event="answer", data=answer)
                elif (told := _told(event)) is not None:
                    yield told
    except CasePilotError as error:
        yield ServerSentEvent(event="problem", data=Problem(title="Not answered", status=400, detail=str(error)))


def _told(event: Event) -> ServerSentEvent | None:
    match event:
        case StageStarted(stage):
            return ServerSentEvent(event="stage", data={"stage": stage.value, "state": "started"})
        case StageFinished(stage, summary, milliseconds):
            told = {"stage": stage.value, "state": "finished", "summary": summary, "milliseconds": milliseconds}
            return ServerSentEvent(event="stage", data=told)
        case SentenceReady(sentence):
            told = {"lead": sentence.lead, "text": sentence.text, "part": sentence.part.value}
            return ServerSentEvent(event="sentence", data=told)
        case StepTaken(name, question, summary, milliseconds):
            told = {"name": name, "asked": question, "summary": summary, "milliseconds": milliseconds}
            return ServerSentEvent(event="step", data=told)
        case DraftDiscarded(reason):
            return ServerSentEvent(event="discarded", data={"reason": reason})
    return None


def _answer(opened: Opened, event: AnswerReady, team: TeamNotes) -> AnswerOut:
    answer = event.answer
    beside = {"team_notes": team.on(codes_of(answer)), "knowledge": knowledge_of(opened, _cited(opened, answer))}
    told = {**answer_json(answer), "conversation": conversation_json(event.conversation)}
    return AnswerOut.model_validate({**told, **beside})


def _cited(opened: Opened, answer: Answer) -> list[Edition]:
    titles = {citation.edition for citation in answer.citations}
    return [edition for edition in opened.knowledge.editions() if edition.title in titles]


# --- search and codes ---------------------------------------------------------------------------------------------


@router.get("/search", tags=["search"], summary="Search codes and guideline sections")
def search_codes(
    opened: OpenedBench,
    q: Annotated[str, Query(min_length=1, max_length=_LONGEST_SEARCH, examples=["type 2 diabetes with CKD"])],
    system: Annotated[list[Literal[SEARCHABLE]] | None, Query(description="Only these.")] = None,  # type: ignore[valid-type]
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> SearchOut:
    """Ranked results. A code that is named comes first; the rest is found by words and meaning."""
    found = search(opened.knowledge.catalog, opened.retriever, read_question(q), system or SEARCHABLE, limit)
    used = {result["edition"] for result in found["results"]}
    editions = [edition for edition in opened.knowledge.editions() if edition.id in used]
    return SearchOut.model_validate({**found, "knowledge": knowledge_of(opened, editions)})


@router.get("/codes/{system}/{code}", tags=["search"], summary="Look a code up", responses=NOT_FOUND)
def code_of(
    opened: OpenedBench,
    team: ThisTeam,
    system: CodeSystem,
    code: str,
    on: Annotated[Day | None, Query(description="The date of service; today if left out.")] = None,
) -> CodePageOut:
    """What the loaded editions have on one code: status on the day, its figures, its add-on and primary codes."""
    named, day = parse_code(code, system), on or date.today()
    if named not in opened.knowledge.existing([named]):
        raise HTTPException(404, _unknown(named, opened))
    about = opened.files.about(named, day)
    record = about.record
    return CodePageOut.model_validate(
        {
            **code_json(named),
            "description": record.description if record else None,
            "official": bool(record and record.official),
            "may_be_reported": _REPORTED.get(about.status.stance) if about.status else None,
            "status": plain(about.status_words),
            "facts": [_fact(fact) for fact in about.facts],
            "primary_codes": [code_json(other) for other in (about.pairing.primaries if about.pairing else ())],
            "add_on_codes": [code_json(other) for other in (about.add_ons.add_ons if about.add_ons else ())],
            "history": [{"edition": line.edition.title, "says": line.says} for line in about.history],
            "not_loaded": [str(missing.table) for missing in about.missing],
            "team_notes": team.on([named]),
            "knowledge": knowledge_of(opened, _behind(about, opened)),
        }
    )


def _behind(about: AboutCode, opened: Opened) -> set[Edition]:
    """The editions of what is told of a code."""
    parts = (about.status, about.pairing, about.add_ons, *about.facts)
    used = {part.basis.edition for part in parts if part is not None and part.basis.edition}
    of_records = {record.source.edition_id for record in about.records}
    return used | {edition for edition in opened.knowledge.editions() if edition.id in of_records}


def _unknown(code: Code, opened: Opened) -> str:
    near = ", ".join(map(str, near_misses(code, opened.knowledge.existing)))
    return f"{code} is in no loaded edition{f'; nearly the same number: {near}' if near else ''}."


def _fact(fact: FactLine) -> dict[str, str]:
    edition = fact.basis.edition.title if fact.basis.edition else ""
    return {"name": fact.name, "value": fact.value, "means": fact.means, "edition": edition}


# --- editions and verdicts ----------------------------------------------------------------------------------------


@router.get("/editions", tags=["editions"], summary="What is loaded")
def editions(opened: OpenedBench) -> EditionsOut:
    """Every loaded edition with its span, and how many codes there are by code set."""
    status = opened.casepilot.status()
    return EditionsOut(
        mode=status.mode, counts=status.counts, offer=status.offer, knowledge=knowledge_of(opened, status.editions)
    )


@router.post("/verdicts", tags=["verdicts"], summary="Decide a query by rule")
def verdicts(asked: VerdictsIn, opened: OpenedBench) -> VerdictsOut:
    """Every verdict on what a query names and tells, without an answer in words around them."""
    try:
        query = query_from_json(asked.query)
    except ValueError as error:
        raise HTTPException(400, f"{error}.") from error
    found = opened.casepilot.decisions.verdicts(query, asked.date_of_service or date.today())
    used = {verdict.basis.edition for verdict in found if verdict.basis.edition}
    told = [verdict_json(verdict) for verdict in found]
    return VerdictsOut.model_validate({"verdicts": told, "knowledge": knowledge_of(opened, used)})
