"""The chat page: Chainlit handlers that turn CasePilot's events into messages, steps and buttons. No logic.

``chainlit run app.py`` serves it alone, ``python scripts/serve.py`` as a part of the desk. Importing it registers the
handlers and does nothing else; the knowledge base is opened at the first need, and tried again at the next one when
that failed.
"""

# mypy: disable-error-code=untyped-decorator
# Chainlit is not typed strictly enough for its decorators to keep a handler's type.

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any, NamedTuple

import chainlit as cl
from chainlit.input_widget import DatePicker, InputWidget, Select, TextInput
from chainlit.server import sio

from assistant.answer import JOB_BOARD, Part
from assistant.answering.rendering import (
    ASK_ABOUT,
    BROKEN,
    COMPOSER,
    INCOMPLETE,
    SOURCE_GONE,
    STARTERS,
    STOPPED,
    answer_markdown,
    codes_shown,
    duration,
    linked,
    sentence_markdown,
    source_markdown,
    source_title,
    standing_lines,
    step_name,
    step_told,
    steps_line,
    was_struck,
    welcome_lines,
)
from assistant.events import AnswerReady, DraftDiscarded, Event, SentenceReady, StageFinished, StepTaken
from assistant.markdown import as_markdown
from assistant.opened import workbench
from assistant.understand.conversation.standing import (
    ON,
    PAYER,
    PAYERS,
    PLACE,
    SETTING,
    SETTINGS,
    Standing,
    StandingError,
    standing_of,
)
from assistant.understand.intake import read_question
from assistant.understand.query import Conversation
from corpus.codes import Code
from corpus.errors import CasePilotError
from desk.accounts.chat import resuming, team
from desk.accounts.stores.kept.team import codes_of
from desk.careers.asking import with_jobs
from desk.pages.links import citation_address, code_address

FOLLOW_UP = "follow_up"
CHAT = "chat"
# Messages from public/casepilot.js: a [n] is clicked, what stood before the page was loaded; and to it: the text of the
# start page, what stands now, which conversation it is.
SOURCE_CLICKED, STOOD = "casepilot-source", "casepilot-stood"
WELCOME, STANDING, THREAD = "casepilot-welcome", "casepilot-standing", "casepilot-thread"
NOT_SET, ANY = "Not set", "any"  # the page takes no empty value in a list

# Chainlit's own name for where it is mounted: under the desk, which has the pages of codes and editions beside it.
PAGES = bool(os.environ.get("CHAINLIT_ROOT_PATH"))

LARGEST_MESSAGE = 16_000_000  # bytes; as much as the web server under Chainlit takes in one piece

# What Chainlit itself says when the stop button is pressed; on_stop puts STOPPED in its place.
CHAINLIT_STOPPED = "Task manually stopped."


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


def current_chat() -> Chat:
    """The chat of the session that is being served."""
    chat = cl.user_session.get(CHAT)
    if not isinstance(chat, Chat):
        chat = Chat()
        cl.user_session.set(CHAT, chat)
    return chat


@cl.on_app_startup
def harden_server() -> None:
    """Sets two things of Chainlit's socket server that it has no option for; the desk has it done when it starts."""
    # As shipped, any web page open in the same browser may talk to this server; None admits only its own page.
    sio.eio.cors_allowed_origins = None
    # A pasted document larger than the default megabyte would cut the connection instead of getting an answer.
    sio.eio.max_http_buffer_size = LARGEST_MESSAGE


@cl.on_chat_start
async def on_chat_start() -> None:
    """Sends what the start page says, and the form of what stands for all questions.

    Not as a chat profile: with one the page connects a second time, and a question asked before that is lost.
    """
    try:
        status = (await workbench().opened()).casepilot.status()
        told = welcome_lines(status.mode, status.editions, status.built_at, status.offer)
    except CasePilotError as error:
        told = [ASK_ABOUT, f"⚠ {error}"]
    await cl.ChatSettings(standing_form(Standing())).send()
    await cl.send_window_message({"type": WELCOME, "lines": told, "pages": PAGES})


