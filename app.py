"""The chat page: Chainlit handlers that turn CasePilot's events into messages, steps and buttons. No logic.

``chainlit run app.py`` and ``python scripts/serve.py`` both serve it. Importing it registers the handlers and does
nothing else; the knowledge base is opened at the first need, and tried again at the next one when that failed.
"""

# mypy: disable-error-code=untyped-decorator
# Chainlit is not typed strictly enough for its decorators to keep a handler's type.

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any, NamedTuple

import chainlit as cl
from chainlit.server import sio

from assistant.answer import Answer, Part
from assistant.answering.rendering import (
    ASK_ABOUT,
    BROKEN,
    INCOMPLETE,
    SOURCE_GONE,
    STAGE_NAMES,
    STARTERS,
    STOPPED,
    answer_markdown,
    as_markdown,
    duration,
    sentence_markdown,
    source_markdown,
    source_title,
    steps_line,
    welcome_markdown,
)
from assistant.bootstrap import open_casepilot
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady, DraftDiscarded, Event, SentenceReady, StageFinished, StageStarted
from assistant.understand.intake import read_question
from assistant.understand.query import Conversation
from corpus.errors import CasePilotError

FOLLOW_UP = "follow_up"
CHAT = "chat"
SOURCE_CLICKED = "casepilot-source"  # what public/casepilot.js posts when a [n] is clicked

LARGEST_MESSAGE = 16_000_000  # bytes; as much as the web server under Chainlit takes in one piece

# What Chainlit itself says when the stop button is pressed; on_stop puts STOPPED in its place.
CHAINLIT_STOPPED = "Task manually stopped."


class Desk:
    """The process's one CasePilot. A failure is not remembered; a newer knowledge base is taken up."""

    def __init__(self, opener: Callable[[], CasePilot]) -> None:
        self._opener, self._lock = opener, threading.Lock()
        self._casepilot: CasePilot | None = None

    def open(self) -> CasePilot:
        """Blocks for about a second the first time. Raises CasePilotError, one sentence with its remedy."""
        with self._lock:
            if self._casepilot is None:
                self._casepilot = self._opener()
            elif not self._casepilot.is_up_to_date():
                with contextlib.suppress(CasePilotError):  # a newer one that cannot be opened: the former serves on
                    former, self._casepilot = self._casepilot, self._opener()
                    former.close()
            return self._casepilot

    async def casepilot(self) -> CasePilot:
        """The same off the event loop."""
        return await asyncio.to_thread(self.open)


class Source(NamedTuple):
    """A cited source as the side panel shows it."""

    title: str
    passage: cl.Text


class Chat:
    """What one browser session holds. No dataclass: ``chainlit run`` loads this module in a way that breaks those.

    ``turn`` is held by the question that is being answered, ``running`` are the tasks of it and of those that wait,
    ``sources`` are those of all answers so far, by message id and citation number.
    """

    def __init__(self) -> None:
        self.conversation = Conversation()
        self.turn = asyncio.Lock()
        self.running: set[asyncio.Task[Any]] = set()
        self.sources: dict[tuple[str, int], Source] = {}


DESK = Desk(open_casepilot)


def current_chat() -> Chat:
    """The chat of the session that is being served."""
    chat = cl.user_session.get(CHAT)
    if not isinstance(chat, Chat):
        chat = Chat()
        cl.user_session.set(CHAT, chat)
    return chat


@cl.on_app_startup
def harden_server() -> None:
    """Sets two things of Chainlit's socket server that it has no option for; ``scripts/serve.py`` calls this too."""
    # As shipped, any web page open in the same browser may talk to this server; None admits only its own page.
    sio.eio.cors_allowed_origins = None
    # A pasted document larger than the default megabyte would cut the connection instead of getting an answer.
    sio.eio.max_http_buffer_size = LARGEST_MESSAGE


@cl.set_chat_profiles
async def chat_profiles() -> list[cl.ChatProfile]:
    """One profile, whose description is the start page."""
    try:
        status = (await DESK.casepilot()).status()
        welcome = welcome_markdown(status.mode, status.editions, status.built_at, status.offer)
    except CasePilotError as error:
        welcome = f"{ASK_ABOUT}\n\n⚠ {as_markdown(str(error))}"
    return [cl.ChatProfile(name="CasePilot", markdown_description=welcome, icon="/public/mark.svg", default=True)]


@cl.set_starters
async def starters() -> list[cl.Starter]:
    return [cl.Starter(label=question, message=question) for question in STARTERS]


@cl.on_message
async def on_message(message: cl.Message) -> None:
    await reply_to(message.content)


@cl.action_callback(FOLLOW_UP)
async def on_follow_up(action: cl.Action) -> None:
    """Asks an offered question as if it had been typed."""
    asked = cl.Message(str(action.payload["question"]), author="User", type="user_message")
    await asked.send()
    await cl.context.emitter.task_start()
    try:
        async with cl.Step(name="on_message", type="run", parent_id=asked.id):
            await reply_to(asked.content)
    finally:
        await cl.context.emitter.task_end()


@cl.on_stop
async def on_stop() -> None:
    """Stops every running question of the session: Chainlit itself cancels only the one asked last."""
    for task in tuple(current_chat().running):
        task.cancel()
    said = cl.chat_context.get()
    if said and said[-1].content == CHAINLIT_STOPPED:
        said[-1].content = STOPPED
        await said[-1].update()