@cl.on_chat_resume
async def on_chat_resume(thread: Any) -> None:
    """Takes a kept conversation up again: its sources and buttons, and what the next question leans on."""
    kept, chat = await resuming.resumed(thread["id"]), current_chat()
    if kept is None:
        return
    chat.conversation = kept.conversation
    for answer in kept.answers:
        for number, title, text in answer.sources:
            passage = passage_of(number, text)
            await passage.send(answer.message, persist=False)
            thread["elements"].append(passage.to_dict())  # the page takes these in place of what it was sent
            chat.sources[answer.message, number] = Source(title, passage)
        for action in follow_up_buttons(answer.follow_ups):
            await action.send(answer.message)
        if notes := await notes_on(answer.codes, answer.message):
            # Unlike of what it is sent, of what it takes from here the page makes no address itself.
            address = f"{os.environ['CHAINLIT_ROOT_PATH']}/project/file/{notes.chainlit_key}"
            notes.url = f"{address}?session_id={cl.context.session.id}"
            thread["elements"].append(notes.to_dict())
    await show_standing(chat.conversation.standing)
    if kept.note:
        await cl.context.emitter.send_toast(kept.note, "info")


@cl.on_settings_update
async def on_settings_update(values: dict[str, Any]) -> None:
    """Takes over what the form of standing values says."""
    await stand({name: str(value) for name, value in values.items() if value and value != ANY})


async def stand(values: dict[str, str]) -> None:
    """Lets these values stand for all further questions and shows them; those that cannot be read change nothing."""
    chat = current_chat()
    try:
        standing = standing_of(values)
    except StandingError as error:
        await cl.context.emitter.send_toast(str(error), "error")
        standing = chat.conversation.standing
    chat.conversation = chat.conversation.under(standing)
    await show_standing(standing)


async def show_standing(standing: Standing) -> None:
    """The form and the line of what stands for all questions."""
    await cl.ChatSettings(standing_form(standing)).send()
    await cl.send_window_message({"type": STANDING, "values": dict(standing.told), "shown": standing_lines(standing)})


def standing_form(standing: Standing) -> list[InputWidget]:
    """The inputs of what stands for all questions, with what stands now."""
    told = dict(standing.told)
    return [
        DatePicker(
            id=ON,
            label="Date of service",
            initial=told.get(ON),
            format="yyyy-MM-dd",
            placeholder="Today",
            description="Editions are chosen by it where a question names no date.",
        ),
        Select(
            id=PAYER,
            label="Payer",
            items={NOT_SET: ANY, **{name: key for key, (name, _) in PAYERS.items()}},
            initial_value=told.get(PAYER, ANY),
        ),
        Select(
            id=SETTING,
            label="Setting",
            items={NOT_SET: ANY, **{name: key for key, (name, *_) in SETTINGS.items()}},
            initial_value=told.get(SETTING, ANY),
        ),
        TextInput(
            id=PLACE,
            label="Place of payment",
            initial=told.get(PLACE, ""),
            placeholder="State, town, ZIP code or locality",
        ),
    ]


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
    """Opens a source in the side panel, or takes over what stood. Other scripts' window messages come here too."""
    if not isinstance(data, dict):
        return
    if data.get("type") == STOOD and isinstance(data.get("values"), dict):
        await stand({str(name): str(value) for name, value in data["values"].items()})
        return
    if data.get("type") != SOURCE_CLICKED:
        return
    number = data.get("number")
    source = current_chat().sources.get((str(data.get("message")), number)) if isinstance(number, int) else None
    if source is None:
        await cl.context.emitter.send_toast(SOURCE_GONE, "info")
        return
    # cl.ElementSidebar.set_elements would send the passage once more, and the page closes the panel at every new one.
    # A key of its own: beside the same key the page keeps the former text under the new title.
    shown = {"elements": [source.passage.to_dict()], "key": source.passage.id}
    await cl.context.emitter.emit("set_sidebar_elements", shown)
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
            left = await resuming.count_question(question)
            opened = await workbench().opened()
            async with aclosing(opened.casepilot.ask(chat.conversation, question)) as events:
                async for event in events:
                    await reply.show(event)
                    if isinstance(event, AnswerReady):
                        chat.conversation = event.conversation
                        chat.sources.update(reply.sources)
            if left:
                await cl.context.emitter.send_toast(left, "info")
    except asyncio.CancelledError:
        await reply.end_early(INCOMPLETE)
    except CasePilotError as error:
        await reply.end_early(as_markdown(str(error)))
    except Exception:
        await reply.end_early(BROKEN)
        raise
    finally:
        chat.running.discard(task)


async def addresses_in(markdown: str) -> Mapping[Code, str]:
    """The pages of the codes of a message; none where the chat is served alone, without pages around it."""
    if not PAGES:
        return {}
    casepilot = (await workbench().opened()).casepilot
    known = await asyncio.to_thread(lambda: casepilot.known(codes_shown(markdown)))
    day = current_chat().conversation.standing.day
    return {code: code_address(code, day) for code in known}


async def notes_on(codes: Sequence[Code], message_id: str) -> cl.Text | None:
    """Sends the team's notes on these codes as a card under a message: they stand in no answer, and in none kept."""
    day = current_chat().conversation.standing.day
    told = await team.team_notes(codes, lambda code: code_address(code, day))
    if not told:
        return None
    card = cl.Text(name=team.TITLE, content=told, display="inline")
    await card.send(message_id, persist=False)
    return card


class Reply:
    """One answer as it appears: the message that grows sentence by sentence, then how it came about."""

    def __init__(self) -> None:
        self.message = cl.Message("")
        self.sources: dict[tuple[str, int], Source] = {}
        self._steps = Steps()

    async def show(self, event: Event) -> None:
        """Shows one event."""
        match event:
            case StageFinished() | StepTaken():
                self._steps.keep(event)
            case SentenceReady(sentence) if sentence.part is not Part.DETAILS:
                await self.message.stream_token(sentence_markdown(sentence))
            case DraftDiscarded(reason):
                await self.message.stream_token(f"*The model's draft was set aside. {as_markdown(reason)}*\n\n", True)
            case AnswerReady(answer):
                await self._finish(event)
                if answer.mode not in (COMPOSER, JOB_BOARD) or was_struck(answer):
                    await self._steps.send()

    async def end_early(self, note: str) -> None:
        """Keeps what was shown, with a note under it; a stop before the first word needs none."""
        if self.message.content:
            self.message.content = f"{self.message.content.rstrip()}\n\n{note}"
            await self.message.update()
        elif note is not INCOMPLETE:
            self.message.content = note
            await self.message.send()

    async def _finish(self, event: AnswerReady) -> None:
        """The whole answer; kept before it is shown, so that nobody saw what is lost when the power goes."""
        answer = event.answer
        markdown = answer_markdown(answer)
        if answer.mode == JOB_BOARD:
            markdown = with_jobs(markdown)
        self.message.content = linked(markdown, await addresses_in(markdown))
        for citation in answer.citations:
            passage = passage_of(
                citation.number, source_markdown(citation, citation_address(citation) if PAGES else "")
            )
            self.message.elements.append(passage)
            self.sources[self.message.id, citation.number] = Source(source_title(citation), passage)
        self.message.actions = follow_up_buttons(answer.follow_ups)
        shown = [(number, one.title, one.passage.content) for (_, number), one in self.sources.items()]
        kept = {"sources": shown}
        thread = await resuming.keep(self.message.id, self.message.content, answer, event.conversation, kept)
        await self.message.update()
        await notes_on(codes_of(answer), self.message.id)
        if thread and PAGES:
            await cl.send_window_message({"type": THREAD, "id": thread})


def passage_of(number: int, text: str) -> cl.Text:
    """A cited passage. ``display="page"`` makes its "[1]" a link that public/casepilot.js opens in the side panel.

    "side" would throw the panel open, over the whole page on a phone, each time an answer arrives.
    """
    return cl.Text(name=f"[{number}]", content=text, display="page")


def follow_up_buttons(questions: Sequence[str]) -> list[cl.Action]:
    return [
        cl.Action(name=FOLLOW_UP, label=question, payload={"question": question}, icon="corner-down-right")
        for question in questions
    ]


class Steps:
    """The stages of one answer, kept until it is there: shown below it, under one heading."""

    def __init__(self) -> None:
        self._finished: list[tuple[StageFinished | StepTaken, str]] = []

    def keep(self, event: StageFinished | StepTaken) -> None:
        self._finished.append((event, _now()))

    async def send(self) -> None:
        stages = (event for event, _ in self._finished if isinstance(event, StageFinished))
        heading = _step(steps_line(stages), _run_id(), icon="list-checks")
        await heading.send()
        for event, ended in self._finished:
            stage = _step(f"{step_name(event)} · {duration(event.milliseconds)}", heading.id, default_open=True)
            stage.output, stage.end = as_markdown(step_told(event)), ended
            await stage.send()


def _step(name: str, parent: str | None, **options: Any) -> cl.Step:
    """A step that is over."""
    step = cl.Step(name=name, type="tool", parent_id=parent, **options)
    step.start = step.end = _now()
    return step


def _run_id() -> str | None:
    step = cl.context.current_step
    return step.id if step else None


def _now() -> str:
    """Chainlit's own form of a time."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat() + "Z"