@cl.on_window_message
async def on_window_message(data: Any) -> None:
    """Opens a source in the side panel. Other scripts' window messages come here too and are none of ours."""
    if not isinstance(data, dict) or data.get("type") != SOURCE_CLICKED:
        return
    number = data.get("number")
    source = current_chat().sources.get((str(data.get("message")), number)) if isinstance(number, int) else None
    if source is None:
        await cl.context.emitter.send_toast(SOURCE_GONE, "info")
        return
    # cl.ElementSidebar.set_elements would send the passage once more, and the page closes the panel at every new one.
    await cl.context.emitter.emit("set_sidebar_elements", {"elements": [source.passage.to_dict()], "key": None})
    await cl.ElementSidebar.set_title(source.title)


async def reply_to(raw: str) -> None:
    """Answers one message. A question asked while another is being answered waits for its turn."""
    chat, reply = current_chat(), Reply()
    task = asyncio.current_task()
    assert task is not None  # handlers run in tasks
    chat.running.add(task)
    try:
        async with chat.turn:
            question = read_question(raw)
            casepilot = await DESK.casepilot()
            async with aclosing(casepilot.ask(chat.conversation, question)) as events:
                async for event in events:
                    await reply.show(event)
                    if isinstance(event, AnswerReady):
                        chat.conversation = event.conversation
                        chat.sources.update(reply.sources)
    except asyncio.CancelledError:
        await reply.end_early(INCOMPLETE)
    except CasePilotError as error:
        await reply.end_early(as_markdown(str(error)))
    except Exception:
        await reply.end_early(BROKEN)
        raise
    finally:
        chat.running.discard(task)


class Reply:
    """One answer as it appears: a line of steps, then the message that grows sentence by sentence."""

    def __init__(self) -> None:
        self.message = cl.Message("")
        self.sources: dict[tuple[str, int], Source] = {}
        self._steps = Steps()

    async def show(self, event: Event) -> None:
        """Shows one event."""
        match event:
            case StageStarted() | StageFinished():
                await self._steps.show(event)
            case SentenceReady(sentence) if sentence.part is not Part.DETAILS:
                await self.message.stream_token(sentence_markdown(sentence))
            case DraftDiscarded(reason):
                await self.message.stream_token(f"*The model's draft was set aside. {as_markdown(reason)}*\n\n", True)
            case AnswerReady(answer):
                await self._steps.end()
                await self._finish(answer)

    async def end_early(self, note: str) -> None:
        """Keeps what was shown, with a note under it; a stop before the first word needs none."""
        await self._steps.end()
        if self.message.content:
            self.message.content = f"{self.message.content.rstrip()}\n\n{note}"
            await self.message.update()
        elif note is not INCOMPLETE:
            self.message.content = note
            await self.message.send()

    async def _finish(self, answer: Answer) -> None:
        self.message.content = answer_markdown(answer)
        for citation in answer.citations:
            # display="page" makes "[1]" a link that public/casepilot.js opens in the side panel. "side" would throw
            # the panel open, over the whole page on a phone, each time an answer arrives.
            passage = cl.Text(name=f"[{citation.number}]", content=source_markdown(citation), display="page")
            self.message.elements.append(passage)
            self.sources[self.message.id, citation.number] = Source(source_title(citation), passage)
        self.message.actions = [
            cl.Action(name=FOLLOW_UP, label=question, payload={"question": question}, icon="corner-down-right")
            for question in answer.follow_ups
        ]
        await self.message.update()


class Steps:
    """The stages of one answer under one heading, which tells the running stage and at the end the whole."""

    def __init__(self) -> None:
        self._heading = cl.Step(name="", type="tool", parent_id=_run_id(), icon="list-checks")
        self._stage: cl.Step | None = None
        self._finished: list[StageFinished] = []

    async def show(self, event: StageStarted | StageFinished) -> None:
        if isinstance(event, StageStarted):
            await self._start(STAGE_NAMES[event.stage])
        elif self._stage is not None:
            self._finished.append(event)
            self._stage.name += f" · {duration(event.milliseconds)}"
            self._stage.output, self._stage.end = as_markdown(event.summary), _now()
            await self._stage.update()
            self._stage = None

    async def end(self) -> None:
        """Closes the heading, and a stage that was cut short."""
        if self._stage is not None:
            self._stage.name, self._stage.end = f"{self._stage.name} · stopped", _now()
            await self._stage.update()
        if self._heading.start is not None and self._heading.end is None:
            self._heading.name, self._heading.end = steps_line(self._finished), _now()
            await self._heading.update()

    async def _start(self, name: str) -> None:
        self._heading.name = name
        if self._heading.start is None:
            self._heading.start = _now()
            await self._heading.send()
        else:
            await self._heading.update()
        self._stage = cl.Step(name=name, type="tool", parent_id=self._heading.id, default_open=True)
        self._stage.start = _now()
        await self._stage.send()


def _run_id() -> str | None:
    step = cl.context.current_step
    return step.id if step else None


def _now() -> str:
    """Chainlit's own form of a time."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat() + "Z"
